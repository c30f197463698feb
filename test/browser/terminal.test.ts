import { mkdir, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { Page } from 'playwright-core'
import t, { type Test } from 'tap'
import { barriers } from '../kit/barriers.ts'
import { setStage, type Stage, type Visitor } from '../kit/stage.ts'
import { until } from '../kit/until.ts'

/** The lines of the screen that have anything in them. */
const lines = (page: Page): Promise<string[]> =>
  page.locator('.xterm-rows > div').evaluateAll(rows => rows.map(row => (row.textContent ?? '').replace(/[\u00a0 ]+$/, '')).filter(Boolean))
const last = async (page: Page): Promise<string> => (await lines(page)).at(-1) ?? ''
const has = async (page: Page, text: string): Promise<boolean> => (await lines(page)).some(line => line.includes(text))

/** Goes to a terminal and has a plain prompt there. Drawn by the page itself, so that its text can be read. */
async function enters(visitor: Visitor, path: string): Promise<Page> {
  const { page } = visitor
  await page.addInitScript(() => {
    const get = HTMLCanvasElement.prototype.getContext as (this: HTMLCanvasElement, kind: string, ...rest: unknown[]) => unknown
    HTMLCanvasElement.prototype.getContext = function (this: HTMLCanvasElement, kind: string, ...rest: unknown[]) {
      return kind.startsWith('webgl') ? null : get.call(this, kind, ...rest)
    } as typeof HTMLCanvasElement.prototype.getContext
  })
  await visitor.visits(path)
  await page.locator('.xterm-rows').waitFor()
  return page
}

async function place(
  t: Test,
): Promise<{ stage: Stage; ada: Visitor; root: string; path: string; project: Awaited<ReturnType<Visitor['person']['creates']>> }> {
  const stage = await setStage(t)
  const ada = await stage.visitor('Ada')
  const project = await ada.person.creates('Zeta zeros')
  await mkdir(join(project.root, 'notes'), { recursive: true })
  await writeFile(join(project.root, 'notes', 'build.term'), '')
  return { stage, ada, root: project.root, project, path: `/projects/${project.id}/file/notes/build.term` }
}

/** Types a command and waits until the prompt is back. */
async function runs(t: Test, page: Page, command: string): Promise<void> {
  await page.keyboard.type(`${command}; PS1='> '; echo; echo done\n`)
  await until(t, async () => (await last(page)) === '>' && (await has(page, 'done')), true)
}

t.test('[T-1][T-2][T-3] what is typed is run, seen again after loading the page again, and any key starts a new shell', async t => {
  const { ada, path } = await place(t)
  const page = await enters(ada, path)
  await runs(t, page, 'true')
  await page.keyboard.type('echo $((6 * 7))\n')
  await until(t, async () => (await has(page, '42')) && (await last(page)) === '>', true)
  const before = await lines(page)
  await page.reload()
  await until(t, () => lines(page), before)
  await page.keyboard.type('exit\n')
  await until(t, () => has(page, 'Press any key for a new one.'), true)
  await page.getByText('No shell').waitFor()
  await page.keyboard.press('x')
  await page.getByText('No shell').waitFor({ state: 'detached' })
  await runs(t, page, 'true')
  await page.keyboard.type('echo new\n')
  await until(t, async () => (await lines(page)).includes('new'), true)
})

t.test(
  '[T-2] the connection is cut again and again while somebody types: each key arrives once, and the screen is what it would have been',
  async t => {
    const { ada, path } = await place(t)
    await ada.page.addInitScript(() => {
      const Plain = WebSocket
      window.WebSocket = class extends Plain {
        constructor(...given: ConstructorParameters<typeof Plain>) {
          super(...given)
          ;(window as unknown as { cut(): void }).cut = () => this.close()
        }
      }
    })
    const page = await enters(ada, path)
    await runs(t, page, 'true')
    await page.keyboard.type('clear\n')
    await until(t, () => lines(page), ['>'])
    const typed = 'echo ' + 'the quick brown fox jumps over the lazy dog '.repeat(2).trim()
    for (let at = 0; at < typed.length; at += 24) {
      await page.keyboard.type(typed.slice(at, at + 12))
      await page.evaluate(() => (window as unknown as { cut(): void }).cut())
      await page.keyboard.type(typed.slice(at + 12, at + 24))
    }
    await page.keyboard.press('Enter')
    await until(t, () => lines(page), [`> ${typed}`, typed.slice(5), '>'])
  },
)

t.test('[T-1][T-4] two type in one shell, a third watches and is told so; the size is the smallest, or one takes it', async t => {
  const { stage, ada, path, project } = await place(t)
  const emmy = await stage.visitor('Emmy', { width: 700, height: 500 })
  const carl = await stage.visitor('Carl', { width: 390, height: 844 })
  await project.admits(emmy.person, 'editor')
  await project.admits(carl.person, 'viewer')
  const one = await enters(ada, path)
  await runs(t, one, 'true')
  const wide = await one.locator('.te-size').textContent()
  const two = await enters(emmy, path)
  const three = await enters(carl, path)
  await until(t, async () => /^\d+ × \d+, set by Emmy’s window$/.test((await one.locator('.te-size').textContent()) ?? ''), true)
  await one.keyboard.type('echo by Ada')
  await until(t, () => has(two, '> echo by Ada'), true)
  await two.keyboard.type(' and Emmy\n')
  for (const page of [one, two, three]) await until(t, async () => (await lines(page)).includes('by Ada and Emmy'), true)
  await three.getByText('You are watching.').waitFor()
  await three.locator('.te-screen').click()
  await three.keyboard.type('rm -rf /\n')
  await one.getByRole('button', { name: 'Use my size' }).click()
  await until(t, () => one.locator('.te-size').textContent(), wide)
  await until(t, () => two.locator('.te-size').textContent(), `${wide}, set by Ada’s window`)
  // All of it is seen in a smaller window, the last line too.
  const whole = await two.locator('.te-room').evaluate(room => {
    const screen = room.querySelector('.xterm-screen')!.getBoundingClientRect()
    const box = room.getBoundingClientRect()
    return screen.bottom <= box.bottom && screen.right <= box.right
  })
  t.equal(whole, true)
  await one.getByRole('button', { name: 'Give up the size' }).click()
  await until(t, async () => (await one.locator('.te-size').textContent())?.includes('Emmy') ?? false, true)
  t.notMatch((await lines(one)).join('\n'), /rm -rf/)
})

t.test('[T-7] a text of a megabyte is pasted whole, told to the program as pasted; what is copied ends where its lines end', async t => {
  const { ada, path, root } = await place(t)
  await ada.context.grantPermissions(['clipboard-read', 'clipboard-write'])
  const page = await enters(ada, path)
  const text = Array.from({ length: 20_000 }, (_, n) => `line ${n}: é 漢字 🙂 and the end of it, it's "so"`).join('\n')
  const expected = `\x1b[200~${text.replaceAll('\n', '\r')}\x1b[201~`
  const size = Buffer.byteLength(expected)
  t.ok(size > 1_000_000)
  await page.keyboard.type(
    `stty raw -echo; printf '\\e[?2004hready\\r\\n'; head -c ${size} > pasted; stty sane; clear; echo got it; PS1='> '\n`,
  )
  await until(t, async () => (await lines(page)).includes('ready'), true)
  await page.evaluate(pasted => {
    const data = new DataTransfer()
    data.setData('text/plain', pasted)
    document
      .querySelector('.xterm-helper-textarea')!
      .dispatchEvent(new ClipboardEvent('paste', { clipboardData: data, bubbles: true, cancelable: true }))
  }, text)
  await until(t, async () => (await lines(page)).includes('got it'), true)
  t.equal((await readFile(join(root, 'notes', 'pasted'), 'utf8')) === expected, true, 'it is the same to the byte')

  await page.keyboard.type("clear; printf 'one   \\ntwo\\t \\n'\n")
  await until(t, async () => (await lines(page)).includes('two'), true)
  const box = (await page.locator('.xterm-screen').boundingBox())!
  const row = box.height / (await page.locator('.xterm-rows > div').count())
  await page.mouse.move(box.x + 1, box.y + row / 2)
  await page.mouse.down()
  await page.mouse.move(box.x + box.width - 30, box.y + row * 1.5, { steps: 4 })
  await page.mouse.up()
  await page.keyboard.press('Control+Shift+C')
  await until(t, () => page.evaluate(() => navigator.clipboard.readText()), 'one\ntwo')
})

t.test('[T-1] from the keys and the mouse to the program, and from the program to the screen: what a terminal must do', async t => {
  const { ada, path, root } = await place(t)
  const page = await enters(ada, path)
  await runs(t, page, 'true')
  const print = String.raw`\e[2J\e[H\e[3;5Hat 3,5\e[Hwide 漢字 and e\u0301 and 🙂.\e[4;1H\e[38;2;200;0;0;48;2;1;2;3mcolour\e[0m\e[5;1H\e[1;3;4;7mstyles\e[0m\e[6;1H\e(0lqk\e(B\e[7;1Habcdef\e[7;3H\e[2Pxy\e[8;1H`
  await writeFile(join(root, 'notes', 'print'), print)
  await page.keyboard.type('printf "$(cat print)"\n')
  await until(t, async () => (await lines(page)).slice(0, 6), [
    'wide 漢字 and e\u0301 and 🙂.',
    '    at 3,5',
    'colour',
    'styles',
    '┌─┐',
    'abxy',
  ])
  const look = await page
    .locator('.xterm-rows span', { hasText: 'colour' })
    .first()
    .evaluate(span => getComputedStyle(span).backgroundColor)
  t.equal(look, 'rgb(1, 2, 3)')
  const columns = Number((await page.locator('.te-size').textContent())!.split(' ')[0])
  await page.keyboard.type(`clear; printf '%${columns - 1}s' x; printf 'yz\\n'\n`)
  await until(t, async () => (await lines(page)).map(line => line.trim()).slice(0, 2), ['xy', 'z'])

  await page.keyboard.type('clear; printf "\\e[?1h\\e[?1000;1006h"; cat -v\n')
  await until(t, async () => (await lines(page)).length, 0)
  for (const key of ['ArrowUp', 'F5', 'Control+ArrowLeft', 'Alt+x', 'Delete', 'Shift+Tab']) await page.keyboard.press(key)
  await until(t, () => last(page), '^[OA^[[15~^[[1;5D^[x^[[3~^[[Z')
  await page.keyboard.press('Enter')
  const box = (await page.locator('.xterm-screen').boundingBox())!
  await page.mouse.click(box.x + 1, box.y + 1)
  await page.mouse.wheel(0, 100)
  await until(t, async () => /\^\[\[<0;1;1M\^\[\[<0;1;1m\^\[\[<65;1;1M/.test((await lines(page)).join('')), true)
  await page.keyboard.press('Control+c')
  await page.keyboard.type('printf "\\e[?1l\\e[?1000;1006l"; clear\n')
  await until(t, () => lines(page), ['>'])

  await page.keyboard.type("printf '\\e[?1049h\\e[Hanother screen'; read; printf '\\e[?1049l'; echo back\n")
  await until(t, () => lines(page), ['another screen'])
  await page.keyboard.press('Enter')
  await until(t, async () => (await lines(page)).includes('back'), true)

  // The size changes again and again while much is printed: nothing of it is lost, and the last line is whole.
  await page.keyboard.type('clear; for i in $(seq 20000); do echo "line $i of many"; done\n')
  for (const width of [900, 1200, 700, 1280]) await page.setViewportSize({ width, height: 600 + (width % 7) * 20 })
  await until(t, async () => (await lines(page)).slice(-3), ['line 19999 of many', 'line 20000 of many', '>'])
  const seen = await page.locator('.te-room').evaluate(room => {
    const screen = room.querySelector('.xterm-screen')!.getBoundingClientRect()
    return screen.bottom <= room.getBoundingClientRect().bottom
  })
  t.equal(seen, true)
})

t.test('[T-7] what was printed is found, links can be followed, letters are made larger, the page’s keys are its own', async t => {
  const { ada, path } = await place(t)
  const page = await enters(ada, path)
  await runs(t, page, 'for i in $(seq 300); do echo number $i; done')
  await page.keyboard.press('Control+Shift+F')
  await page.getByRole('textbox', { name: 'Find' }).fill('number 12')
  await page.getByText('11 of 11').waitFor()
  await page.keyboard.press('Enter')
  await page.getByText('10 of 11').waitFor()
  t.equal(await has(page, 'number 128'), true, 'what is found is in sight')
  await page.keyboard.press('Escape')
  await page.keyboard.type('echo https://example.org/zeta\n')
  await until(t, async () => (await lines(page)).includes('https://example.org/zeta'), true)
  const [popup] = await Promise.all([
    ada.context.waitForEvent('page'),
    (async () => {
      const at = (await page
        .locator('.xterm-rows > div', { hasText: /^https:/ })
        .first()
        .boundingBox())!
      await page.mouse.move(at.x + 40, at.y + at.height / 2)
      await page.mouse.move(at.x + 42, at.y + at.height / 2)
      await page.mouse.click(at.x + 42, at.y + at.height / 2)
    })(),
  ])
  t.equal(await popup.evaluate(() => opener), null)
  await popup.close()
  const columns = async () => Number((await page.locator('.te-size').textContent())?.split(' ')[0])
  const before = await columns()
  await page.locator('.te-screen').click()
  await page.keyboard.press('F6')
  await page.keyboard.press('Control+k')
  await page.keyboard.type('terminal: larger')
  await page.keyboard.press('Enter')
  await until(t, async () => (await columns()) < before, true)
})

t.test('[T-8] open FILE shows it in the page of who typed it, at the line, and in nobody else’s', async t => {
  const { stage, ada, path, root, project } = await place(t)
  const emmy = await stage.visitor('Emmy')
  await project.admits(emmy.person, 'editor')
  await writeFile(join(root, "it's a $(name).txt"), 'one\ntwo\nthree\n')
  const one = await enters(ada, path)
  const two = await enters(emmy, path)
  await one.keyboard.type('open ../it*.txt:2\n')
  await until(t, () => has(one, 'there is no'), true)
  await one.keyboard.type(`open "../it's a \\$(name).txt:2"\n`)
  await one.getByText('Ln 2, Col 1').waitFor()
  await one.getByRole('tab', { name: "it's a $(name).txt" }).waitFor()
  t.equal(await two.getByRole('tab').count(), 1)
  // A text that is only shown opens nothing: it does not know the secret of the terminal.
  await two.keyboard.type(
    `printf '\\033]6977;open;guess;%s;\\007' "$(printf %s "$PWD/build.term" | base64)"; open ..; open none; echo end\n`,
  )
  await until(t, async () => (await lines(two)).includes('end'), true)
  t.match((await lines(two)).join('\n'), /is a folder[^]*there is no “none” here/)
  t.equal(await two.getByRole('tab').count(), 1)
})

t.test('[T-6] a terminal is recorded into a file, and played: from the start, stopped, and at any moment', async t => {
  const { ada, path, root } = await place(t)
  const page = await enters(ada, path)
  await runs(t, page, 'true')
  await page.getByRole('button', { name: 'Record', exact: true }).click()
  await page.getByRole('button', { name: 'Stop recording into notes/build.cast' }).waitFor()
  await page.locator('.te-screen').click()
  await page.keyboard.type('echo first; sleep 0.3; clear; echo second\n')
  await until(t, async () => (await lines(page))[0], 'second')
  await page.getByRole('button', { name: /^Stop recording/ }).click()
  await page.getByRole('button', { name: 'Play', exact: true }).click()
  await page.getByRole('slider', { name: 'Time' }).waitFor()
  const [head, ...events] = (await readFile(join(root, 'notes', 'build.cast'), 'utf8'))
    .trim()
    .split('\n')
    .map(line => JSON.parse(line) as unknown)
  t.match(head, { version: 2, width: Number, height: Number, title: 'notes/build.term, recorded by Ada' })
  t.ok(events.length >= 3)
  t.ok(events.every(event => Array.isArray(event) && typeof event[0] === 'number' && event[1] === 'o'))
  const shown = page.locator('[data-active=true]')
  const rows = (): Promise<string[]> =>
    shown
      .locator('.xterm-rows > div')
      .evaluateAll(all => all.map(row => (row.textContent ?? '').replace(/[\u00a0 ]+$/, '')).filter(Boolean))
  await shown.getByRole('button', { name: 'Play (Space)' }).click()
  await until(t, async () => (await rows())[0], 'second')
  await shown.getByRole('button', { name: 'Play (Space)' }).waitFor()
  await shown.getByRole('slider', { name: 'Time' }).fill('0')
  await until(t, async () => (await rows()).includes('done'), true)
  await page.keyboard.press('F6')
  await page.locator('[data-active=true] .te-screen').click()
  await page.keyboard.press(' ')
  await until(t, async () => (await rows())[0], 'second')
  t.strictSame(await barriers(page, { include: '.sh-main' }), [])
})

t.test('[U-3] the terminal can be used with a screen reader and on a phone, by day and by night', async t => {
  const { stage, ada, path, project } = await place(t)
  const emmy = await stage.visitor('Emmy', { width: 390, height: 844 })
  await project.admits(emmy.person, 'editor')
  const pages = [await enters(ada, path), await enters(emmy, path)]
  for (const page of pages) {
    for (const colorScheme of ['light', 'dark'] as const) {
      await page.emulateMedia({ colorScheme })
      t.strictSame(await barriers(page, { include: '.sh-main' }), [], `${colorScheme}, ${page.viewportSize()!.width} px`)
    }
    await page.getByRole('button', { name: /^Find/ }).click()
    await page.getByRole('textbox', { name: 'Find' }).waitFor()
    t.strictSame(await barriers(page, { include: '.sh-main' }), [], 'with find')
    await page.keyboard.press('Escape')
    t.ok(await page.evaluate(() => document.documentElement.scrollWidth <= innerWidth), 'nothing lies beyond the edge')
  }
  const phone = pages[1]!
  await runs(t, phone, 'true')
  await phone.keyboard.type('sleep 1000\n')
  await phone.getByRole('button', { name: 'Ctrl', exact: true }).click()
  await phone.keyboard.press('c')
  await until(t, async () => (await last(phone)) === '>', true)
})
