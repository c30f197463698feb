import { mkdir, readFile, rename, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { Locator, Page } from 'playwright-core'
import t from 'tap'
import { barriers } from '../kit/barriers.ts'
import { until } from '../kit/until.ts'
import { setStage, type Stage, type Visitor } from '../kit/stage.ts'

const text = (page: Page): Locator => page.locator('.cm-content')
/** The lines that are in the page, without the flags of others. */
const lines = (page: Page): Promise<string[]> =>
  page.locator('.cm-line').evaluateAll(all =>
    all.map(line => {
      const copy = line.cloneNode(true) as HTMLElement
      for (const flag of copy.querySelectorAll('.cm-personCaret')) flag.remove()
      return copy.textContent ?? ''
    }),
  )

/** Ada and Emmy at one file of a project. */
async function together(stage: Stage, { path, content, role = 'editor' }: { path: string; content: string; role?: 'editor' | 'viewer' }) {
  const ada = await stage.visitor('Ada')
  const emmy = await stage.visitor('Emmy', { width: 390, height: 844 })
  const project = await ada.person.creates('Zeta zeros')
  await project.admits(emmy.person, role)
  await mkdir(project.root, { recursive: true })
  await writeFile(join(project.root, path), content)
  for (const visitor of [ada, emmy]) {
    await visitor.visits(`/projects/${project.id}/file/${path}`)
    await text(visitor.page).waitFor()
  }
  return { ada: ada.page, emmy: emmy.page, visitors: [ada, emmy] satisfies Visitor[], file: join(project.root, path) }
}

t.test(
  "[S-1] [S-5] two people type in one file: both see all of it and each other, undo takes back only one's own, and the file has it",
  async t => {
    const stage = await setStage(t)
    const { ada, emmy, file } = await together(stage, { path: 'siegel.py', content: 'def f(x):\n    return x\n' })
    await text(ada).click()
    await ada.keyboard.press('Control+Home')
    await ada.keyboard.type('# Ada\n')
    await text(emmy).click()
    await emmy.keyboard.press('Control+End')
    await emmy.keyboard.type('# Emmy')
    const both = ['# Ada', 'def f(x):', '    return x', '# Emmy']
    await until(t, () => lines(ada), both)
    await until(t, () => lines(emmy), both)
    t.equal(await ada.locator('.cm-personCaret').getAttribute('title'), 'Emmy')
    await ada.getByRole('img', { name: 'Emmy' }).waitFor()

    // What was typed with pauses is taken back in steps.
    const undo = ada.getByRole('button', { name: 'Undo (Ctrl Z)' })
    while (await undo.isEnabled()) await undo.click()
    await until(t, () => lines(emmy), both.slice(1))
    await text(ada).click()
    await ada.keyboard.press('Control+s')
    await ada.getByText(/^Saved, version/).waitFor()
    t.equal(await readFile(file, 'utf8'), both.slice(1).join('\n'))

    await writeFile(file, 'by a program\n')
    await until(t, () => lines(emmy), ['by a program', ''])
  },
)

t.test(
  '[F-11] an editor for code: its language, many cursors, find and replace, a line to go to, folding, size and wrapping of the text',
  async t => {
    const stage = await setStage(t)
    const { ada } = await together(stage, { path: 'a.py', content: 'def f(x):\n    return x  # one\n\ndef g(x):\n    return x  # two\n' })
    await ada
      .locator('.cm-line span', { hasText: /^return$/ })
      .first()
      .waitFor()
    await text(ada).click()
    await ada.keyboard.press('Control+Home')
    await ada.keyboard.press('Control+d')
    await ada.keyboard.press('Control+d')
    await ada.keyboard.type('async')
    await until(t, async () => (await lines(ada)).filter(line => line.startsWith('async ')).length, 2)
    await ada.getByText('2 cursors').waitFor()
    await ada.keyboard.press('Control+z')

    await ada.keyboard.press('Control+f')
    await ada.getByRole('textbox', { name: 'Find' }).fill('return x')
    await ada.getByRole('textbox', { name: 'Replace' }).fill('return 2*x')
    await ada.getByRole('button', { name: 'Replace all' }).click()
    await ada.keyboard.press('Escape')
    await until(t, async () => (await lines(ada))[4], '    return 2*x  # two')

    await text(ada).click()
    await ada.keyboard.press('Control+Alt+g')
    await ada.getByRole('textbox', { name: /Go to line/ }).fill('4')
    await ada.keyboard.press('Enter')
    await ada.getByText('Ln 4, Col 1').waitFor()
    await ada.locator('.cm-foldGutter span', { hasText: '⌄' }).first().click()
    await ada.locator('.cm-foldPlaceholder').waitFor()

    const size = () => ada.locator('.cm-editor').evaluate(element => getComputedStyle(element).fontSize)
    t.equal(await size(), '13px')
    await ada.keyboard.press('Control+k')
    await ada.keyboard.type('larger text')
    await ada.keyboard.press('Enter')
    await until(t, size, '14px')
    const wrap = ada.getByRole('button', { name: 'Wrap long lines (Alt Z)' })
    t.equal(await wrap.getAttribute('aria-pressed'), 'true')
    await wrap.click()
    t.equal(await ada.locator('.cm-lineWrapping').count(), 0)
  },
)

t.test('[U-4] who may only read can read and is told so; nothing typed there goes anywhere', async t => {
  const stage = await setStage(t)
  const { emmy, file } = await together(stage, { path: 'a.txt', content: 'as it was\n', role: 'viewer' })
  await emmy.getByText('You can read this file.').waitFor()
  await text(emmy).click()
  await emmy.keyboard.type('no')
  t.strictSame(await lines(emmy), ['as it was', ''])
  t.equal(await readFile(file, 'utf8'), 'as it was\n')
  t.equal(await text(emmy).getAttribute('aria-readonly'), 'true')
})

t.test('[U-4] a file that is deleted is said to be so above its text, and typing brings it back', async t => {
  const stage = await setStage(t)
  const { ada, file } = await together(stage, { path: 'a.txt', content: 'as it was\n' })
  await rm(file)
  await ada.getByText('This file was deleted.').waitFor()
  await text(ada).click()
  await ada.keyboard.press('Control+End')
  await ada.keyboard.type('back')
  await ada.getByText('This file was deleted.').waitFor({ state: 'detached' })
  await ada.getByText(/^Saved, version/).waitFor()
  t.equal(await readFile(file, 'utf8'), 'as it was\nback')
})

t.test('[F-10] a file that turns out to be no text is left to who shows anything, and can be fetched', async t => {
  const stage = await setStage(t, { plugins: ['files', 'editor', 'viewers'] })
  const ada = await stage.visitor('Ada')
  const project = await ada.person.creates('Zeta zeros')
  await mkdir(project.root, { recursive: true })
  await writeFile(join(project.root, 'data'), Buffer.from([0, 159, 146, 150, 0, 255]))
  await ada.visits(`/projects/${project.id}/file/data`)
  await ada.page.getByText('00 9f 92 96 00 ff').waitFor()
  const [download] = await Promise.all([ada.page.waitForEvent('download'), ada.page.getByRole('link', { name: 'Download' }).click()])
  t.equal((await readFile(await download.path())).length, 6)
  await ada.visits(`/projects/${project.id}/file/nowhere.txt`)
  await ada.page.locator('.ed').getByRole('alert').waitFor()
})

t.test('[U-3] the editor can be used with a screen reader and on a phone, by day and by night', async t => {
  const stage = await setStage(t)
  const { visitors } = await together(stage, { path: 'a.py', content: 'def f(x):\n    return "x" + 1  # one\n' })
  for (const { page } of visitors) {
    for (const colorScheme of ['light', 'dark'] as const) {
      await page.emulateMedia({ colorScheme })
      t.strictSame(await barriers(page, { include: '.sh-main' }), [], `${colorScheme}, ${page.viewportSize()!.width} px`)
    }
    await text(page).click()
    await page.keyboard.press('Control+f')
    await page.getByRole('textbox', { name: 'Find' }).waitFor()
    t.strictSame(await barriers(page, { include: '.sh-main' }), [], 'with find')
    t.ok(await page.evaluate(() => document.documentElement.scrollWidth <= innerWidth), 'nothing lies beyond the edge')
  }
})

t.test('[S-4] a file renamed in a terminal while two have it open: tab, address and text follow, and typing goes on', async t => {
  const stage = await setStage(t)
  const { ada, emmy, file } = await together(stage, { path: 'draft.txt', content: 'one\n' })
  await text(ada).click()
  await ada.keyboard.press('Control+End')
  await ada.keyboard.type('two')
  await rename(file, file.replace('draft', 'paper'))
  await ada.getByRole('tab', { name: 'paper.txt' }).waitFor()
  await emmy.waitForURL(/file\/paper\.txt/)
  await until(t, () => ada.getByRole('tab', { name: /draft/ }).count(), 0)
  await until(t, () => lines(emmy), ['one', 'two'])
  await text(emmy).click()
  await emmy.keyboard.press('Control+End')
  await emmy.keyboard.type(' three')
  await until(t, () => lines(ada), ['one', 'two three'])
  await emmy.keyboard.press('Control+s')
  await until(t, () => readFile(file.replace('draft', 'paper'), 'utf8'), 'one\ntwo three')
})

t.test('[F-11] what is found nowhere is offered where it nearly stands, and one click goes there', async t => {
  const stage = await setStage(t)
  const { ada } = await together(stage, { path: 'zeta.md', content: 'one\n\nthe Riemann zeta function\n' })
  await text(ada).click()
  await ada.keyboard.press('Control+f')
  await ada.getByPlaceholder('Find').pressSequentially('Rieman zeta fuction')
  await ada.getByRole('button', { name: /^Nearest: line 3, “Riemann zeta function/ }).click()
  await until(t, () => ada.evaluate(() => getSelection()!.toString()), 'Riemann zeta function')
  // What is found exactly needs no such offer.
  await ada.keyboard.press('Control+f')
  await ada.getByPlaceholder('Find').fill('')
  await ada.getByPlaceholder('Find').pressSequentially('zeta')
  await until(t, () => ada.locator('.cm-near').count(), 0)
})
