import { readFile, rename, rm } from 'node:fs/promises'
import { join } from 'node:path'
import t from 'tap'
import { openProgramDocument } from '@stoa/sdk/client'
import type { Person } from '@stoa/sdk/test'
import { barriers } from '../kit/barriers.ts'
import { until } from '../kit/until.ts'
import { setStage } from '../kit/stage.ts'
import { at, begin, lines, list, plugins, slider, write, written } from '../kit/versions.ts'

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

t.test('[H-1] a file that is renamed while one looks goes on under its new name, with all its versions', async t => {
  const stage = await setStage(t, { plugins })
  const { ada, file, address } = await begin(t, stage)
  const { page } = ada
  await ada.visits(address)
  await until(t, () => at(page), 4)
  await rename(file, join(file, '..', 'eta.py'))
  await page.getByText('“notes/zeta.py” is called “notes/eta.py” now').waitFor()
  await page.waitForURL(/file=notes\/eta\.py/)
  await page.keyboard.press('ArrowLeft')
  await until(t, () => lines(page), ['def zeta(s):', '    return 2'])
})

t.test(
  '[S-10] an owner removes what came before a version by typing the file’s name; others are told what is gone and by whom',
  async t => {
    const stage = await setStage(t, { plugins })
    const { ada, emmy, address } = await begin(t, stage)
    const { page } = ada
    await ada.visits(`${address}&version=3`)
    await until(t, () => at(page), 3)
    await page.getByRole('button', { name: 'Forget what came before 3…' }).click()
    const forget = page.getByRole('dialog').getByRole('button', { name: 'Forget' })
    t.equal(await forget.isDisabled(), true)
    await page.getByRole('textbox', { name: 'Type the name of the file' }).fill('zeta.py')
    t.strictSame(await barriers(page, { include: '.hi-dialog' }), [])
    await forget.click()
    await page.getByText('You removed everything before version 3').waitFor()
    t.equal(await slider(page).getAttribute('aria-valuemin'), '3')
    await until(t, () => lines(page), ['def zeta(s):', '    return 2'])
    await page.keyboard.press('ArrowLeft')
    t.equal(await at(page), 3, 'there is nothing before it')

    await emmy.visits(`${address}&version=1`)
    await emmy.page.getByText(/Version 1 was removed/).waitFor()
    await until(t, () => lines(emmy.page), ['def zeta(s):', '    return sum(n**-s)'])
    await emmy.page.getByText('Ada removed everything before version 3').waitFor()
    t.equal(await emmy.page.getByRole('button', { name: /^Forget/ }).count(), 0)
    await emmy.page.getByRole('button', { name: 'Who wrote this' }).click()
    const titles = () => emmy.page.locator('.hi-writer').evaluateAll(all => all.map(one => one.getAttribute('title') ?? '').filter(Boolean))
    await until(t, titles, ['Written before version 3; what came before it was removed', 'Your program, now, version 4'])
  },
)

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
