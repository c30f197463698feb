import { mkdir, writeFile } from 'node:fs/promises'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import type { Page } from 'playwright-core'
import t from 'tap'
import { barriers } from '../kit/barriers.ts'
import { needs } from '../kit/program.ts'
import { setStage, type Stage } from '../kit/stage.ts'

t.setTimeout(240_000)
/** The first cell waits for Sage to be loaded, on a machine that may be busy. */
const loading = { timeout: 90_000 }
const plugins = ['files', 'editor', 'sagews', 'interact']
const uuid = (n: number) => `${String(n).padStart(8, '0')}-4ef0-4000-8000-000000000000`
const sheetOf = (...cells: string[]) => cells.map((code, i) => `\uFE20${uuid(i + 1)}\uFE20\n${code}\n`).join('')

async function opened(stage: Stage, name: string, content: string): Promise<Page> {
  const alice = await stage.visitor('Alice')
  const made = await alice.person.creates('Reference')
  await mkdir(made.root, { recursive: true })
  await writeFile(join(made.root, name), content)
  await alice.page.goto(`/projects/${made.id}/file/${name}`)
  await alice.page.locator('.ws .cm-content').waitFor()
  return alice.page
}

/** Runs the first cells in order. */
async function runs(page: Page, cells: number): Promise<void> {
  await page.locator('.ws .cm-content').click({ position: { x: 200, y: 30 } })
  await page.keyboard.press('Control+Home')
  for (let i = 0; i < cells; i++) await page.keyboard.press('Shift+Enter')
}

t.test(
  '[W-7][I-2] a picture hears where it is clicked, variables and controls move each other, and a button has its drawing',
  needs('chromium', 'sage'),
  async t => {
    const stage = await setStage(t, { plugins })
    const page = await opened(
      stage,
      'a.sagews',
      sheetOf(
        "def clicked(p):\n    global t\n    print('at', int(p[0] + 0.5), int(p[1] + 0.5))\n    t = 7\nshow(plot(x, (x, 0, 10), ymin=0, ymax=10), events={'click': clicked}, width=400)",
        "dynamic('y', t=slider(1, 9, 1))\n@interact\ndef f(go=button('Go', icon='fa-play'), n=slider(0, 9, 1)):\n    print('n is', n, y, t)",
        "%javascript\nworksheet.set_interact_var({ var: 'n', default: 4 })\nproject_page.open_file('notes.md')\nprint('program ran')",
      ),
    )
    await runs(page, 3)
    await page.getByRole('link', { name: 'notes.md' }).waitFor(loading)
    const slider = (name: string) => page.getByRole('slider', { name, exact: true })
    await page.waitForFunction(() => [...document.querySelectorAll('.ia-readout')].some(one => one.textContent === '4'), null, loading)
    await slider('t').press('ArrowRight')
    await slider('t').press('ArrowRight')
    await page.getByRole('button', { name: 'Go', exact: true }).locator('svg').waitFor()
    await page.getByRole('button', { name: 'Go', exact: true }).click()
    await page.getByText('n is 4 None 3').waitFor()
    const picture = page.locator('img.ws-picture')
    t.equal(await picture.evaluate(image => image.clientWidth), 400)
    await picture.scrollIntoViewIfNeeded()
    await page.waitForFunction(() => document.querySelector<HTMLImageElement>('img.ws-picture')?.complete)
    const box = (await picture.boundingBox())!
    await picture.click({ position: { x: box.width / 2, y: box.height / 2 } })
    await page.locator('.ws-pointed', { hasText: /^at 5 5/ }).waitFor()
    await page.waitForFunction(() => [...document.querySelectorAll('.ia-readout')].some(one => one.textContent === '7'))
    t.same(await barriers(page), [])
  },
)

t.test(
  '[W-7][W-8] a page of another site stands in a frame that reaches nothing, is not fetched again by other cells, nor by opening',
  needs('chromium'),
  async t => {
    const asked: { url: string; referer: string | undefined }[] = []
    const site = createServer((request, response) => {
      if (request.url !== '/favicon.ico') asked.push({ url: request.url!, referer: request.headers.referer })
      response.setHeader('content-type', 'text/html')
      response.end('<p id="p">elsewhere</p><script>try { parent.document.title = "reached" } catch { p.textContent += " apart" }</script>')
    })
    await new Promise<void>(resolve => site.listen(0, '127.0.0.1', resolve))
    t.teardown(() => site.close())
    const address = `http://127.0.0.1:${(site.address() as AddressInfo).port}/page?a=1&b=2`
    const stage = await setStage(t, { plugins })
    const page = await opened(
      stage,
      'a.sagews',
      sheetOf(`%html\n<iframe src="${address.replace('&', '&amp;')}" width="300" height="120"></iframe>`, '%md\n**other**'),
    )
    await runs(page, 1)
    const inner = page.frameLocator('.ws-elsewhere iframe').frameLocator('iframe')
    await inner.getByText('elsewhere apart').waitFor()
    await page.keyboard.press('Shift+Enter')
    await page.locator('.ws-prose strong').waitFor()
    t.same(asked, [{ url: '/page?a=1&b=2', referer: undefined }])
    await page.reload()
    const button = page.getByRole('button', { name: /^Show the page of 127.0.0.1/ })
    await button.waitFor()
    t.equal(asked.length, 1, 'opening the worksheet fetches nothing')
    await button.click()
    await inner.getByText('elsewhere apart').waitFor()
    const straight = await page.request.get(`/projects/any/elsewhere?url=${encodeURIComponent(address)}`)
    t.equal(straight.status(), 400, 'it is not shown under the address of this site')
    t.same(await barriers(page), [])
  },
)

t.test('[W-19] pictures that are attached to text of a notebook are drawn, and stay in its file', needs('chromium'), async t => {
  const stage = await setStage(t, { plugins })
  const dot = 'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg=='
  const cell = {
    attachments: { 'my dot.png': { 'image/png': dot } },
    cell_type: 'markdown',
    id: 'aaaaaaaa',
    metadata: {},
    source: ['# Dots\n', '![a dot](attachment:my%20dot.png)'],
  }
  const page = await opened(stage, 'dots.ipynb', JSON.stringify({ cells: [cell], metadata: {}, nbformat: 4, nbformat_minor: 5 }))
  const image = page.getByRole('img', { name: 'a dot' })
  await image.waitFor()
  await page.waitForFunction(() => document.querySelector<HTMLImageElement>('.ws-prose img')?.naturalWidth === 1)
  await page.getByRole('heading', { name: 'Dots' }).dblclick()
  await page.keyboard.press('Control+End')
  await page.keyboard.type(' again')
  await page.keyboard.press('Shift+Enter')
  await page
    .getByText('a dot again')
    .or(page.locator('.ws-prose p', { hasText: 'again' }))
    .first()
    .waitFor()
  await image.waitFor()
})
