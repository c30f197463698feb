import { mkdir, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { Page } from 'playwright-core'
import t, { type Test } from 'tap'
import { openProgramDocument } from '@stoa/sdk/client'
import type { sagews } from '@stoa/plugin-sagews/contract'
import { setStage, type Stage, type Visitor } from '../kit/stage.ts'

t.setTimeout(300_000)
/** The first cell waits for Sage to be loaded, on a machine that may be busy. */
const loading = { timeout: 90_000 }

/** Somebody at a worksheet. */
function at({ page }: Visitor) {
  const sheet = page.locator('.ws .cm-content')
  return {
    page,
    async opens(address: string) {
      await page.goto(address)
      await sheet.waitFor()
    },
    /** Puts the cursor at the end of the worksheet. */
    async goesToTheEnd() {
      await sheet.click({ position: { x: 200, y: 30 } })
      await page.keyboard.press('Control+End')
    },
    types: (text: string) => page.keyboard.insertText(text),
    runs: () => page.keyboard.press('Shift+Enter'),
    sees: (text: string, options = {}) => sheet.getByText(text, { exact: true }).first().waitFor(options),
    text: () => textOf(page),
  }
}
/** The worksheet as this page holds it. */
const textOf = (page: Page): Promise<string> =>
  page
    .locator('.ws .cm-content')
    .evaluate(element => (element as unknown as { cmTile: { view: { state: { doc: object } } } }).cmTile.view.state.doc.toString())

async function same(t: Test, one: { text(): Promise<string> }, other: { text(): Promise<string> }): Promise<void> {
  const end = Date.now() + 10_000
  while ((await one.text()) !== (await other.text()) && Date.now() < end) await new Promise(resolve => setTimeout(resolve, 50))
  t.equal(await one.text(), await other.text())
}

async function project(stage: Stage, content: string) {
  const alice = await stage.visitor('Alice')
  const made = await alice.person.creates('Zeta zeros')
  await mkdir(made.root, { recursive: true })
  await writeFile(join(made.root, 'sums.sagews'), content)
  return { alice, made, file: join(made.root, 'sums.sagews'), address: `/projects/${made.id}/file/sums.sagews` }
}

t.test('[W-2][W-5][W-12][W-13] two people type in one worksheet and run its cells; both see text, formula, plot and prose', async t => {
  const stage = await setStage(t)
  const { alice: first, made, file, address } = await project(stage, '')
  const second = await stage.visitor('Bob')
  await made.admits(second.person, 'editor')
  const [alice, bob] = [at(first), at(second)]
  await alice.opens(address)
  await bob.opens(address)

  await alice.goesToTheEnd()
  await alice.types('2+2')
  await alice.runs()
  for (const one of [alice, bob]) await one.sees('4', loading)

  await bob.goesToTheEnd()
  await bob.types('show(expand((x+1)^50))')
  await bob.runs()
  for (const { page } of [alice, bob]) {
    const formula = page.locator('.ws-out mjx-container svg').first()
    await formula.waitFor(loading)
    const box = (await formula.boundingBox())!
    const column = (await page.locator('.ws-out').first().boundingBox())!
    t.ok(box.width <= column.width, `a formula of ${box.width} in a column of ${column.width}`)
    t.ok(box.height > 100, 'broken into lines')
  }

  await alice.goesToTheEnd()
  await alice.types('plot(sin(x), (x,0,6))')
  await alice.runs()
  for (const { page } of [alice, bob]) {
    const plot = page.locator('.ws-out img').first()
    await plot.waitFor(loading)
    t.ok(
      await plot.evaluate(async image => (await (image as HTMLImageElement).decode(), (image as HTMLImageElement).naturalWidth > 100)),
      'the plot is a picture',
    )
  }

  await bob.goesToTheEnd()
  await bob.types('%md\n# Grüße\n\nΩ und **Σ**')
  await bob.runs()
  for (const { page } of [alice, bob]) await page.getByRole('heading', { name: 'Grüße' }).waitFor(loading)

  // Both at once, in one cell: each word stays whole.
  await alice.goesToTheEnd()
  await bob.goesToTheEnd()
  await Promise.all([alice.page.keyboard.type('alice_was_here'), bob.page.keyboard.type('bob_was_here')])
  await same(t, alice, bob)
  t.match(await alice.text(), /alice_was_herebob_was_here|bob_was_herealice_was_here/)
  const document = openProgramDocument({ connect: first.person.connect, project: made.id, path: 'sums.sagews' })
  await document.ready
  await document.save()
  t.equal(await readFile(file, 'utf8'), await alice.text(), 'the file is what both see')
  document.close()
})

t.test(
  '[P-5] a viewer sees a run and can neither type nor run; a forged frame of his is refused; a runner runs and cannot type',
  async t => {
    const stage = await setStage(t)
    const id = '00000000-0000-4000-8000-000000000001'
    const { alice: first, made, address } = await project(stage, `\uFE20${id}\uFE20\n6*7\n`)
    const [watching, running] = [await stage.visitor('Vera'), await stage.visitor('Rudi')]
    await made.admits(watching.person, 'viewer')
    await made.admits(running.person, 'runner')
    const [alice, vera, rudi] = [at(first), at(watching), at(running)]
    for (const one of [alice, vera, rudi]) await one.opens(address)
    const before = await alice.text()

    t.equal(await vera.page.getByRole('button', { name: 'Run', exact: true }).count(), 0, 'a viewer has no button to run')
    await vera.goesToTheEnd()
    await vera.page.keyboard.type('typed by a viewer')
    await vera.runs()
    const forged = watching.person.connect<typeof sagews>('sagews@1', { project: made.id, params: { path: 'sums.sagews' } })
    await t.rejects(forged.call('run', { cells: [id] }), { code: 'role_too_low' })
    const document = openProgramDocument({ connect: watching.person.connect, project: made.id, path: 'sums.sagews' })
    await document.ready
    document.edit({ from: 0, insert: 'forged' })
    await new Promise<void>(resolve => {
      const stop = document.onState(() => {
        if (!document.error) return
        void stop()
        resolve()
      })
    })
    t.match(document.error, { code: 'role_too_low' })
    document.close()

    await rudi.goesToTheEnd()
    await rudi.page.keyboard.type('typed by a runner')
    t.equal(await rudi.text(), before, 'nothing was typed')
    await rudi.page.keyboard.press('Alt+Enter')
    for (const one of [alice, vera, rudi]) await one.sees('42', loading)
    t.notMatch(await alice.text(), /typed by|forged/)
    await same(t, alice, vera)
  },
)
