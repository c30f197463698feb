import { existsSync } from 'node:fs'
import { mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { Page } from 'playwright-core'
import t, { type Test } from 'tap'
import { cellsOf } from '@stoa/plugin-sagews/document'
import { Text } from '@codemirror/state'
import { barriers } from '../kit/barriers.ts'
import { until } from '../kit/until.ts'
import { setStage } from '../kit/stage.ts'

t.setTimeout(300_000)
const environment = fileURLToPath(new URL('../../.venv/bin/python', import.meta.url))
// The plain interpreter starts soonest; what is tried here is the page.
process.env['STOA_PYTHON'] = existsSync(environment) ? environment : 'python3'

const uuid = (n: number) => `${String(n).padStart(8, '0')}-0000-4000-8000-000000000000`
const sheet = (cells: readonly string[]) => cells.map((code, i) => `\uFE20${uuid(i + 1)}\uFE20\n${code}\n`).join('')

/** Ada at a worksheet of her own. */
async function opened(t: Test, content: string, size?: { width: number; height: number }) {
  const stage = await setStage(t)
  const { person, page, context } = await stage.visitor('Ada', size)
  const project = await person.creates('Zeta zeros')
  await mkdir(project.root, { recursive: true })
  await writeFile(join(project.root, 'a.sagews'), content)
  await page.goto(`/projects/${project.id}/file/a.sagews`)
  await page.locator('.ws .cm-content').waitFor()
  const doc = () => textOf(page)
  /** The cell at this position, from 1, as the page shows it. */
  const cell = (n: number) => page.locator('.ws-head').filter({ has: page.locator('b', { hasText: new RegExp(`^\\(${n}\\)$`) }) })
  return {
    page,
    context,
    project,
    doc,
    cell,
    cells: async () => {
      const text = Text.of((await doc()).split('\n'))
      return cellsOf(text).map(({ id, flags, code }) => ({
        id,
        flags,
        code: code
          .map(({ from, to }) => text.sliceString(from, to))
          .join('\n')
          .trimEnd(),
      }))
    },
    key: (key: string) => page.keyboard.press(key),
    /** Waits until the cell at this position has this mark. */
    marked: (n: number, mark: string) => cell(n).locator(`.ws-mark[data-mark=${mark}]`).waitFor({ timeout: 60_000 }),
    /** Puts the cursor at the start of the line with this code. */
    goTo: async (line: string | RegExp) => {
      await page.locator('.cm-line', { hasText: line }).first().click()
      await page.keyboard.press('Home')
    },
    where: () => page.getByText(/^\(\d+\) line \d+, column \d+$/).innerText(),
  }
}
const textOf = (page: Page): Promise<string> =>
  page
    .locator('.ws .cm-content')
    .evaluate(element => (element as unknown as { cmTile: { view: { state: { doc: object } } } }).cmTile.view.state.doc.toString())

t.test(
  '[W-4][W-5] Shift+Enter runs and goes on, Alt+Enter stays, Ctrl+Enter splits; what waits and runs says so; Esc interrupts',
  async t => {
    const { page, cells, key, marked, cell, goTo, where } = await opened(
      t,
      sheet(['2+2', 'import time\nprint("begun", flush=True)\ntime.sleep(600)', '"after"', 'a = 1\nb = 2']),
    )
    await goTo('2+2')
    t.equal(await where(), '(1) line 1, column 1')
    await key('Shift+Enter')
    await marked(1, 'done')
    await page.locator('.ws-out', { hasText: '4' }).waitFor()
    t.equal(await where(), '(2) line 1, column 1')
    await key('Shift+Enter')
    await key('Shift+Enter')
    await page.locator('.ws-out', { hasText: 'begun' }).waitFor()
    await marked(2, 'running')
    await marked(3, 'waiting')
    t.match(await cell(2).getAttribute('aria-label'), /^\(2\), running, \d/)
    t.match(await cell(3).innerText(), /after \(2\)/)
    await page.getByText('1 running, 1 waiting').waitFor()
    t.equal(await where(), '(4) line 1, column 1')
    await key('Escape')
    await marked(2, 'interrupted')
    await marked(3, 'idle')
    t.match(await cell(2).innerText(), /by Ada/)

    await key('Alt+Enter')
    await marked(4, 'done')
    t.equal(await where(), '(4) line 1, column 1')
    await key('End')
    await key('Control+Enter')
    await until(t, async () => (await cells()).map(({ code }) => code.split('\n')[0]), ['2+2', 'import time', '"after"', 'a = 1', 'b = 2'])
    await marked(4, 'done')
    t.equal(await where(), '(5) line 1, column 1')
    await key('Shift+Enter')
    await marked(5, 'done')
    t.equal((await cells()).length, 6, 'behind the last cell a new one is made')
    t.equal(await where(), '(6) line 1, column 1')
  },
)

t.test('[W-4] cells are put in by the strips between them, and split, hidden and emptied by keys and buttons', async t => {
  const { page, cells, key, cell, goTo } = await opened(t, sheet(['a', '', 'c = 1\nd = 2']))
  const codes = async () => (await cells()).map(({ code }) => code)
  await cell(1).getByRole('button', { name: 'Insert cell here' }).click({ force: true })
  await page.keyboard.type('first')
  await until(t, codes, ['first', 'a', '', 'c = 1\nd = 2'])
  await page.locator('.ws-end').getByRole('button', { name: 'Insert cell here' }).click({ force: true })
  await page.keyboard.type('last')
  await until(t, codes, ['first', 'a', '', 'c = 1\nd = 2', 'last'])
  await page.locator('.cm-line', { hasText: /^a$/ }).click()
  await key('ArrowDown')
  await page.keyboard.type('into the empty one')
  await until(t, codes, ['first', 'a', 'into the empty one', 'c = 1\nd = 2', 'last'])
  await goTo('d = 2')
  await key('Control+;')
  await until(t, codes, ['first', 'a', 'into the empty one', 'c = 1', 'd = 2', 'last'])
  await key('Control+z')
  await until(t, codes, ['first', 'a', 'into the empty one', 'c = 1\nd = 2', 'last'])

  await goTo('c = 1')
  await key('Control+\\')
  await page.locator('.ws-stub', { hasText: 'c = 1 …' }).waitFor()
  await page.keyboard.type('blind')
  t.equal((await cells())[3]!.code, 'c = 1\nd = 2', 'nobody types where nothing is shown')
  t.equal((await cells())[3]!.flags, 'i')
  await page.locator('.ws-stub').getByRole('button').click()
  await page.locator('.cm-line', { hasText: 'c = 1' }).waitFor()

  await goTo('first')
  await key('Shift+Enter')
  const failure = page.locator('.ws-traceback', { hasText: 'NameError' })
  await failure.waitFor({ timeout: 60_000 })
  await goTo('first')
  await page.getByRole('button', { name: 'Hide output (Shift Ctrl \\)' }).click()
  await failure.waitFor({ state: 'detached' })
  await page.getByText('Output hidden').waitFor()
  await key('Shift+Control+|')
  await failure.waitFor()
  await page.getByRole('button', { name: 'Delete output' }).click()
  await failure.waitFor({ state: 'detached' })
})

t.test('[W-4][W-10] Tab completes from the session, ? shows what is known, and both can be left', async t => {
  const { page, cells, key, marked, goTo } = await opened(
    t,
    sheet(['def triangle_area(base, height):\n    "Half of base times height."\n    return base * height / 2', 'x = 1']),
  )
  await goTo('def triangle')
  await key('Shift+Enter')
  await marked(1, 'done')
  await goTo('x = 1')
  await page.keyboard.type('triang')
  await key('Tab')
  await page.locator('.cm-tooltip-autocomplete').getByText('triangle_area').waitFor()
  await key('Enter')
  await until(t, async () => (await cells())[1]!.code, 'triangle_areax = 1')
  await page.keyboard.type('?')
  await key('Tab')
  const docs = page.locator('.ws-docs')
  await docs.waitFor()
  t.match(await docs.innerText(), /triangle_area\(base, height\)[^]*Half of base times height/)
  await key('Escape')
  await docs.waitFor({ state: 'detached' })
  await key('Home')
  await key('Tab')
  await until(t, async () => (await cells())[1]!.code, '    triangle_area?x = 1')
})

t.test('[W-11] find and replace see code only; what is copied has no markers; what is pasted is new; undo takes it back', async t => {
  const { page, context, cells, key, doc, goTo } = await opened(
    t,
    `\uFE20${uuid(1)}\uFE20\nneedle = 1\n\uFE21${uuid(11)}\uFE21{"stdout":"needle needle\\n"}\uFE21{"done":true}\n\uFE20${uuid(2)}\uFE20\nprint(needle)\n`,
  )
  await context.grantPermissions(['clipboard-read', 'clipboard-write'])
  await goTo('needle = 1')
  await key('Control+f')
  await page.getByRole('textbox', { name: 'Find in code' }).fill('needle')
  await page.getByText('2 found').waitFor()
  await key('Enter')
  await page.getByText('1 of 2').waitFor()
  await key('Enter')
  await page.getByText('2 of 2').waitFor()
  t.equal(await page.locator('.ws-match').count(), 2)
  await page.getByRole('textbox', { name: 'Replace by' }).fill('pin')
  await page.getByRole('button', { name: 'Replace all' }).click()
  await until(t, async () => (await cells()).map(({ code }) => code), ['pin = 1', 'print(pin)'])
  t.match(await doc(), /needle needle/, 'output is not searched')
  await key('Escape')

  const before = await doc()
  await goTo('pin = 1')
  await key('Control+a')
  await key('Control+a')
  await key('Control+c')
  const copied = await page.evaluate(() => navigator.clipboard.readText())
  t.notMatch(copied, /[\uFE20\uFE21]/)
  t.equal(copied.trim(), 'pin = 1\nprint(pin)')
  await key('ArrowRight')
  await key('Control+v')
  await until(t, async () => (await cells()).map(({ code }) => code), ['pin = 1', 'print(pin)', 'pin = 1', 'print(pin)'])
  t.equal(new Set((await cells()).map(({ id }) => id)).size, 4, 'pasted cells have ids of their own')
  await key('Control+z')
  t.equal(await doc(), before)
})

t.test('[W-12] the line that failed is marked, and its link still finds it when cells were put before it', async t => {
  const { page, key, marked, cell, goTo, where } = await opened(t, sheet(['def f(x):\n    return 1/x', 'print("ü")\nf(0)', 'pass']))
  await goTo('def f')
  await key('Shift+Enter')
  await key('Shift+Enter')
  await marked(2, 'failed')
  t.equal(await page.locator('.ws-errline').innerText(), 'f(0)')
  await cell(1).getByRole('button', { name: 'Insert cell here' }).click({ force: true })
  await page.keyboard.type('# new')
  await marked(3, 'failed')
  await page.getByRole('link', { name: '(2), line 2' }).click()
  await until(t, where, '(3) line 2, column 1')
  await page.reload()
  await page.getByRole('link', { name: '(2), line 2' }).click()
  await until(t, where, '(2) line 2, column 1')
  await page.getByRole('link', { name: '(3), line 2' }).click()
  await until(t, where, '(3) line 2, column 1')
})

t.test('[S-1][W-2] nothing jumps: a line being typed stays while output grows above it; behind Shift+Enter the page follows', async t => {
  const filler = Array.from({ length: 12 }, (_, n) => `# cell ${n}`)
  const { page, key, goTo, marked } = await opened(
    t,
    sheet([
      'import time\nfor n in range(60):\n    print("line", n, flush=True)\n    time.sleep(.05)',
      '# typed here',
      ...filler,
      'for n in range(20): print(n)',
      '# last',
    ]),
  )
  await goTo('import time')
  await key('Shift+Enter')
  await page.locator('.ws-out', { hasText: 'line 0' }).waitFor({ timeout: 60_000 })
  await page.keyboard.type('x')
  const top = () => page.locator('.cm-line', { hasText: '# typed here' }).evaluate(element => element.getBoundingClientRect().top)
  const seen = page.evaluate(async () => {
    const line = [...document.querySelectorAll('.cm-line')].find(element => element.textContent?.includes('# typed here'))!
    const tops = new Set<number>()
    while (!document.querySelector('.ws-mark[data-mark=done]')) {
      tops.add(line.getBoundingClientRect().top)
      await new Promise(requestAnimationFrame)
    }
    return [...tops]
  })
  await page.keyboard.type('yz')
  await marked(1, 'done')
  // Lines of output have fractions of pixels, which browsers do not scroll by.
  t.ok(Math.max(...(await seen), await top()) - Math.min(...(await seen), await top()) <= 1, `the line was at ${(await seen).join(', ')}`)

  await goTo('for n in range(20)')
  await key('Shift+Enter')
  const output = page.locator('.ws-out', { hasText: '19' }).last()
  await output.waitFor()
  await until(
    t,
    () =>
      page.evaluate(() => {
        const edge = document.querySelector('.ws .cm-scroller')!.getBoundingClientRect()
        const line = document.querySelector('.cm-line.ws-cur')!.getBoundingClientRect()
        return line.bottom <= edge.bottom && line.top >= edge.top
      }),
    true,
  )
  t.ok(await output.isVisible())
})

t.test('[W-8][W-1] a worksheet from elsewhere shows what it can, runs nothing by being opened, and does not restyle the page', async t => {
  const html =
    '<style>.sh-main { display: none } * { color: red }</style><script>globalThis.ran = 1</script><img src="x" onerror="globalThis.ran = 2">' +
    '<iframe srcdoc="<script>parent.ran = 3</script>"></iframe>' +
    '<p style="position: fixed; inset: 0; color: rgb(1, 2, 3); background: url(https://example.org/seen)" onclick="globalThis.ran = 6">kept</p>'
  const pieces = [
    { html },
    { javascript: { code: 'globalThis.ran = 4', coffeescript: false } },
    { interact: { controls: [], id: uuid(9), layout: [] } },
    { file: { uuid: uuid(8), filename: '/home/user/gone/plot.svg', show: true } },
    { md: '**bold** <script>globalThis.ran = 5</script>' },
    { tex: { tex: '$\\frac{1}{2}$', display: true } },
    { stdout: `${'x'.repeat(79)}\n`.repeat(500) },
    { done: true },
  ].map(message => JSON.stringify(message))
  const { page } = await opened(
    t,
    `%auto\n1/0\n\uFE20${uuid(1)}ro\uFE20\nhidden()\n\uFE20${uuid(2)}r\uFE20\n%auto\nopen("ran", "w")\n\uFE21${uuid(11)}\uFE21${pieces.join('\uFE21')}\n\uFE20${uuid(3)}w\uFE20\nb\n\uFE21\n`,
  )
  await page.locator('.ws-html', { hasText: 'kept' }).waitFor()
  await page.locator('.ws-prose b, .ws-prose strong').waitFor()
  await page.locator('mjx-container svg').first().waitFor()
  await page.getByText('plot.svg is not stored with this worksheet.').waitFor()
  await page.getByRole('button', { name: 'Show 470 more lines' }).waitFor()
  await page.getByText('kept').click()
  t.equal(await page.evaluate(() => (globalThis as { ran?: unknown }).ran), undefined)
  t.ok(await page.getByRole('button', { name: 'Run', exact: true }).isVisible(), 'the page is as it was')
  t.strictSame(
    await page
      .locator('.ws-html p')
      .evaluate(element => [
        getComputedStyle(element).position,
        getComputedStyle(element).color,
        getComputedStyle(element).backgroundImage,
      ]),
    ['static', 'rgb(1, 2, 3)', 'none'],
    'the style of an element is kept, unless it fetches or covers something',
  )
  t.equal(await page.locator('.ws-mark[data-mark=running], .ws-mark[data-mark=waiting]').count(), 0, 'nothing spins')
  t.equal(await page.getByText(/running|waiting/).count(), 0)
})

t.test(
  '[U-3] a worksheet can be used with a screen reader and on a phone, by day and by night, and nothing lies beyond its edge',
  async t => {
    for (const size of [
      { width: 1280, height: 800 },
      { width: 390, height: 844 },
    ]) {
      const { page, marked, goTo, key } = await opened(
        t,
        sheet(['%md\n# Title\n$x^2$ and **bold**', 'print(1)\n1/0', '%hide\nx = 5', '']),
        size,
      )
      await goTo('print(1)')
      await key('Alt+Enter')
      await marked(2, 'failed')
      for (const colorScheme of ['light', 'dark'] as const) {
        await page.emulateMedia({ colorScheme })
        t.strictSame(await barriers(page, { include: '.sh-main' }), [], `${colorScheme}, ${size.width} px`)
      }
      await key('Control+f')
      await page.getByRole('textbox', { name: 'Find in code' }).waitFor()
      t.strictSame(await barriers(page, { include: '.sh-main' }), [], 'with find')
      t.ok(await page.evaluate(() => document.documentElement.scrollWidth <= innerWidth), 'nothing lies beyond the edge')
    }
  },
)
