import { mkdir, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { Page } from 'playwright-core'
import t from 'tap'
import { mountSmallDisk } from '../endurance/troubles.ts'
import { setStage, type Stage } from '../kit/stage.ts'
import { until } from '../kit/until.ts'

/** Only root may mount a disk of its own. */
const needsRoot = process.getuid?.() === 0 ? {} : { skip: 'root' }

/** Ada and Emmy at a file, in pages of the same size. */
async function together(stage: Stage, content: string, prepare: (root: string) => void = () => {}) {
  const [ada, emmy] = [await stage.visitor('Ada'), await stage.visitor('Emmy')]
  const project = await ada.person.creates('Still')
  await project.admits(emmy.person, 'editor')
  await mkdir(project.root, { recursive: true })
  prepare(project.root)
  const file = join(project.root, 'long.txt')
  await writeFile(file, content)
  for (const { page, visits } of [ada, emmy]) {
    await visits(`/projects/${project.id}/file/long.txt`)
    await page.locator('.cm-content').waitFor()
  }
  return { ada: ada.page, emmy: emmy.page, file }
}
const goesTo = async (page: Page, line: number): Promise<void> => {
  await page.keyboard.press('Control+Alt+g')
  await page.getByRole('textbox', { name: /Go to line/ }).fill(String(line))
  await page.keyboard.press('Enter')
  await page.getByText(`Ln ${line}, Col 1`).waitFor()
}
/** Where a line of text stands in the page, in pixels; null if it is not drawn. */
const topOf = (page: Page, text: string): Promise<number | null> =>
  page
    .locator('.cm-line')
    .evaluateAll((lines, text) => lines.find(line => line.textContent === text)?.getBoundingClientRect().top ?? null, text)
const selected = (page: Page): Promise<string> => page.evaluate(() => getSelection()!.toString())

t.test(
  '[S-1] nothing moves for who reads or has selected when another types above, below and in the part that is seen: measured in pixels',
  async t => {
    const stage = await setStage(t)
    const { ada, emmy, file } = await together(stage, Array.from({ length: 800 }, (_, n) => `line ${n + 1}`).join('\n'))
    await ada.locator('.cm-content').click()
    await goesTo(ada, 400)
    await ada.keyboard.press('Home')
    await ada.keyboard.press('Shift+End')
    await until(t, () => selected(ada), 'line 400')
    const before = await topOf(ada, 'line 395')
    t.type(before, 'number')
    await emmy.locator('.cm-content').click()
    for (const [where, text] of [
      [1, 'above'],
      [800, 'below'],
      [404, 'seen'],
    ] as const) {
      await goesTo(emmy, where)
      await emmy.keyboard.press('End')
      await emmy.keyboard.press('Enter')
      await emmy.keyboard.type(`${text} one`)
      await emmy.keyboard.press('Enter')
      await emmy.keyboard.type(`${text} two`)
      await emmy.keyboard.press('Control+s')
      await until(t, () => readFile(file, 'utf8').then(all => all.includes(`${text} two`)), true)
      // Her own line has another number by now, and that is all.
      await ada.getByText('Ln 402, Col 9').waitFor()
      if (where === 404) await ada.getByText('seen two').waitFor()
      // A browser scrolls by whole pixels.
      t.ok(Math.abs((await topOf(ada, 'line 395'))! - before!) < 1, `${text}: the line stands where it stood`)
      t.equal(await selected(ada), 'line 400', `${text}: and the selection is the same`)
    }
  },
)

t.test(
  '[S-1] [S-5] words typed at one place stay whole, inside of what another deletes the cursor stays, and no script breaks',
  async t => {
    const stage = await setStage(t)
    const { ada, emmy, file } = await together(stage, `first\n${'x'.repeat(1 << 20)}\nשלום 👩‍👩‍👧 é\nlast`)
    await ada.locator('.cm-content').click()
    await emmy.locator('.cm-content').click()
    for (const page of [ada, emmy]) await page.keyboard.press('Control+Home')
    await Promise.all([ada.keyboard.type('eins '), emmy.keyboard.type('zwei ')])
    const firstLine = (page: Page): Promise<string> =>
      page
        .locator('.cm-line')
        .first()
        .evaluate(line => {
          const copy = line.cloneNode(true) as HTMLElement
          for (const flag of copy.querySelectorAll('.cm-personCaret')) flag.remove()
          return copy.textContent ?? ''
        })
    await until(
      t,
      async () =>
        ['eins zwei first', 'zwei eins first'].includes(await firstLine(ada)) && (await firstLine(ada)) === (await firstLine(emmy)),
      true,
    )
    // Emmy stands in the word that Ada deletes.
    await emmy.keyboard.press('End')
    await emmy.keyboard.press('ArrowLeft')
    await ada.keyboard.press('End')
    await ada.keyboard.press('Control+Backspace')
    await until(t, () => firstLine(emmy).then(text => text.trimEnd().endsWith('first')), false)
    await emmy.keyboard.type('!')
    await until(t, () => firstLine(ada).then(text => text.endsWith('!')), true)
    await ada.keyboard.press('Control+End')
    await ada.keyboard.press('ArrowUp')
    await ada.keyboard.press('End')
    await ada.keyboard.press('Backspace')
    await ada.keyboard.press('Control+s')
    await until(t, () => readFile(file, 'utf8').then(text => text.split('\n')[2]), 'שלום 👩‍👩‍👧 ')
  },
)

t.test(
  '[S-2] [U-4] on a full disk typing goes on, the status says that it is not kept, and once there is room it is',
  needsRoot,
  async t => {
    const stage = await setStage(t)
    let disk = null as ReturnType<typeof mountSmallDisk>
    const { ada, emmy, file } = await together(stage, 'start\n', root => void (disk = mountSmallDisk(t, root)))
    disk!.fill()
    await ada.locator('.cm-content').click()
    await ada.keyboard.press('Control+End')
    // More than the last page of the journal may still take.
    await ada.keyboard.insertText(`patience${'.'.repeat(20_000)}`)
    await ada
      .getByText(/There is no room|disk is full|no room/i)
      .first()
      .waitFor()
    await ada.keyboard.type(' pays')
    t.match(await ada.locator('.cm-line').last().innerText(), /\. pays$/)
    t.equal(await emmy.getByText('patience').count(), 0, 'nobody is shown what is not kept')
    disk!.free()
    await emmy.getByText(/^patience/).waitFor()
    await ada.keyboard.press('Control+s')
    await until(t, () => readFile(file, 'utf8'), `start\npatience${'.'.repeat(20_000)} pays`)
  },
)
