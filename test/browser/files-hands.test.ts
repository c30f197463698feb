import { execFileSync } from 'node:child_process'
import { mkdir, readFile, stat } from 'node:fs/promises'
import t, { type Test } from 'tap'
import { barriers } from '../kit/barriers.ts'
import { grid, item, looking, row } from '../kit/files.ts'
import { setStage } from '../kit/stage.ts'
import { until } from '../kit/until.ts'

/** Ada in a project with some files. */
async function begin(t: Test) {
  const stage = await setStage(t, { plugins: ['files'] })
  const here = await looking(stage, { 'a.txt': 'A', 'b.txt': 'B', 'c.txt': 'C' })
  await mkdir(here.at('data'))
  await row(here.page, 'data').waitFor()
  return here
}

t.test('[F-4] by mouse: a range is selected, things are dragged into a folder and out of it, duplicated, renamed', async t => {
  const { page, at, seen } = await begin(t)
  await row(page, 'a.txt').getByRole('gridcell').nth(2).click()
  await row(page, 'b.txt')
    .getByRole('gridcell')
    .nth(2)
    .click({ modifiers: ['Shift'] })
  await page.getByText('2 selected', { exact: true }).waitFor()
  await row(page, 'b.txt').dragTo(row(page, 'data'))
  await until(t, () => seen('data'), ['a.txt', 'b.txt'])
  t.strictSame(await seen(), ['c.txt', 'data'])

  await page.getByRole('button', { name: 'data/' }).click()
  await row(page, 'a.txt').waitFor()
  await row(page, 'a.txt').dragTo(page.getByRole('navigation', { name: 'Folder' }).getByRole('button', { name: 'Zeta zeros' }))
  await until(t, () => seen(), ['a.txt', 'c.txt', 'data'])
  await page.getByRole('button', { name: 'Undo' }).click()
  await until(t, () => seen('data'), ['a.txt', 'b.txt'])

  await page.getByRole('navigation', { name: 'Folder' }).getByRole('button', { name: 'Zeta zeros' }).click()
  await row(page, 'c.txt').click({ button: 'right' })
  await item(page, 'Duplicate').click()
  await row(page, 'c (copy).txt').waitFor()
  await row(page, 'c (copy).txt').getByRole('gridcell').nth(2).click()
  await page.getByRole('button', { name: 'Rename' }).click()
  await page.getByRole('textbox', { name: 'New name of c (copy).txt' }).fill('d.txt')
  await row(page, 'c.txt').getByRole('gridcell').nth(2).click()
  await until(t, () => seen(), ['c.txt', 'd.txt', 'data'])
  t.equal(await readFile(at('d.txt'), 'utf8'), 'C')
})

t.test('[F-4] [F-3] [F-5] by keyboard: made, duplicated, extracted, given permissions, fetched, deleted for good', async t => {
  const { page, at, seen } = await begin(t)
  execFileSync('tar', ['czf', 'one.tar.gz', 'c.txt', 'b.txt'], { cwd: at('') })
  await row(page, 'one.tar.gz').waitFor()
  const menu = async (name: string) => {
    await page.keyboard.press('Shift+F10')
    await item(page, name).waitFor()
    // To where a person would go with the arrows.
    for (let n = 0; n < 20 && (await page.evaluate(() => document.activeElement?.textContent)) !== name; n++)
      await page.keyboard.press('ArrowDown')
    await page.keyboard.press('Enter')
  }
  await grid(page).focus()
  await page.keyboard.press('End')
  await menu('Extract here')
  await row(page, 'one').waitFor()
  t.strictSame(await seen('one'), ['b.txt', 'c.txt'])

  await page.keyboard.press('Home')
  await page.keyboard.press('ArrowDown')
  await page.keyboard.press('ArrowDown')
  await page.getByText('1 item selected, 1 B').waitFor()
  await menu('Duplicate')
  await row(page, 'a (copy).txt').waitFor()
  await menu('Permissions…')
  const dialog = page.getByRole('dialog')
  await dialog.waitFor()
  await dialog.getByLabel('As a number').press('Control+a')
  await page.keyboard.type('600')
  t.strictSame(await barriers(page, { include: 'dialog' }), [])
  await page.keyboard.press('Enter')
  await until(t, async () => (await stat(at('a.txt'))).mode & 0o777, 0o600)
  const [download] = await Promise.all([page.waitForEvent('download'), menu('Download')])
  t.equal(download.suggestedFilename(), 'a.txt')

  await page.keyboard.press('/')
  await page.keyboard.type('fresh/')
  await page.keyboard.press('Enter')
  await page.getByRole('textbox', { name: 'Name', exact: true }).press('Enter')
  await row(page, 'fresh').waitFor()

  await grid(page).focus()
  await page.keyboard.press('Control+a')
  await page.keyboard.press('Delete')
  await until(t, () => seen(), [])
  await page.getByRole('button', { name: 'Trash', exact: true }).focus()
  await page.keyboard.press('Enter')
  await page.getByRole('grid', { name: 'Trash' }).getByRole('row').first().waitFor()
  await page.getByRole('button', { name: 'Empty trash…' }).press('Enter')
  await page.keyboard.press('Enter')
  await until(t, () => seen('.stoa/trash'), [])
})
