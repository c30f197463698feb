import { mkdir, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { Locator, Page } from 'playwright-core'
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
const shots = process.env['SHOTS']

async function opened(stage: Stage, name: string, content: string): Promise<Page> {
  const alice = await stage.visitor('Alice')
  const made = await alice.person.creates('Reference')
  await mkdir(made.root, { recursive: true })
  await writeFile(join(made.root, name), content)
  await alice.page.goto(`/projects/${made.id}/file/${name}`)
  await alice.page.locator('.ws .cm-content').waitFor()
  return alice.page
}

/** Runs the first cells in order, and waits for the last of them to be done. */
async function runs(page: Page, cells: number): Promise<void> {
  await page.locator('.ws .cm-content').click({ position: { x: 200, y: 30 } })
  await page.keyboard.press('Control+Home')
  for (let i = 0; i < cells; i++) await page.keyboard.press('Shift+Enter')
}

/** Scrolls until something is drawn: what is far away is not in the page. */
async function shows(page: Page, what: Locator): Promise<void> {
  for (let at = 0; at < 12_000 && !(await what.isVisible()); at += 250) {
    await page.locator('.ws .cm-scroller').evaluate((element, top) => (element.scrollTop = top), at)
    await page.evaluate(() => new Promise(resolve => requestAnimationFrame(() => requestAnimationFrame(resolve))))
  }
  await what.scrollIntoViewIfNeeded()
}

t.test('[W-6] the gallery of modes: what each puts out is seen below its cell', needs('chromium', 'sage'), async t => {
  const stage = await setStage(t, { plugins })
  const gallery = fileURLToPath(new URL('../../plugins/sagews/gallery/modes.sagews', import.meta.url))
  const text = await readFile(gallery, 'utf8')
  const page = await opened(stage, 'modes.sagews', text)
  await runs(page, text.split('\n').filter(line => line.startsWith('\uFE20')).length)
  await page.locator('.ws-text', { hasText: /^u \+ v\s*$/ }).waitFor(loading)
  await page.locator('.ws .cm-scroller').evaluate(element => (element.scrollTop = 0))
  const seen = [
    '%anaconda',
    'Wall time',
    'from the shell',
    'kept',
    '1 0.5',
    'ANY FUNCTION OF A STRING IS A MODE',
    'into a variable 16',
    'done apart',
    '1000000007',
    '120',
    '499999500000',
    '1, 4, 9, 16, 25',
    'Written into a file.',
    'per loop',
    'function calls',
    'python3:',
  ]
  for (const words of seen) await shows(page, page.locator('.ws-out', { hasText: words }).first())
  await shows(page, page.locator('.ws-prose em', { hasText: 'Markdown' }))
  await shows(page, page.locator('.ws-prose mjx-container').first())
  t.equal(await page.locator('.ws-traceback').count(), 0)
  if (shots) for (const [width, name] of [[1280, 'wide'], [390, 'narrow']] as const) {
    await page.setViewportSize({ width, height: 900 })
    for (const theme of ['light', 'dark']) {
      await page.evaluate(theme => (document.documentElement.dataset['theme'] = theme), theme)
      await page.screenshot({ path: join(shots, `modes-${name}-${theme}.png`) })
    }
  }
  t.same(await barriers(page), [])
})

t.test('[W-7][I-2] a picture hears where it is clicked, variables and controls move each other, and a button has its drawing', needs('chromium', 'sage'), async t => {
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
  const box = (await picture.boundingBox())!
  await picture.click({ position: { x: box.width / 2, y: box.height / 2 } })
  await page.locator('.ws-pointed', { hasText: /^at 5 5/ }).waitFor()
  await page.waitForFunction(() => [...document.querySelectorAll('.ia-readout')].some(one => one.textContent === '7'))
  if (shots) await page.screenshot({ path: join(shots, 'reference.png') })
  t.same(await barriers(page), [])
})

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
  await page.getByText('a dot again').or(page.locator('.ws-prose p', { hasText: 'again' })).first().waitFor()
  await image.waitFor()
})
