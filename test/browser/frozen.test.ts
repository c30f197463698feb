import { mkdir, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { Page } from 'playwright-core'
import t from 'tap'
import { setStage, type Stage } from '../kit/stage.ts'
import { until } from '../kit/until.ts'

/** Ada and Emmy at one file, each in a page of their own. */
async function together(stage: Stage, path: string, content: string) {
  const [ada, emmy] = [await stage.visitor('Ada'), await stage.visitor('Emmy')]
  const project = await ada.person.creates('Still')
  await project.admits(emmy.person, 'editor')
  await mkdir(project.root, { recursive: true })
  const file = join(project.root, path)
  await writeFile(file, content)
  for (const { page, visits } of [ada, emmy]) {
    await visits(`/projects/${project.id}/file/${path}`)
    await page.locator('.cm-content').click()
  }
  return { ada: ada.page, emmy: emmy.page, file }
}
const lineOf = (page: Page, text: string) => page.locator('.cm-line', { hasText: text })

t.test(
  '[S-3] a tab that the browser has frozen catches up when it is thawed; what was typed there before arrives, and typing goes on',
  async t => {
    const stage = await setStage(t, { plugins: ['files', 'editor'] })
    const { ada, emmy, file } = await together(stage, 'notes.txt', 'start\n')
    await ada.keyboard.press('Control+End')
    await ada.keyboard.type('before')
    const browser = await ada.context().newCDPSession(ada)
    await browser.send('Page.setWebLifecycleState', { state: 'frozen' })
    await emmy.keyboard.press('Control+Home')
    await emmy.keyboard.type('meanwhile ')
    await emmy.keyboard.press('Control+s')
    await until(t, () => readFile(file, 'utf8').then(text => text.startsWith('meanwhile start\n')), true)
    await browser.send('Page.setWebLifecycleState', { state: 'active' })
    await lineOf(ada, 'meanwhile').waitFor()
    await ada.keyboard.type(' and after')
    await lineOf(emmy, 'before and after').waitFor()
    await emmy.keyboard.press('Control+s')
    await until(t, () => readFile(file, 'utf8'), 'meanwhile start\nbefore and after')
  },
)

t.test('[S-1] who has folded a part and reads below it sees nothing move when another types inside of the fold', async t => {
  const stage = await setStage(t, { plugins: ['files', 'editor'] })
  const body = Array.from({ length: 40 }, (_, n) => `    total += ${n}`).join('\n')
  const { ada, emmy, file } = await together(stage, 'sum.py', `def folded():\n${body}\n\n\ndef below():\n    return 1\n`)
  await ada.keyboard.press('Control+Home')
  await ada.keyboard.press('Control+Shift+BracketLeft')
  await ada.locator('.cm-foldPlaceholder').waitFor()
  const below = lineOf(ada, 'def below')
  await below.dblclick()
  const selected = (): Promise<string> => ada.evaluate(() => getSelection()!.toString())
  const word = await selected()
  const before = (await below.boundingBox())!
  await emmy.keyboard.press('Control+Home')
  await emmy.keyboard.press('ArrowDown')
  await emmy.keyboard.press('End')
  await emmy.keyboard.press('Enter')
  await emmy.keyboard.type('inside()')
  await emmy.keyboard.press('Enter')
  await emmy.keyboard.type('and_more()')
  await emmy.keyboard.press('Control+s')
  await until(t, () => readFile(file, 'utf8').then(text => text.includes('    inside()\n    and_more()\n')), true)
  // Two lines more: her own has another number by now.
  await until(t, () => ada.locator('.cm-lineNumbers').innerText(), '1\n44\n45\n46\n47\n48')
  t.equal(await ada.locator('.cm-foldPlaceholder').count(), 1, 'it is folded still')
  t.ok(Math.abs((await below.boundingBox())!.y - before.y) < 1, 'the line stands where it stood')
  t.equal(await selected(), word, 'and the selection is the same')
  t.not(word, '')
})
