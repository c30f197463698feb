import { readFile, rm, writeFile } from 'node:fs/promises'
import type { members } from '@stoa/core/hub/contracts'
import t from 'tap'
import { barriers } from '../kit/barriers.ts'
import { grid, looking, names, row } from '../kit/files.ts'
import { newcomer } from '../kit/newcomer.ts'
import { setStage, type Visitor } from '../kit/stage.ts'
import { until } from '../kit/until.ts'

t.test('[F-1] what a program or another person does is in the list at once, and nothing that is looked at moves', async t => {
  const stage = await setStage(t)
  const many = Object.fromEntries(Array.from({ length: 400 }, (_, i) => [`m${String(i).padStart(3, '0')}.txt`, '']))
  const { page, project, at } = await looking(stage, many)
  await row(page, 'm000.txt').waitFor()
  t.ok((await page.locator('.fl-row').count()) < 80, 'only what is in sight is in the page')
  await page.locator('.fl-scroll').evaluate(element => void (element.scrollTop = 200 * 34))
  await row(page, 'm205.txt').getByRole('checkbox').check()
  const before = await row(page, 'm205.txt').boundingBox()
  await writeFile(at('a first.txt'), 'x')
  await page.getByText('401 items').waitFor()
  t.strictSame(await row(page, 'm205.txt').boundingBox(), before, 'the row stays under the eye')
  t.ok(await row(page, 'm205.txt').getByRole('checkbox').isChecked())
  await rm(at('m205.txt'))
  await page.getByText('1 selected').waitFor({ state: 'detached' })

  await t.test('[F-2] the filter marks what it found, and orders are kept', async t => {
    const { visits, page: emmys, person } = await stage.visitor('Emmy')
    await project.admits(person, 'editor')
    await visits(`/projects/${project.id}/page/files`)
    await emmys.getByLabel('Filter, or name a new file').fill('m39')
    await until(t, () => names(emmys), [
      'm390.txt',
      'm391.txt',
      'm392.txt',
      'm393.txt',
      'm394.txt',
      'm395.txt',
      'm396.txt',
      'm397.txt',
      'm398.txt',
      'm399.txt',
    ])
    t.equal(await emmys.locator('mark').first().textContent(), 'm39')
    await emmys.getByRole('button', { name: 'Name', exact: true }).click()
    await until(t, async () => (await names(emmys))[0], 'm399.txt')
    await emmys.getByLabel('Filter, or name a new file').press('Escape')
    await emmys.getByText('400 items').waitFor()
  })
})

t.test('[F-3] new files and folders are made and opened, and a name that is taken is refused where it was typed', async t => {
  const stage = await setStage(t)
  const { page, at } = await looking(stage, { 'notes.txt': 'mine' })
  await page.getByRole('button', { name: 'New', exact: true }).click()
  const name = page.getByRole('textbox', { name: 'Name', exact: true })
  t.match(await name.inputValue(), /^\d{4}-\d\d-\d\d-\d{6}$/)
  await page.getByRole('radio', { name: 'Text', exact: true }).click()
  await name.fill('notes')
  await name.press('Enter')
  await page.getByRole('form', { name: 'New file or folder' }).getByRole('alert').waitFor()
  t.equal(await readFile(at('notes.txt'), 'utf8'), 'mine')
  await page.getByRole('radio', { name: 'Folder' }).click()
  await name.fill('data')
  await name.press('Enter')
  await row(page, 'data').waitFor()

  await page.getByRole('button', { name: 'data/' }).click()
  await page.getByText('Nothing here yet').waitFor()
  await page.getByLabel('Filter, or name a new file').fill('zeros.py')
  await page.getByRole('button', { name: 'File', exact: true }).click()
  await page.getByRole('textbox', { name: 'Text of data/zeros.py' }).waitFor()
  t.equal(await readFile(at('data/zeros.py'), 'utf8'), '')
})

