import { mkdir, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { Locator, Page } from 'playwright-core'
import t from 'tap'
import { barriers } from '../kit/barriers.ts'
import { needs } from '../kit/program.ts'
import { setStage, type Stage, type Visitor } from '../kit/stage.ts'

t.setTimeout(300_000)
/** The first cell waits for Sage to be loaded, on a machine that may be busy. */
const loading = { timeout: 90_000 }
const gallery = fileURLToPath(new URL('../../plugins/interact/gallery/interacts.sagews', import.meta.url))
const uuid = (n: number) => `${String(n).padStart(8, '0')}-0000-4000-8000-000000000000`
const sheetOf = (...cells: string[]) => cells.map((code, i) => `\uFE20${uuid(i + 1)}\uFE20\n${code}\n`).join('')
const plugins = ['files', 'editor', 'sagews', 'interact']

async function project(stage: Stage, content: string) {
  const alice = await stage.visitor('Alice')
  const made = await alice.person.creates('Zeta zeros')
  await mkdir(made.root, { recursive: true })
  await writeFile(join(made.root, 'a.sagews'), content)
  return { alice, made, address: `/projects/${made.id}/file/a.sagews` }
}
async function opens({ page }: Visitor, address: string): Promise<Page> {
  await page.goto(address)
  await page.locator('.ws .cm-content').waitFor()
  return page
}
/** Runs the first `count` cells. */
async function runs(page: Page, count: number): Promise<void> {
  await page.locator('.ws .cm-content').click({ position: { x: 200, y: 30 } })
  await page.keyboard.press('Control+Home')
  for (let i = 0; i < count; i++) await page.keyboard.press('Shift+Enter')
}
/** The interact whose controls have this label. */
const panel = (page: Page, label: string): Locator =>
  page
    .locator('.ia')
    .filter({ has: page.locator('.ia-label', { hasText: new RegExp(`^${label}$`) }) })
    .first()
/** Scrolls until something is drawn: what is far away is not in the page. */
async function shows(page: Page, what: Locator): Promise<void> {
  for (let at = 0; at < 8000 && !(await what.isVisible()); at += 250) {
    await page.locator('.ws .cm-scroller').evaluate((element, top) => (element.scrollTop = top), at)
    await page.evaluate(() => new Promise(resolve => requestAnimationFrame(() => requestAnimationFrame(resolve))))
  }
  await what.scrollIntoViewIfNeeded()
}

t.test(
  '[I-1][I-7] the gallery runs on Sage without an error, and each control shows its value and changes what is shown',
  needs('sage'),
  async t => {
    const stage = await setStage(t, { plugins })
    const { alice, address } = await project(stage, await readFile(gallery, 'utf8'))
    const page = await opens(alice, address)
    await runs(page, 16)
    await page.locator('.ia').first().waitFor(loading)
    await page.waitForFunction(() => !document.querySelector('.ws-run'), null, loading)
    const last = page.getByText('Not thrown yet', { exact: true })
    await shows(page, last)

    const sees = async (label: string, text: string | RegExp) => panel(page, label).locator('.ws-text', { hasText: text }).first().waitFor()
    await shows(page, panel(page, 'primes in'))
    await panel(page, 'primes in').getByLabel('From', { exact: true }).press('ArrowRight')
    await sees('primes in', /^\[23, 29/)
    await panel(page, 'primes in').getByLabel('To', { exact: true }).press('Home')
    t.match(await panel(page, 'primes in').locator('.ia-readout').textContent(), /^21 – 21$/, 'the ends do not pass each other')

    const box = page.getByLabel('order', { exact: true })
    await shows(page, box)
    await box.fill('2')
    await box.press('Enter')
    await page.locator('.ia', { has: box }).getByText("f''", { exact: true }).waitFor()

    const choose = page.locator('.ia', { has: page.getByLabel('function', { exact: true }) })
    await shows(page, choose)
    await choose.getByLabel('function', { exact: true }).selectOption({ label: 'exponential' })
    await choose.getByRole('radio', { name: '3' }).first().click()
    await choose.locator('[data-tex*="e^{6}"]').waitFor({ state: 'attached' })
    await choose.getByLabel('square', { exact: true }).uncheck()
    await choose.getByRole('radio', { name: '5' }).click()
    await choose.locator('[data-tex*="5"]').waitFor({ state: 'attached' })

    const grid = page.getByLabel('Row 1, column 2', { exact: true })
    await shows(page, grid)
    await grid.fill('0')
    await grid.press('Enter')
    await page.locator('.ia', { has: grid }).locator('[data-tex*="t^{2} - 5 t + 6"]').waitFor({ state: 'attached' })

    await shows(page, page.getByRole('button', { name: 'Throw' }))
    await page.getByRole('button', { name: 'Throw' }).click()
    await page
      .locator('.ia', { has: page.getByRole('button', { name: 'Throw' }) })
      .locator('.ws-text', { hasText: /^\d+$/ })
      .waitFor()

    const growing = page.locator('.ia', { has: page.getByLabel('x1', { exact: true }) })
    await shows(page, growing)
    await growing.getByLabel('n', { exact: true }).press('End')
    await growing.getByLabel('x4', { exact: true }).waitFor()
    await growing.getByLabel('n', { exact: true }).press('Home')
    await growing.getByLabel('x4', { exact: true }).waitFor({ state: 'detached' })

    const inner = page.locator('.ia .ia', { has: page.getByLabel('n', { exact: true }) })
    await shows(page, inner)
    await inner.getByLabel('n', { exact: true }).press('End')
    await inner.getByText('sum up to 10 is 55').waitFor()

    await page.locator('.ws .cm-scroller').evaluate(element => (element.scrollTop = 0))
    const text = await page
      .locator('.ws .cm-content')
      .evaluate(element => (element as unknown as { cmTile: { view: { state: { doc: object } } } }).cmTile.view.state.doc.toString())
    t.equal(text.match(/"(stderr|error)":"[^"]*/)?.[0], undefined, 'nothing went wrong')
    t.same(await barriers(page, { include: '.ws' }), [])
  },
)

t.test(
  '[I-4][I-5] two people at one control: a drag moves it for both, the picture never goes away, and the last value stays',
  needs('sage'),
  async t => {
    const stage = await setStage(t, { plugins })
    const content = sheetOf(
      '@interact\ndef f(c=slider(0, 200, 1)):\n    show(plot(sin(x), (x, c, c + 6), figsize=[6, 2.2]))\n    print("c is", c)',
    )
    const { alice: first, made, address } = await project(stage, content)
    const second = await stage.visitor('Bob')
    await made.admits(second.person, 'runner')
    const alice = await opens(first, address)
    const bob = await opens(second, address)
    await runs(alice, 1)
    for (const page of [alice, bob]) {
      await page.locator('.ia img').waitFor(loading)
      await page.locator('.ia img').evaluate(image => (image as HTMLImageElement).decode())
      await page.locator('.ia').evaluate(watchPictures)
    }
    const track = (await alice.getByLabel('c', { exact: true }).boundingBox())!
    const at = (share: number) => [track.x + track.width * share, track.y + track.height / 2] as const
    await alice.mouse.move(...at(0.1))
    await alice.mouse.down()
    for (let i = 0; i <= 60; i++) await alice.mouse.move(...at(0.1 + 0.013 * i))
    await alice.mouse.up()
    const value = await alice.getByLabel('c', { exact: true }).inputValue()
    t.ok(Number(value) > 150, value)
    for (const page of [alice, bob]) {
      await page.getByText(`c is ${value}`, { exact: true }).waitFor()
      t.equal(await page.getByLabel('c', { exact: true }).inputValue(), value)
      await page.getByText('Alice moved').waitFor()
      t.equal(
        await page.locator('.ia').evaluate(element => (element as unknown as { faults: number }).faults),
        0,
        'the picture was always there',
      )
    }
    await bob.getByRole('button', { name: 'Look alone' }).click()
    await bob.getByLabel('c', { exact: true }).press('Home')
    await bob.getByText('c is 0', { exact: true }).waitFor()
    t.equal(await alice.getByLabel('c', { exact: true }).inputValue(), value)
    t.same(await barriers(bob, { include: '.ws' }), [])
    await bob.getByRole('button', { name: 'Look together' }).click()
    await bob.getByText(`c is ${value}`, { exact: true }).waitFor()
    t.equal(await bob.getByLabel('c', { exact: true }).inputValue(), value)

    await alice.reload()
    await alice.getByText(`c is ${value}`, { exact: true }).waitFor()
    t.equal(await alice.getByLabel('c', { exact: true }).inputValue(), value, 'the value is the worksheet’s')
  },
)

/** Counts the frames in which an interact has no picture, or one that is not drawn. */
function watchPictures(element: Element): void {
  const watched = element as Element & { faults: number }
  watched.faults = 0
  const look = () => {
    const image = element.querySelector('img')
    if (!image || image.naturalWidth === 0 || !image.complete) watched.faults++
    requestAnimationFrame(look)
  }
  requestAnimationFrame(look)
}

t.test('[I-6] after a restart an interact shows its values and one click brings it to life; a viewer only looks', async t => {
  const stage = await setStage(t, { plugins })
  const { alice: first, made, address } = await project(stage, sheetOf('@interact\ndef f(a=slider(0, 9, 1)):\n    print("a is", a)'))
  const second = await stage.visitor('Vera')
  await made.admits(second.person, 'viewer')
  const alice = await opens(first, address)
  const vera = await opens(second, address)
  await runs(alice, 1)
  await alice.getByText('a is 0', { exact: true }).waitFor(loading)
  await alice.getByLabel('a', { exact: true }).press('ArrowRight')
  for (const page of [alice, vera]) await page.getByText('a is 1', { exact: true }).waitFor()
  t.equal(await vera.getByLabel('a', { exact: true }).isDisabled(), true)
  await alice.getByRole('button', { name: 'Restart' }).click()
  const evaluate = alice.getByRole('button', { name: 'Evaluate the cell to use this' })
  await evaluate.waitFor()
  t.same(
    [await alice.getByLabel('a', { exact: true }).inputValue(), await alice.getByLabel('a', { exact: true }).isDisabled()],
    ['1', true],
  )
  t.same(await barriers(alice, { include: '.ws' }), [])
  await evaluate.click()
  await alice.locator('input[type=range]:not(:disabled)').waitFor()
  t.equal(await alice.getByLabel('a', { exact: true }).inputValue(), '1', 'and it goes on where it was')
  await alice.getByLabel('a', { exact: true }).press('End')
  for (const page of [alice, vera]) await page.getByText('a is 9', { exact: true }).waitFor()
})

t.test('[I-7] on a phone controls are large enough for a finger and nothing is wider than the page', async t => {
  const stage = await setStage(t, { plugins })
  const code =
    '@interact(layout=[["a", "b", "c"]])\ndef f(a=slider(0, 9, 1), b=["one", "two", "three"], c=input_box("1", width=80)):\n    print(a, b, c)'
  const { alice, address } = await project(stage, sheetOf(code))
  await alice.page.setViewportSize({ width: 390, height: 844 })
  const page = await opens(alice, address)
  await page.getByRole('button', { name: 'Run' }).last().click()
  await page.locator('.ia').waitFor(loading)
  await page.getByText('0 one 1', { exact: true }).waitFor()
  for (const control of [page.getByLabel('a', { exact: true }), page.getByRole('radio').first(), page.getByLabel('c', { exact: true })]) {
    const box = (await control.boundingBox())!
    t.ok(box.height >= 42, `${box.height} pixels high`)
    t.ok(box.x >= 0 && box.x + box.width <= 390, `from ${box.x}, ${box.width} wide`)
  }
  t.equal(await page.locator('.ws .cm-scroller').evaluate(element => element.scrollWidth > element.clientWidth), false)
})

t.test('[I-3] a plugin of somebody else adds a control with a Python class and an ES module', async t => {
  const dial = fileURLToPath(new URL('../fixtures/dial', import.meta.url))
  const stage = await setStage(t, { plugins, folders: [dial] })
  const { alice, address } = await project(stage, sheetOf('@interact\ndef f(n=dial(3)):\n    print("n is", n)'))
  const page = await opens(alice, address)
  await runs(page, 1)
  await page.getByText('n is 0', { exact: true }).waitFor(loading)
  await page.getByRole('button', { name: 'n: 0 of 3' }).click()
  await page.getByText('n is 1', { exact: true }).waitFor()
  await page.getByRole('button', { name: 'n: 1 of 3' }).click()
  await page.getByText('n is 2', { exact: true }).waitFor()
})
