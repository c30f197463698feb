import { openProgramDocument } from '@stoa/sdk/client'
import { launchBrowser } from '../kit/stage.ts'
import { bench } from './kit/bench.ts'
import { median, report } from './kit/figures.ts'
import { paper } from './kit/paper.ts'
import { startStoa } from './kit/stoa.ts'

// A paper is open beside its PDF and is built again: from the moment that the page is told of a new PDF until the page in sight is drawn sharp.
const runs = 7
/** What a person takes for at once, in milliseconds: there is no other program that is told of a new PDF in the same way. */
const goal = 300

await bench(async ending => {
  const stoa = await startStoa({ ending })
  const client = await stoa.client()
  const browser = await launchBrowser()
  ending.add(() => browser.close())
  const path = 'paper.tex'
  const text = openProgramDocument({ connect: client.connect, project: stoa.project, path, create: true })
  await text.ready
  const context = await browser.newContext({ viewport: { width: 1280, height: 800 }, deviceScaleFactor: 2 })
  const [name, value] = stoa.cookie.split('=') as [string, string]
  await context.addCookies([{ name, value, url: stoa.url }])
  const page = await context.newPage()
  for (const pages of [2, 40]) {
    const measures: number[] = []
    text.edit({ from: 0, to: text.text().length, insert: paper({ pages, word: 'First' }) })
    await text.save()
    await page.goto(`${stoa.url}/projects/${stoa.project}/file/${path}`)
    await page.locator('.cm-content').waitFor()
    await page.locator('.lx-bar').getByRole('button', { name: 'Build', exact: true }).click()
    await page.locator('.lx-said', { hasText: 'Built in' }).waitFor({ timeout: 60_000 })
    await page.locator('.lx-page[data-drawn]').first().waitFor()
    for (let run = 0; run <= runs; run++) {
      text.edit({ from: 0, to: text.text().length, insert: paper({ pages, word: `Run ${run}` }) })
      await text.save()
      // Times are taken in the page, by its own clock.
      const took = page.evaluate(
        () =>
          new Promise<number>(resolve => {
            let told = 0
            const said = document.querySelector('.lx-said')!
            const first = document.querySelector<HTMLElement>('.lx-page')!
            const before = first.dataset['drawn']
            const watch = new MutationObserver(() => {
              if (told === 0 && said.textContent!.startsWith('Built in')) told = performance.now()
              if (told === 0 || first.dataset['drawn'] === before) return
              watch.disconnect()
              requestAnimationFrame(() => resolve(performance.now() - told))
            })
            watch.observe(said, { childList: true, characterData: true, subtree: true })
            watch.observe(first, { attributes: true })
          }),
      )
      await page.locator('.lx-bar').getByRole('button', { name: 'Build', exact: true }).click()
      const measured = await took
      if (run > 0) measures.push(measured)
    }
    report({
      bench: 'latex.view',
      about: `${pages} pages`,
      ours: median(measures),
      peer: 'the goal',
      theirs: goal,
      unit: 'ms',
      better: 'less',
    })
  }
})
