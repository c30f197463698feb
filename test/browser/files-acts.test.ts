import { execFileSync } from 'node:child_process'
import { mkdir, readFile, stat, writeFile } from 'node:fs/promises'
import t, { type Test } from 'tap'
import { barriers } from '../kit/barriers.ts'
import { item, looking, row } from '../kit/files.ts'
import { setStage } from '../kit/stage.ts'
import { until } from '../kit/until.ts'

/** Ada in a project with some files. */
async function begin(t: Test) {
  const stage = await setStage(t)
  const here = await looking(stage, { 'a.txt': 'A', 'b.txt': 'B' })
  await mkdir(here.at('data/deep'), { recursive: true })
  await row(here.page, 'data').waitFor()
  return here
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
