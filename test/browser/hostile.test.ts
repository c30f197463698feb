import { mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { Page } from 'playwright-core'
import t from 'tap'
import { needs } from '../kit/program.ts'
import { setStage } from '../kit/stage.ts'

t.setTimeout(120_000)
const uuid = (n: number) => `${String(n).padStart(8, '0')}-0000-4000-8000-000000000000`
const sheetOf = (...messages: object[]) =>
  messages
    .map(
      (message, i) =>
        `\uFE20${uuid(2 * i + 1)}\uFE20\n# ${i}\n\uFE21${uuid(2 * i + 2)}\uFE21${JSON.stringify(message)}\uFE21{"done":true}\n`,
    )
    .join('')
const mark = 'window.ran = (window.ran || 0) + 1'
/** Things that worksheets of strangers carry, each with a word by which it is seen that its output was drawn. */
const hostile = [
  { html: `<p>drawn0</p><script>${mark}</script><script src="https://example.org/x.js"></script>` },
  { html: `<p>drawn1</p><img src="x" onerror="${mark}"><body onload="${mark}"><details open ontoggle="${mark}">d</details>` },
  {
    html: `<p>drawn2</p><a href="javascript:${mark}">link</a><a href="JaVaScRiPt:${mark}">link</a><a href="data:text/html,<script>${mark}</script>">link</a>`,
  },
  {
    html: `<p>drawn3</p><svg onload="${mark}"><script>${mark}</script><a xlink:href="javascript:${mark}"><text y="20">x</text></a><foreignObject><iframe srcdoc="<script>parent.ran=1</script>"></iframe></foreignObject></svg>`,
  },
  { html: '<p>drawn4</p><div style="position:fixed;inset:0;z-index:99999;background:red" class="cover">cover</div>' },
  {
    html: '<style>body,.ws,#root{display:none!important} :host{position:fixed;inset:0;background:red;z-index:9999} p{color:rgb(1,2,3)} .cover{position:fixed;inset:0;background:red;z-index:9999}</style><p>drawn5</p><div class="cover">cover</div>',
  },
  {
    html: '<p>drawn6</p><form action="/api/sign-out" method="post"><input name="password"><button>Send</button></form><iframe src="/projects"></iframe><object data="/x"></object><embed src="/x">',
  },
  {
    html: '<p>drawn7</p><base href="https://example.org/"><meta http-equiv="refresh" content="0;url=https://example.org/"><link rel="stylesheet" href="https://example.org/x.css"><dialog open>d</dialog>',
  },
  { html: '<p>drawn8</p><img name="body"><form id="cookie"></form><input id="documentElement" autofocus><a id="getElementById">x</a>' },
  {
    md: `drawn9 <img src=x onerror="${mark}"> [a](javascript:${mark}) $\\href{javascript:${mark}}{x}$ $\\unicode{x}$ <style>p{display:none}</style>`,
  },
  { tex: { tex: `\\text{drawn10}\\href{javascript:${mark}}{y}\\style{position:fixed;inset:0}{z}`, display: true } },
  { javascript: { code: `${mark}; parent.ran = 1; top.location = 'https://example.org/'`, coffeescript: false }, html: undefined },
  { stdout: '<script>drawn12</script>' },
  {
    d3: {
      viewer: 'graph',
      data: {
        nodes: [{ name: `<img src=x onerror=${mark}>drawn13`, group: 'x"><script>' }],
        links: [{ source: 9, target: 0 }],
        width: 1e9,
      },
    },
  },
  { file: { filename: 'x.svg', url: 'https://example.org/x.svg', uuid: 'x' } },
  { link: { path: '../../../../etc/passwd', label: '<b>drawn15</b>' } },
  { raw_input: { prompt: '<b>drawn16</b>', submitted: false } },
  {
    html: `<math><mtext><table><mglyph><style><!--</style><img title="--&gt;&lt;img src=1 onerror=${mark}&gt;"></table></mtext></math><p>drawn17</p>`,
  },
]

t.test('[W-8] a worksheet of a stranger: nothing in it runs, sends, covers the page or restyles it', needs('chromium'), async t => {
  const stage = await setStage(t, { plugins: ['files', 'editor', 'sagews'] })
  const alice = await stage.visitor('Alice')
  const made = await alice.person.creates('Strangers')
  await mkdir(made.root, { recursive: true })
  await writeFile(join(made.root, 'a.sagews'), sheetOf(...hostile))
  const page = alice.page
  const asked: string[] = []
  page.on('request', request => asked.push(request.url()))
  await page.goto(`/projects/${made.id}/file/a.sagews`)
  await page.locator('.ws .cm-content').waitFor()
  for (let n = 0; n < hostile.length; n++) {
    if (n === 11 || n === 14) continue
    await shows(page, n)
    await page.locator('.ws-out a').evaluateAll(links => links.forEach(link => link.setAttribute('target', '_self')))
    for (const link of await page.locator('.ws-out a:text-is("link")').all()) await link.click({ timeout: 2000 }).catch(() => undefined)
    await page
      .locator('.ws-out img, .ws-out svg')
      .first()
      .dispatchEvent('load')
      .catch(() => undefined)
  }
  await page.locator('.ws .cm-scroller').evaluate(element => (element.scrollTop = 0))
  t.equal(await page.evaluate(() => (globalThis as { ran?: number }).ran), undefined, 'nothing ran')
  t.same([...new Set(asked.map(url => new URL(url).host))], [new URL(stage.hub.url).host], 'nobody else was asked for anything')
  t.match(page.url(), /a\.sagews$/, 'the page is where it was')
  t.equal(
    await page
      .locator('iframe, .ws-out form:not(.ws-ask), .ws-out object, .ws-out embed, .ws-out base, .ws-out [onerror], .ws-out script')
      .count(),
    0,
  )
  const top = await page.evaluate(() => document.elementFromPoint(innerWidth / 2, 20)?.closest('.ws-out'))
  t.equal(top ?? null, null, 'nothing lies over the strip')
  t.ok(await page.getByRole('button', { name: 'Run', exact: true }).isVisible(), 'the page looks as before')
  await page.getByRole('button', { name: 'Run', exact: true }).hover()
})

/** Scrolls until the output of one message is drawn, and sees that it stays within its place. */
async function shows(page: Page, n: number): Promise<void> {
  const scroller = page.locator('.ws .cm-scroller')
  const drawn = page.locator('.ws-out', { hasText: new RegExp(`drawn${n}(?!\\d)`) }).first()
  for (let at = 0; at < 6000 && !(await drawn.isVisible()); at += 200) {
    await scroller.evaluate((element, top) => (element.scrollTop = top), at)
    await page.evaluate(() => new Promise(resolve => requestAnimationFrame(() => requestAnimationFrame(resolve))))
  }
  await drawn.scrollIntoViewIfNeeded()
  const spot = (await drawn.boundingBox())!
  const outside = await page.evaluate(
    ([x, y]) => Boolean(document.elementFromPoint(x!, y!)?.closest('.ws-out')),
    [spot.x + spot.width + 30, spot.y + 5],
  )
  if (outside) throw new Error(`output ${n} reaches out of its place`)
}
