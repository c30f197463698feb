import { existsSync } from 'node:fs'
import { mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { Locator, Page } from 'playwright-core'
import t, { type Test } from 'tap'
import { barriers } from '../kit/barriers.ts'
import { setStage } from '../kit/stage.ts'
import { until } from '../kit/until.ts'

t.setTimeout(180_000)
const environment = fileURLToPath(new URL('../../.venv/bin/python', import.meta.url))
process.env['STOA_PYTHON'] = existsSync(environment) ? environment : 'python3'
const loading = { timeout: 60_000 }

const uuid = (n: number) => `${String(n).padStart(8, '0')}-0000-4000-8000-000000000000`
const sheet = (...cells: string[]) => cells.map((code, i) => `\uFE20${uuid(i + 1)}\uFE20\n${code}\n`).join('')
const views = (page: Page): Locator => page.locator('.ws .cm-content')
/** What a view's state holds, markers and all. */
const textOf = (view: Locator): Promise<string> =>
  view.evaluate(element => (element as unknown as { cmTile: { view: { state: { doc: object } } } }).cmTile.view.state.doc.toString())
/** The lines of code that a view shows. */
const code = async (view: Locator): Promise<string[]> => (await view.locator('.cm-line').allInnerTexts()).filter(line => line.trim() !== '')

/** Ada at a worksheet in two views. */
async function divided(t: Test, ...cells: string[]) {
  const stage = await setStage(t, { plugins: ['files', 'editor', 'sagews', 'interact'] })
  const { person, page } = await stage.visitor('Ada')
  const project = await person.creates('Zeta zeros')
  await mkdir(project.root, { recursive: true })
  await writeFile(join(project.root, 'a.sagews'), sheet(...cells))
  await page.goto(`/projects/${project.id}/file/a.sagews`)
  await views(page).waitFor()
  const button = page.getByRole('button', { name: 'Two views of the worksheet' })
  await button.click()
  const [first, second] = [views(page).nth(0), views(page).nth(1)]
  await second.waitFor()
  return { stage, page, project, button, first, second }
}

t.test('[W-11] a worksheet in two views: typed in either it is in both, markers stay hidden, and either takes back', async t => {
  const { page, button, first, second } = await divided(t, 'a = 1', 'b = 2')
  await second.locator('.cm-line', { hasText: 'a = 1' }).click()
  await page.keyboard.press('End')
  await page.keyboard.type('0')
  await until(t, () => code(first), ['a = 10', 'b = 2'])
  await page.keyboard.press('Control+;')
  await page.keyboard.type('c = 3')
  await until(t, () => code(first), ['a = 10', 'c = 3', 'b = 2'])
  t.equal(await textOf(first), await textOf(second))
  t.equal(await first.locator('.ws-head').count(), 3)

  await first.locator('.cm-line', { hasText: 'b = 2' }).click()
  await page.keyboard.press('Home')
  await page.keyboard.press('Backspace')
  await first.locator('.cm-line', { hasText: 'b = 2' }).click()
  await page.keyboard.press('Home')
  await page.keyboard.type('# ')
  await until(t, () => code(second), ['a = 10', 'c = 3', '# b = 2'])
  await second.locator('.cm-line', { hasText: 'c = 3' }).click()
  for (let n = 0; n < 20; n++) await page.keyboard.press('Control+z')
  await until(t, () => code(first), ['a = 1', 'b = 2'])
  await until(t, () => code(second), ['a = 1', 'b = 2'])
  t.equal(await textOf(second), sheet('a = 1', 'b = 2'))
  t.notMatch(await page.locator('.ws-views').innerText(), /[\uFE20\uFE21]/)
  t.strictSame(await barriers(page, { include: '.sh-main' }), [])

  await button.click()
  await until(t, () => views(page).count(), 1)
  await page.keyboard.type('# one')
  await until(t, async () => (await code(first)).some(line => line.includes('# one')), true)
})

t.test('[W-11][W-8] outputs come in both views; a program runs once and is drawn and used in both', async t => {
  const { page, first, second } = await divided(
    t,
    `javascript('''
window.count = (window.count || 0) + 1
print('started ' + window.count)
const button = document.createElement('button')
button.textContent = 'clicked 0'
let clicks = 0
button.onclick = () => { button.textContent = 'clicked ' + ++clicks }
cell.output.append(button)
''')`,
    'print(6 * 7)',
  )
  await second.locator('.cm-line').first().click()
  await page.keyboard.press('Shift+Enter')
  for (const view of [first, second]) await view.getByText('started 1', { exact: true }).waitFor(loading)
  await second.getByRole('button', { name: 'clicked 0' }).click()
  for (const view of [first, second]) await view.getByRole('button', { name: 'clicked 1' }).waitFor()
  await page.getByRole('button', { name: 'Run', exact: false }).first().waitFor()
  await first.locator('.cm-line', { hasText: '6 * 7' }).click()
  await page.keyboard.press('Shift+Enter')
  for (const view of [first, second]) await view.locator('.ws-out', { hasText: '42' }).waitFor()
  t.equal(await page.locator('.ws-frame').count(), 1, 'one frame for the worksheet')
  t.equal(await page.getByText('started 2').count(), 0)
})

t.test('[I-6][I-4] an interact in two views: moved in one it moves in the other, and after a restart either brings it back', async t => {
  const { page, first, second } = await divided(t, "@interact\ndef f(n=slider(0, 10, 1)):\n    print('n is', n)")
  await second.locator('.cm-line').first().click()
  await page.keyboard.press('Shift+Enter')
  for (const view of [first, second]) await view.getByText('n is 0', { exact: true }).waitFor(loading)
  await second.getByRole('slider').press('End')
  for (const view of [first, second]) await view.getByText('n is 10', { exact: true }).waitFor()
  await until(t, () => first.getByRole('slider').inputValue(), await second.getByRole('slider').inputValue())
  await page.getByRole('button', { name: 'Restart the session' }).click()
  for (const view of [first, second])
    await view
      .locator('.ia')
      .getByText(/to use this/)
      .waitFor(loading)
  await first.locator('.ia').getByRole('button').first().click()
  for (const view of [first, second]) await until(t, () => view.getByRole('slider').isEnabled(), true)
})