t.test(
  '[F-4] [F-5] things are renamed in their row, deleted with a way back, and brought back from the trash, by keyboard alone',
  async t => {
    const stage = await setStage(t)
    const { page, at } = await looking(stage, { 'a.txt': 'A', 'b.txt': 'B', 'c.txt': 'C' })
    await row(page, 'c.txt').waitFor()
    await grid(page).focus()
    await page.keyboard.press('ArrowDown')
    await page.keyboard.press('F2')
    const input = page.getByRole('textbox', { name: 'New name of a.txt' })
    await input.fill('b.txt')
    await input.press('Enter')
    await row(page, 'a.txt').getByRole('alert').waitFor()
    t.equal(await readFile(at('b.txt'), 'utf8'), 'B', 'nothing is ever put over what is there')
    await input.fill('z.txt')
    await input.press('Enter')
    await until(t, () => names(page), ['b.txt', 'c.txt', 'z.txt'])
    t.equal(await page.evaluate(() => document.activeElement?.getAttribute('role')), 'grid', 'the keyboard is back in the list')
    t.equal(await readFile(at('z.txt'), 'utf8'), 'A')

    await grid(page).focus()
    await page.keyboard.press('Home')
    await page.keyboard.press('Shift+ArrowDown')
    await page.getByText('2 selected', { exact: true }).waitFor()
    await page.keyboard.press('Delete')
    await until(t, () => names(page), ['z.txt'])
    await page.getByRole('button', { name: 'Undo' }).click()
    await until(t, () => names(page), ['b.txt', 'c.txt', 'z.txt'])

    await row(page, 'c.txt').getByRole('checkbox').check()
    await page.getByRole('button', { name: 'To trash' }).click()
    await until(t, () => names(page), ['b.txt', 'z.txt'])
    await page.getByRole('button', { name: 'Trash', exact: true }).click()
    await page.getByRole('grid', { name: 'Trash' }).getByRole('row').nth(0).waitFor()
    await page.keyboard.press('ArrowDown')
    await page.keyboard.press('Enter')
    await page.getByText('Nothing here. What is deleted').waitFor()
    t.equal(await readFile(at('c.txt'), 'utf8'), 'C')
  },
)

t.test('[F-12] a folder that vanishes gives way to the nearest one that is there, and it is said why', async t => {
  const stage = await setStage(t)
  const { page, at } = await looking(stage, { 'a/b/c.txt': '' })
  await page.getByRole('button', { name: 'a/', exact: true }).click()
  await page.getByRole('button', { name: 'b/', exact: true }).click()
  await row(page, 'c.txt').waitFor()
  await rm(at('a'), { recursive: true })
  await page.locator('.fl').getByRole('alert').waitFor()
  await page.getByText('Nothing here yet').waitFor()
  t.match(await page.locator('.fl').getByRole('alert').textContent(), /a/)
})

t.test('a viewer sees all, and is offered nothing that changes it', async t => {
  const stage = await setStage(t)
  const { project } = await looking(stage, { 'a.txt': '', 'b.txt': '' })
  const emmy = await stage.visitor('Emmy')
  await project.admits(emmy.person, 'viewer')
  await emmy.visits(`/projects/${project.id}/page/files`)
  await row(emmy.page, 'a.txt').waitFor()
  for (const name of ['New', 'Upload']) t.equal(await emmy.page.getByRole('button', { name, exact: true }).count(), 0, name)
  await row(emmy.page, 'a.txt').getByRole('checkbox').check()
  await emmy.page.getByRole('button', { name: 'Download' }).waitFor()
  t.equal(await emmy.page.getByRole('button', { name: 'To trash' }).count(), 0)
  await grid(emmy.page).focus()
  await emmy.page.keyboard.press('F2')
  await emmy.page.keyboard.press('Delete')
  t.equal(await emmy.page.getByRole('textbox', { name: /New name/ }).count(), 0)
  const people = (await newcomer(t, stage.hub.url, 'Ada', 'sign-in')).connect<typeof members>('members@1')
  await people.call('setRole', { project: project.id, account: emmy.person.account, role: 'editor' })
  await emmy.page.getByRole('button', { name: 'To trash' }).waitFor()
})

t.test('[U-3] the page can be used with a screen reader and on a phone, by day and by night', async t => {
  const stage = await setStage(t)
  const wide = await looking(stage, { 'a.txt': 'x', 'notes/b.txt': '' })
  const narrow = await stage.visitor('Emmy', { width: 390, height: 844 })
  await wide.project.admits(narrow.person, 'editor')
  await narrow.visits(`/projects/${wide.project.id}/page/files`)
  for (const visitor of [wide.ada, narrow] satisfies Visitor[]) {
    const { page } = visitor
    await row(page, 'a.txt').waitFor()
    for (const colorScheme of ['light', 'dark'] as const) {
      await page.emulateMedia({ colorScheme })
      t.strictSame(await barriers(page, { include: '.sh-main' }), [], `${colorScheme}, ${page.viewportSize()!.width} px`)
    }
    await row(page, 'a.txt').getByRole('checkbox').check()
    await page.getByRole('button', { name: 'New', exact: true }).click()
    t.strictSame(await barriers(page, { include: '.sh-main' }), [], 'with something selected and something being named')
    t.ok(await page.evaluate(() => document.documentElement.scrollWidth <= innerWidth), 'nothing lies beyond the edge')
  }
})
