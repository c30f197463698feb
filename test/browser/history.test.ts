import { readFile } from 'node:fs/promises'
import t from 'tap'
import { openProgramDocument } from '@stoa/sdk/client'
import { barriers } from '../kit/barriers.ts'
import { until } from '../kit/until.ts'
import { setStage } from '../kit/stage.ts'
import { at, begin, lines, list, plugins, slider, write, written } from '../kit/versions.ts'

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
