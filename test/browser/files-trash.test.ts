import { mkdir, readFile, readdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import t from 'tap'
import type { files } from '@stoa/plugin-files/contract'
import { barriers } from '../kit/barriers.ts'
import { setStage } from '../kit/stage.ts'
import { until } from '../kit/until.ts'

t.test(
  '[F-5] a long trash scrolls; versions of one name are one line that opens; by mouse and by keyboard they come back or go for good',
  async t => {
    const stage = await setStage(t, { plugins: ['files'] })
    const ada = await stage.visitor('Ada')
    const { page } = ada
    const project = await ada.person.creates('Zeta zeros')
    const at = (path: string) => join(project.root, path)
    await mkdir(at('data'), { recursive: true })
    const remote = ada.person.connect<typeof files>('files@1', { project: project.id })
    // The project's server makes `.stoa`, for itself alone.
    await remote.opened
    for (let n = 0; n < 700; n++) {
      const id = `${String(n).padStart(9, '0')}-0123456789abcdef`
      const about = { id, path: `m${String(n).padStart(3, '0')}.txt`, kind: 'file', size: 0, removed: n, by: 'Emmy' }
      await mkdir(at(`.stoa/trash/${id}`), { recursive: true })
      await writeFile(at(`.stoa/trash/${id}/about.json`), JSON.stringify(about))
      await writeFile(at(`.stoa/trash/${id}/content`), '')
    }
    for (const content of ['first', 'second', 'third']) {
      await writeFile(at('data/plot.txt'), content)
      await remote.call('remove', { paths: ['data/plot.txt'] })
    }
    await ada.visits(`/projects/${project.id}/page/files`)
    await page.getByRole('button', { name: 'Trash', exact: true }).click()
    const trash = page.getByRole('grid', { name: 'Trash' })
    await page.getByText('703 items').waitFor()
    t.ok((await trash.getByRole('row').count()) < 80, 'only what is in sight is in the page')
    t.equal(await trash.getAttribute('aria-rowcount'), '701')
    for (const colorScheme of ['light', 'dark'] as const) {
      await page.emulateMedia({ colorScheme })
      t.strictSame(await barriers(page, { include: '.sh-main' }), [], colorScheme)
    }
    await trash.press('End')
    await trash.getByRole('row', { name: 'm000.txt' }).waitFor()

    await trash.press('Home')
    await trash.press('ArrowRight')
    await until(t, () => trash.getAttribute('aria-rowcount'), '704')
    for (let n = 0; n < 3; n++) await trash.press('ArrowDown')
    await trash.press('Enter')
    await until(t, () => readFile(at('data/plot.txt'), 'utf8').catch(() => ''), 'first')
    await page.getByText('Restored plot.txt.').waitFor()
    await page.getByRole('button', { name: 'Undo' }).click()
    await until(t, () => readdir(at('data')), [])
    await page.getByText('703 items').waitFor()

    const plot = trash.getByRole('row').first()
    await plot.getByRole('button', { name: 'Restore' }).click()
    await until(t, () => readFile(at('data/plot.txt'), 'utf8').catch(() => ''), 'first')
    await page.getByText('702 items').waitFor()

    await page.getByRole('searchbox', { name: 'Filter the trash' }).fill('plot')
    await until(t, () => trash.getAttribute('aria-rowcount'), '3')
    await trash.focus()
    await trash.press('Home')
    await trash.press('Delete')
    await page.getByRole('button', { name: 'Delete all 2 for good' }).waitFor()
    await page.keyboard.press('Escape')
    await trash.press('Delete')
    await page.getByRole('button', { name: 'Delete all 2 for good' }).press('Enter')
    await page.getByText('700 items').waitFor()
    await page.getByRole('button', { name: 'Empty trash…' }).click()
    await page.getByRole('button', { name: 'Delete all 700 for good' }).click()
    await page.getByText('Nothing here. What is deleted').waitFor()
    t.strictSame(await readdir(at('.stoa/trash')), [])
    await page.keyboard.press('Escape')
    await page.getByRole('button', { name: 'data/' }).waitFor()
  },
)
