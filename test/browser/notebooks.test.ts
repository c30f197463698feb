import { mkdir, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import t from 'tap'
import { barriers } from '../kit/barriers.ts'
import { needs } from '../kit/program.ts'
import { setStage } from '../kit/stage.ts'
import { until } from '../kit/until.ts'

t.setTimeout(120_000)

const dot = 'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg=='
const cell = (id: string, source: string[], outputs: object[] = []) => ({
  cell_type: 'code',
  execution_count: null,
  id,
  metadata: { tags: ['kept'] },
  outputs,
  source,
})
const notebook = {
  cells: [
    { cell_type: 'markdown', id: 'aaaaaaaa', metadata: {}, source: ['# Zeta\n', 'at $s = 2$'] },
    cell('bbbbbbbb', ['plot()'], [{ data: { 'image/png': dot, 'text/plain': ['<Figure>'] }, metadata: {}, output_type: 'display_data' }]),
    cell('cccccccc', ['6 * 7'], [{ data: { 'text/plain': ['42'] }, execution_count: 3, metadata: {}, output_type: 'execute_result' }]),
  ],
  metadata: { kernelspec: { display_name: 'SageMath', language: 'sage', name: 'sagemath' }, nowhere: { else: 1.5 } },
  nbformat: 4,
  nbformat_minor: 5,
}
const written = `${JSON.stringify(notebook, null, 1)}\n`

t.test('[W-19] a notebook opens as a worksheet, two people edit it at once, and its file stays a notebook', needs('chromium'), async t => {
  const stage = await setStage(t)
  const alice = await stage.visitor('Alice')
  const bob = await stage.visitor('Bob', { width: 390, height: 780 })
  const project = await alice.person.creates('Zeta zeros')
  await project.admits(bob.person, 'editor')
  await mkdir(project.root, { recursive: true })
  const file = join(project.root, 'zeta.ipynb')
  await writeFile(file, written)
  await writeFile(join(project.root, 'broken.ipynb'), '{ "cells": [ }')
  for (const one of [alice, bob]) {
    await one.visits(`/projects/${project.id}/file/zeta.ipynb`)
    await one.page.getByRole('heading', { name: 'Zeta' }).waitFor()
    await one.page.locator('.ws-out img').first().waitFor()
    await one.page.locator('.ws .cm-content').getByText('42', { exact: true }).waitFor()
  }
  t.equal(await readFile(file, 'utf8'), written, 'opening it writes nothing')
  await alice.page.getByText('6 * 7').click()
  await alice.page.keyboard.press('End')
  await alice.page.keyboard.type(' + 8')
  await bob.page.getByText('6 * 7 + 8').waitFor()
  await bob.page.getByText('plot()').click()
  await bob.page.keyboard.press('End')
  await bob.page.keyboard.type('  # of Bob')
  await alice.page.getByText('# of Bob').waitFor()
  await alice.page.keyboard.press('Control+s')
  const wanted = structuredClone(notebook) as { cells: { source: string[] }[] }
  wanted.cells[1]!.source = ['plot()  # of Bob']
  wanted.cells[2]!.source = ['6 * 7 + 8']
  await until(t, async () => JSON.parse(await readFile(file, 'utf8')) as unknown, wanted as unknown)
  t.same(await barriers(alice.page), [])

  await writeFile(file, written.replace('6 * 7', '7 * 6'))
  await bob.page.getByText('7 * 6').waitFor()

  await alice.visits(`/projects/${project.id}/file/broken.ipynb`)
  await alice.page.locator('.cm-content').getByText('{ "cells": [ }').waitFor()
  t.equal(await alice.page.locator('.ws').count(), 0, 'what is no notebook is text')
})

t.test('[W-15] a worksheet is downloaded as a page, and made a notebook beside it', needs('chromium'), async t => {
  const stage = await setStage(t)
  const alice = await stage.visitor('Alice')
  const project = await alice.person.creates('Zeta zeros')
  await mkdir(project.root, { recursive: true })
  await writeFile(
    join(project.root, 'sums.sagews'),
    '\uFE200f5e0f0e-0000-4000-8000-000000000001\uFE20\n%md\n# Sums & $x^2$ <script>alert(1)</script>\n',
  )
  await alice.visits(`/projects/${project.id}/file/sums.sagews`)
  const { page } = alice
  await page.getByRole('button', { name: 'Download as…' }).click()
  const dialog = page.getByRole('dialog', { name: 'Download “sums.sagews”' })
  await dialog.waitFor()
  t.same(await barriers(page), [])
  const coming = page.waitForEvent('download')
  await page.keyboard.press('ArrowDown')
  await page.keyboard.press('ArrowDown')
  await page.keyboard.press('Enter')
  const download = await coming
  t.equal(download.suggestedFilename(), 'sums.html')
  const html = await readFile(await download.path(), 'utf8')
  t.match(html, /<h1>Sums &amp; <mjx-container/)
  t.notMatch(html, /<script/)
  await dialog.waitFor({ state: 'detached' })
  t.equal(
    await page.evaluate(() => document.activeElement?.getAttribute('aria-label') ?? document.activeElement?.textContent),
    'Download as…',
  )
  await page.getByRole('button', { name: 'Download as…' }).click()
  await dialog.getByRole('button', { name: 'Make “sums.ipynb” in this project' }).click()
  await page.waitForURL(/sums\.ipynb/)
  await page.locator('.ws .cm-line', { hasText: '# Sums & $x^2$' }).last().waitFor()
  t.match(JSON.parse(await readFile(join(project.root, 'sums.ipynb'), 'utf8')), { nbformat: 4, cells: [{ cell_type: 'markdown' }] })
})
