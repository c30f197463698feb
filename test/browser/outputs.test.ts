import { mkdir, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { Locator, Page } from 'playwright-core'
import t from 'tap'
import { barriers } from '../kit/barriers.ts'
import { needs } from '../kit/program.ts'
import { setStage, type Stage } from '../kit/stage.ts'

t.setTimeout(300_000)
/** The first cell waits for Sage to be loaded, on a machine that may be busy. */
const loading = { timeout: 90_000 }
const gallery = fileURLToPath(new URL('../../plugins/sagews/gallery/outputs.sagews', import.meta.url))
const plugins = ['files', 'editor', 'sagews']

async function opened(stage: Stage, content: string): Promise<Page> {
  const alice = await stage.visitor('Alice')
  await alice.context.grantPermissions(['clipboard-read', 'clipboard-write'])
  const made = await alice.person.creates('Outputs')
  await mkdir(made.root, { recursive: true })
  await writeFile(join(made.root, 'a.sagews'), content)
  await alice.page.goto(`/projects/${made.id}/file/a.sagews`)
  await alice.page.locator('.ws .cm-content').waitFor()
  return alice.page
}

/** Scrolls until something is drawn: what is far away is not in the page. */
async function shows(page: Page, what: Locator): Promise<void> {
  for (let at = 0; at < 12_000 && !(await what.isVisible()); at += 250) {
    await page.locator('.ws .cm-scroller').evaluate((element, top) => (element.scrollTop = top), at)
    await page.evaluate(() => new Promise(resolve => requestAnimationFrame(() => requestAnimationFrame(resolve))))
  }
  await what.scrollIntoViewIfNeeded()
}

t.test('[W-7][W-13] the gallery of outputs: each kind is seen, can be used, and a program draws in its frame', needs('sage'), async t => {
  const stage = await setStage(t, { plugins })
  const page = await opened(stage, await readFile(gallery, 'utf8'))
  await page.locator('.ws .cm-content').click({ position: { x: 200, y: 30 } })
  await page.keyboard.press('Control+Home')
  for (let i = 0; i < 21; i++) await page.keyboard.press('Shift+Enter')
  const asked = page.locator('.ws-ask input')
  await asked.waitFor(loading)
  await asked.fill('Zoë')
  await asked.press('Enter')
  await page.getByText('Hello Zoë').waitFor()
  await page.waitForFunction(() => !document.querySelector('.ws-run'), null, loading)
  await page.locator('.ws .cm-scroller').evaluate(element => (element.scrollTop = 0))

  const formula = page.locator('.ws-tex .ws-math').first()
  await shows(page, formula)
  await formula.locator('mjx-container').waitFor()
  await formula.click({ button: 'right' })
  await page.getByRole('menuitem', { name: 'Copy TeX' }).click()
  t.match(await page.evaluate(() => navigator.clipboard.readText()), /\\cos\\left\(x\\right\)/, 'its TeX is copied')

  const styled = page.locator('.ws-html .note')
  await shows(page, styled)
  t.equal(await styled.evaluate(element => getComputedStyle(element).borderLeftColor), 'rgb(0, 128, 128)', 'its own style counts')
  const bold = page.locator('.ws-prose strong', { hasText: 'bold' })
  await shows(page, bold)
  t.not(await bold.evaluate(element => getComputedStyle(element).color), 'rgb(0, 128, 128)', 'and reaches nothing else')

  const scene = page.locator('canvas.ws-scene')
  await shows(page, scene)
  await page.waitForFunction(() => Number(document.querySelector<HTMLCanvasElement>('canvas.ws-scene')?.dataset.drawn) > 0)
  const picture = () => scene.evaluate(canvas => (canvas as HTMLCanvasElement).toDataURL())
  const before = await picture()
  t.ok(await scene.evaluate(inks), 'many colours are drawn')
  await scene.focus()
  await page.keyboard.press('ArrowLeft')
  await page.waitForFunction(was => document.querySelector<HTMLCanvasElement>('canvas.ws-scene')!.toDataURL() !== was, before)

  const vertex = page.locator('.ws-vertex').first()
  await shows(page, vertex)
  t.equal(await page.locator('.ws-graph').first().locator('.ws-vertex').count(), 10)
  const from = (await vertex.locator('circle').boundingBox())!
  await page.mouse.move(from.x + from.width / 2, from.y + from.height / 2)
  await page.mouse.down()
  await page.mouse.move(from.x + from.width / 2 + 40, from.y + from.height / 2 + 30, { steps: 4 })
  await page.mouse.up()
  const to = (await vertex.locator('circle').boundingBox())!
  t.ok(Math.abs(to.x - from.x - 40) < 3 && Math.abs(to.y - from.y - 30) < 3, 'a vertex goes where it is dragged')

  const film = page.locator('.ws-picture[src*=".gif"], video.ws-picture')
  await shows(page, film)
  await shows(page, page.getByRole('link', { name: 'the same file in this project' }))

  const button = page.getByRole('button', { name: 'How many primes are below 1000?' })
  await shows(page, button)
  await button.click()
  await page.locator('.ws-program pre', { hasText: '168' }).waitFor()
  const coffee = page.getByText('CoffeeScript says 144')
  await shows(page, coffee)
  t.equal(await page.locator('iframe').count(), 1, 'one frame for all programs')
  t.equal(await page.locator('iframe').getAttribute('sandbox'), 'allow-scripts')
  await shows(page, page.getByText('Output limited', { exact: false }))
  t.same(await barriers(page, { include: '.ws' }), [])

  await page.reload()
  await page.locator('.ws .cm-content').waitFor()
  await shows(page, page.getByText('This output is a program.', { exact: false }).first())
  t.equal(await page.locator('iframe').count(), 0, 'opening a worksheet runs no program')
  await page.getByRole('button', { name: 'Run it' }).first().click()
  await button.waitFor()
})

/** Whether a drawing has more than a few colours. */
function inks(canvas: SVGElement | HTMLElement): boolean {
  const drawing = canvas as HTMLCanvasElement
  const { data } = drawing.getContext('2d')!.getImageData(0, 0, drawing.width, drawing.height)
  const colours = new Set<number>()
  for (let i = 0; i < data.length; i += 4) if (data[i + 3]! > 200) colours.add((data[i]! << 16) | (data[i + 1]! << 8) | data[i + 2]!)
  return colours.size > 50
}
