import { execFileSync } from 'node:child_process'
import { mkdir, readFile, readdir, stat, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { Locator, Page } from 'playwright-core'
import t, { type Test } from 'tap'
import { barriers } from '../kit/barriers.ts'
import { setStage } from '../kit/stage.ts'
import { until } from '../kit/until.ts'

const row = (page: Page, name: string): Locator =>
  page.getByRole('row').filter({ has: page.getByRole('checkbox', { name: `Select ${name}`, exact: true }) })
const item = (page: Page, name: string): Locator => page.getByRole('menuitem', { name })

/** Ada in a project with some files. */
async function begin(t: Test) {
  const stage = await setStage(t)
  const ada = await stage.visitor('Ada')
  const project = await ada.person.creates('Zeta zeros')
  const at = (path: string) => join(project.root, path)
  await mkdir(at('data/deep'), { recursive: true })
  await writeFile(at('a.txt'), 'A')
  await writeFile(at('b.txt'), 'B')
  await ada.visits(`/projects/${project.id}/page/files`)
  await row(ada.page, 'b.txt').waitFor()
  return {
    stage,
    ada,
    page: ada.page,
    project,
    at,
    seen: async (path = '') => (await readdir(at(path))).filter(name => name !== '.stoa').sort(),
  }
}

t.test(
  '[F-4] by mouse: things are copied and moved to a folder, compressed, extracted, given permissions, and each act has a way back',
  async t => {
    const { page, at, seen } = await begin(t)
    await row(page, 'a.txt').getByRole('checkbox').check()
    await page.getByRole('button', { name: 'Copy…' }).click()
    const dialog = page.getByRole('dialog')
    await dialog.getByRole('option', { name: 'data' }).click()
    t.strictSame(await barriers(page, { include: 'dialog' }), [])
    await dialog.getByRole('button', { name: 'Copy to data/' }).click()
    await page.getByText('Copied a.txt.').waitFor()
    t.strictSame(await seen('data'), ['a.txt', 'deep'])
    await page.getByRole('button', { name: 'Undo' }).click()
    await until(t, () => seen('data'), ['deep'])

    await page.getByRole('button', { name: 'Move…' }).click()
    await dialog.getByRole('textbox').or(dialog.getByRole('combobox')).fill('new/folder')
    await dialog.getByRole('button', { name: 'Move to new/folder/' }).click()
    await until(t, () => seen(), ['b.txt', 'data', 'new'])
    t.equal(await readFile(at('new/folder/a.txt'), 'utf8'), 'A')

    await row(page, 'new').getByRole('checkbox').check()
    await row(page, 'b.txt').getByRole('checkbox').check()
    await page.getByRole('button', { name: 'More' }).click()
    t.strictSame(await barriers(page, { include: '.fl-menu' }), [])
    await item(page, 'Compress as .zip').click()
    await row(page, 'files.zip').waitFor()
    t.match(String(execFileSync('unzip', ['-Z1', at('files.zip')])), /new\/folder\/a\.txt/)
    await row(page, 'files.zip').click({ button: 'right' })
    await item(page, 'Extract here').click()
    await row(page, 'files').waitFor()
    t.equal(await readFile(at('files/new/folder/a.txt'), 'utf8'), 'A')

    await row(page, 'b.txt').click({ button: 'right' })
    await item(page, 'Permissions…').click()
    await dialog.getByLabel('The project: run').check()
    t.equal(await dialog.getByLabel('As a number').inputValue(), '744')
    await dialog.getByRole('button', { name: 'Change' }).click()
    await until(t, async () => (await stat(at('b.txt'))).mode & 0o777, 0o744)
    await page.getByRole('button', { name: 'Undo' }).click()
    await until(t, async () => (await stat(at('b.txt'))).mode & 0o777, 0o644)

    const [download] = await Promise.all([
      page.waitForEvent('download'),
      (async () => {
        await row(page, 'data').click({ button: 'right' })
        await item(page, 'Download as .tar.gz').click()
      })(),
    ])
    t.equal(download.suggestedFilename(), 'data.tar.gz')
    t.match(String(execFileSync('tar', ['tzf', (await download.path())!])), /data\/deep/)
  },
)

t.test('[F-4] by keyboard: cut, copy and paste, the menu, and dialogs', async t => {
  const { page, at, seen } = await begin(t)
  await page.getByRole('grid').focus()
  await page.keyboard.press('End')
  await page.keyboard.press('Control+x')
  await page.keyboard.press('Home')
  await page.keyboard.press('Enter')
  await row(page, 'deep').waitFor()
  await page.getByRole('grid').focus()
  await page.keyboard.press('Control+v')
  await row(page, 'b.txt').waitFor()
  t.strictSame(await seen(), ['a.txt', 'data'])

  await page.keyboard.press('End')
  await page.keyboard.press('Control+c')
  await page.keyboard.press('Control+v')
  await row(page, 'b (copy).txt').waitFor()
  await page.keyboard.press('Shift+F10')
  await item(page, 'Compress as .tar.gz').focus()
  await page.keyboard.press('Enter')
  await row(page, 'b.txt.tar.gz').waitFor()
  t.equal(String(execFileSync('tar', ['tzf', at('data/b.txt.tar.gz')])), 'b.txt\n')

  await page.keyboard.press('Shift+F10')
  await item(page, 'Move to…').focus()
  await page.keyboard.press('Enter')
  await page.getByRole('option', { name: 'deep' }).waitFor()
  await page.keyboard.press('ArrowDown')
  await page.keyboard.press('Enter')
  await until(t, () => seen('data/deep'), ['b.txt'])
  await page.getByText('Moved b.txt to deep.').waitFor()
  await page.keyboard.press('Control+z')
  await until(t, () => seen('data/deep'), [])
  t.equal(await page.evaluate(() => document.activeElement?.getAttribute('role')), 'grid', 'the keyboard is back in the list')
})

t.test('[F-4] what is refused says so at its own row and leaves everything as it was', async t => {
  const { page, at, seen } = await begin(t)
  await writeFile(at('bad.zip'), 'PK\u0003\u0004 and no more')
  await row(page, 'bad.zip').click({ button: 'right' })
  await item(page, 'Extract here').click()
  const under = page.getByRole('region', { name: 'Under way' })
  await under
    .getByRole('alert')
    .getByText('“bad.zip” can’t be read')
    .or(under.getByText(/can't be read as an archive/))
    .waitFor()
  await under.getByRole('button', { name: 'Dismiss' }).click()
  await under.waitFor({ state: 'detached' })
  t.strictSame(await seen(), ['a.txt', 'b.txt', 'bad.zip', 'data'])
})

t.test('[F-9] a command line runs in the folder, shows what it prints, keeps the keyboard and can be interrupted', async t => {
  const { page, at } = await begin(t)
  await page.getByRole('button', { name: 'Command line' }).click()
  const line = page.getByRole('textbox', { name: /^Command line/ })
  const printed = page.getByRole('log', { name: 'What was printed' })
  await line.fill('echo "sum $((20 + 3))" && touch made.txt')
  await line.press('Enter')
  await printed.getByText('sum 23').waitFor()
  await row(page, 'made.txt').waitFor()
  t.equal(await page.evaluate(() => document.activeElement?.tagName), 'INPUT')
  t.strictSame(await barriers(page, { include: '.sh-main' }), [])
  await line.fill('echo begun; sleep 1000')
  await line.press('Enter')
  await printed.getByText('begun', { exact: false }).last().waitFor()
  await page.getByRole('button', { name: 'Interrupt' }).waitFor()
  await line.press('Control+c')
  await page.getByRole('button', { name: 'Interrupt' }).waitFor({ state: 'detached' })
  await line.fill('cd data/deep')
  await line.press('Enter')
  await page.getByText('Nothing here yet').waitFor()
  t.ok(await stat(at('data/deep')))
  await line.press('Escape')
  await line.waitFor({ state: 'detached' })
})

t.test('[F-8] text is found in files and opened at its line, by keyboard and by mouse; the address says what was looked for', async t => {
  const { ada, page, project, at } = await begin(t)
  await writeFile(at('data/zeta.py'), 'one\ntwo\ndef zeta(s):\n')
  await writeFile(at('data/deep/more.txt'), 'Zeta')
  await ada.visits(`/projects/${project.id}/page/find`)
  const input = page.getByRole('searchbox', { name: 'Find in files' })
  await input.fill('zeta')
  await input.press('Enter')
  await page.getByText('2 lines in 2 files').first().waitFor()
  t.match(page.url(), /for=zeta/)
  t.strictSame(await barriers(page, { include: '.sh-main' }), [])
  await page.getByRole('button', { name: 'Upper and lower case as typed' }).click()
  await page.getByText('1 line in one file').first().waitFor()
  await input.focus()
  await page.keyboard.press('ArrowDown')
  await page.keyboard.press('ArrowDown')
  await page.keyboard.press('Enter')
  await page.getByRole('textbox', { name: 'Text of data/zeta.py' }).waitFor()
  await page.getByText('Ln 3, Col 1').waitFor()
})

t.test('[F-7] [F-3] an address in place of a name is fetched; one of this network is refused where it was asked', async t => {
  const { page, seen } = await begin(t)
  await page.getByLabel('Filter, or name a new file').fill('http://127.0.0.1:9/x.zip')
  await page.getByText('Enter fetches what is at this address.').waitFor()
  await page.getByLabel('Filter, or name a new file').press('Enter')
  const under = page.getByRole('region', { name: 'Under way' })
  await under.getByText(/private network/).waitFor()
  await under.getByRole('button', { name: 'Dismiss' }).click()
  await under.waitFor({ state: 'detached' })
  t.strictSame(await seen(), ['a.txt', 'b.txt', 'data'])
})
