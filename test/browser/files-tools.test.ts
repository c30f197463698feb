import { mkdir, stat, writeFile } from 'node:fs/promises'
import t, { type Test } from 'tap'
import { barriers } from '../kit/barriers.ts'
import { looking, row } from '../kit/files.ts'
import { setStage } from '../kit/stage.ts'

/** Ada in a project with some files. */
async function begin(t: Test) {
  const stage = await setStage(t)
  const here = await looking(stage, { 'a.txt': 'A', 'b.txt': 'B' })
  await mkdir(here.at('data/deep'), { recursive: true })
  await row(here.page, 'data').waitFor()
  return here
}

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
