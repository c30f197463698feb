import { mkdir, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { Locator, Page } from 'playwright-core'
import t, { type Test } from 'tap'
import { barriers } from '../kit/barriers.ts'
import { setStage } from '../kit/stage.ts'
import { until } from '../kit/until.ts'

const views = (page: Page): Locator => page.locator('.ed .cm-content')
/** The lines of one of a file's views. */
const lines = (view: Locator): Promise<string[]> =>
  view.locator('.cm-line').evaluateAll(all =>
    all.map(line => {
      const copy = line.cloneNode(true) as HTMLElement
      for (const flag of copy.querySelectorAll('.cm-personCaret')) flag.remove()
      return copy.textContent ?? ''
    }),
  )

/** Ada at a file. */
async function at(t: Test, { path, content }: { path: string; content: string }) {
  const stage = await setStage(t, { plugins: ['files', 'editor'] })
  const ada = await stage.visitor('Ada')
  const project = await ada.person.creates('Zeta zeros')
  await mkdir(project.root, { recursive: true })
  await writeFile(join(project.root, path), content)
  await ada.visits(`/projects/${project.id}/file/${path}`)
  const { page } = ada
  await views(page).waitFor()
  const choose = async (command: string) => {
    await page.keyboard.press('Control+k')
    await page.keyboard.type(command)
    await page.keyboard.press('Enter')
  }
  return { stage, ada, page, project, file: join(project.root, path), choose }
}

t.test('[F-11] one text in two views side by side: typed in either it is in both, taken back in either, and saved', async t => {
  const { page, file, choose, stage, project } = await at(t, { path: 'a.py', content: 'def f(x):\n    return x\n' })
  await page.getByText('Python · 4 spaces').waitFor()
  await choose('split the text')
  const [first, second] = [views(page).nth(0), views(page).nth(1)]
  await second.waitFor()
  await page.keyboard.press('Control+End')
  await page.keyboard.type('# second')
  await until(t, () => lines(first), ['def f(x):', '    return x', '# second'])
  await first.click()
  await page.keyboard.press('Control+Home')
  await page.keyboard.type('# first\n')
  await until(t, () => lines(second), ['# first', 'def f(x):', '    return x', '# second'])

  const emmy = await stage.visitor('Emmy')
  await project.admits(emmy.person, 'editor')
  await emmy.visits(`/projects/${project.id}/file/a.py`)
  await views(emmy.page).click()
  await emmy.page.keyboard.press('Control+Home')
  await emmy.page.keyboard.type('# Emmy\n')
  await until(t, () => lines(second), ['# Emmy', '# first', 'def f(x):', '    return x', '# second'])

  await second.click()
  const [undo, untouched] = [page.getByRole('button', { name: 'Undo (Ctrl Z)' }), ['# Emmy', 'def f(x):', '    return x', '']]
  while (await undo.isEnabled()) await page.keyboard.press('Control+z')
  await until(t, () => lines(first), untouched)
  await until(t, () => lines(second), untouched)
  await page.keyboard.press('Control+s')
  await until(t, () => readFile(file, 'utf8'), '# Emmy\ndef f(x):\n    return x\n')
  t.strictSame(await barriers(page, { include: '.sh-main' }), [])
  await page.getByRole('button', { name: 'Two views of the text' }).click()
  await until(t, () => views(page).count(), 1)
  await page.keyboard.press('Control+End')
  await page.keyboard.type('!')
  await until(t, async () => (await lines(views(emmy.page))).at(-1), '!')
})

t.test('[F-11] Vim’s keys and Emacs’, chosen once for the account: moving, changing, taking back and saving', async t => {
  const { page, file, choose, ada, project } = await at(t, { path: 'a.txt', content: 'one two\nthree\n' })
  await choose('vim keys')
  await page.locator('.cm-vimMode').waitFor()
  await views(page).click()
  await page.keyboard.type('gg')
  await page.keyboard.type('dw')
  await until(t, () => lines(views(page)), ['two', 'three', ''])
  await page.keyboard.type('u')
  await until(t, () => lines(views(page)), ['one two', 'three', ''])
  await page.keyboard.type('jA four')
  await page.keyboard.press('Escape')
  await page.keyboard.type(':w\n')
  await until(t, () => readFile(file, 'utf8'), 'one two\nthree four\n')
  t.strictSame(await barriers(page, { include: '.sh-main' }), [])

  await ada.visits(`/projects/${project.id}/file/a.txt`)
  await page.locator('.cm-vimMode').waitFor()
  await choose('emacs keys')
  await until(t, () => page.locator('.cm-vimMode').count(), 0)
  await views(page).click()
  await page.keyboard.press('Control+Home')
  await page.keyboard.press('Control+k')
  await until(t, () => lines(views(page)), ['', 'three four', ''])
  await page.keyboard.press('Control+y')
  await until(t, () => lines(views(page)), ['one two', 'three four', ''])
  await page.keyboard.press('Control+a')
  await page.keyboard.press('Control+Space')
  await page.keyboard.press('Alt+f')
  await page.keyboard.press('Control+w')
  await until(t, () => lines(views(page)), [' two', 'three four', ''])
  await page.keyboard.press('Control+/')
  await until(t, () => lines(views(page)), ['one two', 'three four', ''])
  await page.keyboard.press('Control+e')
  await page.keyboard.type('!')
  await page.keyboard.press('Control+x')
  await page.keyboard.press('Control+s')
  await until(t, () => readFile(file, 'utf8'), 'one two!\nthree four\n')
})

t.test('[F-11] a line after so many columns, tabs where a file has tabs, and what is found by a regular expression', async t => {
  const { page, choose } = await at(t, { path: 'Makefile', content: 'all:\n\techo a1\n\techo b22\n' })
  await page.getByText('Shell · Tabs').waitFor()
  await views(page).click()
  await page.keyboard.press('Control+End')
  await page.keyboard.press('Tab')
  await until(t, async () => (await lines(views(page))).at(-1), '\t')
  const line = () => views(page).evaluate(element => getComputedStyle(element).backgroundImage !== 'none')
  t.equal(await line(), false)
  await choose('line at 80')
  await until(t, line, true)
  await page.keyboard.press('Control+f')
  await page.getByRole('checkbox', { name: 'Regular expression' }).check()
  await page.getByRole('textbox', { name: 'Find' }).fill('echo ([a-z])(\\d+)')
  await page.getByRole('textbox', { name: 'Replace' }).fill('echo $2$1')
  await page.getByRole('button', { name: 'Replace all' }).click()
  await until(t, async () => (await lines(views(page))).slice(1, 3), ['\techo 1a', '\techo 22b'])
})
