import { mkdir, readFile, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { Page } from 'playwright-core'
import t, { type Test } from 'tap'
import { openProgramDocument } from '@stoa/sdk/client'
import type { Person } from '@stoa/sdk/test'
import { barriers } from '../kit/barriers.ts'
import { until } from '../kit/until.ts'
import { setStage, type Stage } from '../kit/stage.ts'

const plugins = ['files', 'editor', 'sagews', 'history'] as const
const written = ['def zeta(s):', 'def zeta(s):\n    return 1', 'def zeta(s):\n    return 2', 'def zeta(s):\n    return sum(n**-s)']

/** Writes each of these texts as a version of its own, the first being the file's; answers the number of the last. */
async function write(person: Person, project: string, path: string, texts: readonly string[]): Promise<number> {
  const document = openProgramDocument({ connect: person.connect, project, path })
  await document.ready
  for (const text of texts) {
    document.edit({ from: 0, to: document.text().length, insert: text })
    await document.acknowledged()
  }
  await document.save()
  const { version } = document
  document.close()
  return version
}

/** Ada's project with a file that she and Emmy wrote, and Ada at its history. */
async function begin(t: Test, stage: Stage, { path = 'notes/zeta.py', texts = written } = {}) {
  const ada = await stage.visitor('Ada')
  const emmy = await stage.visitor('Emmy')
  const project = await ada.person.creates('Zeta zeros')
  await project.admits(emmy.person, 'editor')
  const file = join(project.root, path)
  await mkdir(join(file, '..'), { recursive: true })
  await writeFile(file, texts[0]!)
  await write(ada.person, project.id, path, texts.slice(1, 3))
  const newest = await write(emmy.person, project.id, path, texts.slice(3))
  const address = `/projects/${project.id}/page/history?file=${path}`
  t.equal(newest, texts.length)
  return { ada, emmy, project, file, path, newest, address }
}

const lines = (page: Page): Promise<string[]> => page.locator('.hi-stage .cm-line').allTextContents()
const slider = (page: Page) => page.getByRole('slider', { name: 'Version', exact: true })
const list = (page: Page) => page.getByRole('listbox', { name: 'Versions' })
const at = (page: Page): Promise<number> => slider(page).getAttribute('aria-valuenow').then(Number)

t.test(
  '[H-1] from an open file to its history: all versions on a slider with who and when, one step at a time, back to the file',
  async t => {
    const stage = await setStage(t, { plugins })
    const { ada, project, path } = await begin(t, stage)
    const { page } = ada
    await ada.visits(`/projects/${project.id}/file/${path}`)
    await page.locator('.ed .cm-content').waitFor()
    await page.getByRole('button', { name: 'History (Alt H)' }).click()
    await until(t, () => lines(page), ['def zeta(s):', '    return sum(n**-s)'])
    t.equal(await at(page), 4)
    await until(t, () => slider(page).getAttribute('aria-valuetext'), 'Version 4 of 4, Emmy’s program, now')
    await page.keyboard.press('ArrowLeft')
    await until(t, () => lines(page), ['def zeta(s):', '    return 2'])
    await page.keyboard.press('ArrowLeft')
    await page.keyboard.press('ArrowLeft')
    await until(t, () => lines(page), ['def zeta(s):'])
    t.match(await page.locator('.hi-which').textContent(), /^Version 1, Another program, now$/)
    t.equal(await list(page).getByRole('option').count(), 3)
    await list(page).getByRole('option', { name: /^Emmy/ }).click()
    await until(t, () => at(page), 4)
    await page.getByRole('combobox', { name: 'Whose versions' }).selectOption('Your program')
    await until(
      t,
      () =>
        list(page)
          .getByRole('option')
          .allInnerTexts()
          .then(all => all.map(one => one.split('\n')[0])),
      ['Your program'],
    )
    await list(page).focus()
    await page.keyboard.press('ArrowDown')
    await until(t, () => at(page), 3)
    await page.getByRole('combobox', { name: 'Whose versions' }).selectOption('Everybody')
    await slider(page).focus()
    await page.keyboard.press('Home')
    await until(t, () => at(page), 1)
    await page.keyboard.press('PageUp')
    await until(t, () => at(page), 3)
    const track = (await page.locator('.hi-track-box').boundingBox())!
    await page.mouse.move(track.x + track.width, track.y + 40)
    await page.mouse.down()
    await until(t, () => at(page), 4)
    await page.mouse.move(track.x + track.width / 3, track.y + 40, { steps: 5 })
    await until(t, () => lines(page), written[1]!.split('\n'))
    await page.mouse.up()
    await page.getByRole('button', { name: 'zeta.py' }).click()
    await page.waitForURL(/\/file\/notes\/zeta\.py$/)

    await page.getByRole('link', { name: 'Files' }).click()
    await page.getByRole('button', { name: 'notes' }).click()
    await page.getByRole('row', { name: /zeta\.py/ }).click({ button: 'right' })
    await page.getByRole('menuitem', { name: 'History' }).click()
    await until(t, () => at(page), 4)
  },
)

t.test('[H-1] any two versions are compared, in one text and side by side; Shift moves the other end, Enter reads', async t => {
  const stage = await setStage(t, { plugins })
  const { ada, address } = await begin(t, stage)
  const { page } = ada
  await ada.visits(`${address}&version=4`)
  await until(t, () => at(page), 4)
  await page.getByRole('button', { name: 'Compare in one text' }).click()
  const other = page.getByRole('slider', { name: 'Compared with version' })
  await until(t, () => other.getAttribute('aria-valuenow'), '3')
  await page.locator('.hi-stage .cm-deletedChunk', { hasText: 'return 2' }).waitFor()
  await page.locator('.hi-stage .cm-changedLine', { hasText: 'sum' }).waitFor()
  await page.keyboard.press('Shift+ArrowLeft')
  await until(t, () => other.getAttribute('aria-valuenow'), '2')
  await page.locator('.hi-stage .cm-deletedChunk', { hasText: 'return 1' }).waitFor()
  await page.getByText('2 versions between').waitFor()

  await page.getByRole('button', { name: 'Compare side by side' }).click()
  await page.locator('.cm-merge-a .cm-changedLine', { hasText: 'return 1' }).waitFor()
  await page.locator('.cm-merge-b .cm-changedLine', { hasText: 'sum' }).waitFor()
  // The older stands at the left, whichever end is moved.
  await slider(page).focus()
  await page.keyboard.press('Home')
  await page.locator('.cm-merge-b .cm-changedLine', { hasText: 'return 1' }).waitFor()
  await page.waitForURL(/version=1&with=2&look=beside/)
  await slider(page).focus()
  await page.keyboard.press('Enter')
  await until(t, () => lines(page), ['def zeta(s):'])
  const label = () => page.evaluate(() => document.activeElement?.getAttribute('aria-label') ?? '')
  await until(t, label, 'Text of notes/zeta.py')
})

t.test('[H-1] a restored version is a new one for everybody, and its undo takes back nothing of others', async t => {
  const stage = await setStage(t, { plugins })
  const { ada, emmy, project, path, file, address } = await begin(t, stage)
  await ada.visits(`${address}&version=2`)
  const { page } = ada
  await page.getByRole('button', { name: 'Restore 2' }).click()
  await page.getByText('Version 2 is restored; that is version 5.').waitFor()
  await until(t, () => at(page), 5)
  await until(t, () => lines(page), ['def zeta(s):', '    return 1'])
  t.equal(await readFile(file, 'utf8'), written[1])
  await until(t, () => list(page).getByRole('option').first().locator('span').first().textContent(), 'You')

  const document = openProgramDocument({ connect: emmy.person.connect, project: project.id, path })
  await document.ready
  document.edit({ from: 0, insert: '# Emmy\n' })
  await document.acknowledged()
  await until(t, () => at(page), 6)
  await page.getByRole('button', { name: 'Undo' }).click()
  await page.getByText('Version 2 was taken back again; that is version 7.').waitFor()
  await until(t, () => lines(page), ['# Emmy', 'def zeta(s):', '    return sum(n**-s)'])
  document.close()
  t.equal(await page.getByRole('button', { name: 'Restore 7' }).isDisabled(), true, 'the newest is there already')
})

t.test('[H-1] a link shows everybody the same version for ever; a viewer looks at all of it and restores nothing', async t => {
  const stage = await setStage(t, { plugins })
  const { ada, project, path, address } = await begin(t, stage)
  await ada.context.grantPermissions(['clipboard-read', 'clipboard-write'])
  await ada.visits(address)
  await until(t, () => at(ada.page), 4)
  await ada.page.keyboard.press('ArrowLeft')
  await until(t, () => lines(ada.page), ['def zeta(s):', '    return 2'])
  await ada.page.getByRole('button', { name: 'Copy link' }).click()
  await ada.page.getByRole('button', { name: 'Copied' }).waitFor()
  const link = await ada.page.evaluate(() => navigator.clipboard.readText())
  await ada.page.getByRole('button', { name: 'Copy text' }).click()
  await until(t, () => ada.page.evaluate(() => navigator.clipboard.readText()), written[2])
  const [download] = await Promise.all([ada.page.waitForEvent('download'), ada.page.getByRole('button', { name: 'Download' }).click()])
  t.equal(download.suggestedFilename(), 'zeta.v3.py')
  t.equal(await readFile(await download.path(), 'utf8'), written[2])
  await write(ada.person, project.id, path, ['something else'])

  const emil = await stage.visitor('Emil')
  await project.admits(emil.person, 'viewer')
  await emil.visits(link.replace(stage.hub.url, ''))
  await until(t, () => lines(emil.page), ['def zeta(s):', '    return 2'])
  t.equal(await at(emil.page), 3)
  t.equal(await emil.page.getByRole('button', { name: /Restore/ }).count(), 0)
  await emil.page.keyboard.press('ArrowRight')
  await until(t, () => lines(emil.page), ['def zeta(s):', '    return sum(n**-s)'])

  await emil.visits(`${address}&version=99`)
  await emil.page.getByText('There is no version 99 of “notes/zeta.py”. Shown is the newest, 5.').waitFor()
  await until(t, () => lines(emil.page), ['something else'])
})

t.test('[H-1] the versions play one after another, and stop when told to', async t => {
  const stage = await setStage(t, { plugins })
  const { ada, address } = await begin(t, stage, { texts: ['1', '12', '123', '1234', '12345', '123456'] })
  const { page } = ada
  await page.addInitScript(() => {
    const seen: (string | null)[] = ((globalThis as { seen?: (string | null)[] }).seen = [])
    new MutationObserver(() => {
      const now = document.querySelector('.hi-thumb[data-end=at]')?.getAttribute('aria-valuenow') ?? null
      if (now !== seen.at(-1)) seen.push(now)
    }).observe(document, { subtree: true, childList: true, attributes: true })
  })
  await ada.visits(`${address}&version=2`)
  await until(t, () => lines(page), ['12'])
  await page.getByRole('button', { name: 'Play' }).click()
  await until(t, () => lines(page), ['123456'])
  t.strictSame(await page.evaluate(() => (globalThis as unknown as { seen: string[] }).seen.slice(-5)), ['2', '3', '4', '5', '6'])
  await page.getByRole('button', { name: 'Play' }).waitFor()
  // At the end it begins anew, and a key stops it.
  await page.keyboard.press('p')
  await page.locator('.hi-new').waitFor()
  await page.keyboard.press('p')
  await page.getByRole('button', { name: 'Play' }).waitFor()
})

t.test('[H-1] each line says who wrote it and when, and leads to the version that did', async t => {
  const stage = await setStage(t, { plugins })
  const { ada, address } = await begin(t, stage)
  const { page } = ada
  await ada.visits(address)
  await until(t, () => at(page), 4)
  await page.getByRole('button', { name: 'Who wrote this' }).click()
  const titles = () =>
    page
      .locator('.hi-writer')
      .evaluateAll(all => all.filter(one => one.checkVisibility({ visibilityProperty: true })).map(one => one.getAttribute('title')))
  await until(t, titles, ['Another program, now, version 1', 'Emmy’s program, now, version 4'])
  await page.locator('.hi-writer', { hasText: 'Another program' }).last().click()
  await until(t, () => at(page), 1)
})

t.test('[H-1] what is written meanwhile appears; a deleted file is said to be so, and a restored version makes it again', async t => {
  const stage = await setStage(t, { plugins })
  const { ada, emmy, project, path, file, address } = await begin(t, stage)
  const { page } = ada
  await ada.visits(address)
  await until(t, () => at(page), 4)
  await write(emmy.person, project.id, path, ['new\nand more'])
  await until(t, () => lines(page), ['new', 'and more'])
  await page.keyboard.press('ArrowLeft')
  await write(emmy.person, project.id, path, ['newer'])
  await page.getByText('Version 4 of 6').waitFor()
  t.equal(await at(page), 4, 'whoever looks at an older one stays there')

  await rm(file)
  await page.getByText('This file was deleted').waitFor()
  await page.getByRole('button', { name: 'Restore 4' }).click()
  await page.getByText('Version 4 is restored').waitFor()
  t.equal(await readFile(file, 'utf8'), written[3])
  await page.getByText('This file was deleted').waitFor({ state: 'detached' })

  await ada.visits(`/projects/${project.id}/page/history?file=nowhere.txt`)
  await page.getByRole('alert').getByText('There is no file “nowhere.txt” now.').waitFor()
})

t.test('[H-1] a worksheet is shown as a worksheet, and compared by its cells', async t => {
  const stage = await setStage(t, { plugins })
  const id = (n: number) => `0000000${n}-0000-4000-8000-000000000000`
  const sheet = (code: string) => `\uFE20${id(1)}\uFE20\n${code}\n\uFE21${id(2)}\uFE21{"stdout":"${code.length}\\n"}\uFE21\n`
  const texts = ['len(1)', 'len(12)', 'len(123)', 'len(1234)'].map(sheet)
  const { ada, address } = await begin(t, stage, { path: 'zeros.sagews', texts })
  const { page } = ada
  await ada.visits(address)
  await page.locator('.hi-stage .ws-out', { hasText: '9' }).waitFor()
  await page.locator('.hi-stage .ws-margin', { hasText: '(1)' }).waitFor()
  await page.keyboard.press('ArrowLeft')
  await page.locator('.hi-stage .ws-out', { hasText: '8' }).waitFor()
  await list(page).getByRole('option').first().waitFor()
  await page.getByRole('button', { name: 'Who wrote this' }).click()
  await page.getByTitle('Your program, now, version 3').waitFor()
  await page.getByRole('button', { name: 'Compare side by side' }).click()
  await page.locator('.cm-merge-a .cm-changedLine', { hasText: 'len(1)' }).waitFor()
  await page.locator('.cm-merge-b .cm-changedLine', { hasText: '│ 8' }).waitFor()
})

t.test('[H-1] where two long versions differ is counted, gone to with N, and what is the same is folded', async t => {
  const stage = await setStage(t, { plugins })
  const long = Array.from({ length: 300 }, (_, n) => `line ${n}`)
  const changed = long.with(20, 'one').with(150, 'two').with(290, 'three')
  const { ada, address } = await begin(t, stage, {
    texts: [long, long, long, changed]
      .map(all => all.join('\n'))
      .with(1, 'x')
      .with(2, 'y'),
  })
  const { page } = ada
  await ada.visits(`${address}&version=4&with=1&look=inline`)
  await page.getByText('3 changes').waitFor()
  await page.locator('.cm-collapsedLines').first().waitFor()
  const inSight = () =>
    page.locator('.hi-stage .cm-changedLine').evaluateAll(all => {
      const { top, bottom } = document.querySelector('.hi-stage')!.getBoundingClientRect()
      return all
        .filter(one => one.getBoundingClientRect().top >= top && one.getBoundingClientRect().bottom <= bottom)
        .map(one => one.textContent)
    })
  await page.keyboard.press('n')
  await page.keyboard.press('n')
  await until(t, async () => (await inSight()).includes('three'), true)
  await page.getByRole('button', { name: 'Previous change (Shift N)' }).click()
  await until(t, async () => (await inSight()).includes('two'), true)
})

t.test('[H-1] of a long history only what is looked at is asked for and drawn', async t => {
  const stage = await setStage(t, { plugins })
  const { ada, emmy, project, path, address } = await begin(t, stage)
  const open = (person: Person) => openProgramDocument({ connect: person.connect, project: project.id, path })
  const writers = [open(ada.person), open(emmy.person)]
  for (const writer of writers) await writer.ready
  // Each version is a burst of its own, since the two take turns.
  for (let n = 0; n < 800; n++) {
    const writer = writers[n % 2]!
    writer.edit({ from: 0, insert: `${n}\n` })
    await writer.acknowledged()
  }
  for (const writer of writers) writer.close()
  const { page } = ada
  let pages = 0
  page.on('websocket', socket =>
    socket.on('framesent', ({ payload }) => {
      if (payload.toString().includes('"versions"')) pages++
    }),
  )
  await ada.visits(address)
  await until(t, () => at(page), 804)
  await list(page).getByRole('option').first().waitFor()
  t.equal(pages, 1)
  t.ok((await list(page).getByRole('option').count()) < 40, 'the rest of the page is not drawn')
  t.ok((await page.locator('.hi-track svg rect').count()) < 450)

  await slider(page).focus()
  await page.keyboard.press('Home')
  await until(t, () => lines(page), ['def zeta(s):'])
  await list(page)
    .getByRole('option', { name: /^Another program/, selected: true })
    .waitFor()
  t.equal(pages, 2, 'what lies between is left out')
  // Whoever goes on upwards gets what lies between, without a gap.
  const rows = () => page.locator('.hi-rows').evaluate(element => element.clientHeight / 46)
  await until(
    t,
    async () => {
      await list(page).evaluate(element => void (element.scrollTop = 0))
      return rows()
    },
    804,
  )
})

t.test('[U-3] history can be used with a screen reader and on a phone, by day and by night', async t => {
  const stage = await setStage(t, { plugins })
  const { ada, address } = await begin(t, stage)
  const { page } = ada
  for (const [width, height] of [
    [1280, 800],
    [390, 844],
  ] as const) {
    await page.setViewportSize({ width, height })
    for (const look of ['text', 'inline', 'beside']) {
      await ada.visits(`${address}&version=4&with=2&look=${look}`)
      await page.locator('.hi-stage .cm-line', { hasText: 'sum' }).waitFor()
      for (const colorScheme of ['light', 'dark'] as const) {
        await page.emulateMedia({ colorScheme })
        t.strictSame(await barriers(page, { include: '.sh-main' }), [], `${look}, ${colorScheme}, ${width} px`)
      }
      t.ok(await page.evaluate(() => document.documentElement.scrollWidth <= innerWidth), 'nothing lies beyond the edge')
    }
  }
  await page.getByRole('button', { name: 'Versions' }).click()
  await list(page)
    .getByRole('option', { name: /^Another program/ })
    .click()
  await until(t, () => at(page), 1)
  t.equal(await list(page).getByRole('option').first().isVisible(), false, 'the text is in sight again')
})
