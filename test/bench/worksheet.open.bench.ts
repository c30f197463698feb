import { mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { Browser, BrowserContext, Page } from 'playwright-core'
import { launchBrowser } from '../kit/stage.ts'
import { bench } from './kit/bench.ts'
import { median, percentile, report } from './kit/figures.ts'
import { startJupyter } from './kit/jupyter.ts'
import { largeSheet } from './kit/large-sheet.ts'
import { startStoa } from './kit/stoa.ts'

// 2,000 cells with 20 MB of output in a browser: until the first output is drawn, and the frames while it is scrolled from top to end.
const runs = 3
const screens = 120

type Site = {
  readonly address: string
  /** What is there once the first cell's output is drawn. */
  readonly drawn: string
  readonly scroller: string
  prepare(context: BrowserContext): Promise<void>
}
/** Milliseconds to the first output, and those of each frame while scrolling. */
type Visit = { readonly opened: number; readonly frames: readonly number[] }

await bench(async ending => {
  const sheet = largeSheet({ cells: 2000, bytes: 20_000_000 })
  const browser = await launchBrowser()
  ending.add(() => browser.close())
  const stoa = await startStoa({ ending })
  await mkdir(stoa.root, { recursive: true })
  await writeFile(join(stoa.root, 'large.sagews'), sheet.sagews)
  const [name, value] = stoa.cookie.split('=') as [string, string]
  const ours: Site = {
    address: `${stoa.url}/projects/${stoa.project}/file/large.sagews`,
    drawn: '.ws-out .ws-text',
    scroller: '.ws .cm-scroller',
    prepare: context => context.addCookies([{ name, value, url: stoa.url }]),
  }
  const jupyter = await startJupyter({ ending, lab: true })
  if (jupyter) await writeFile(join(jupyter.root, 'large.ipynb'), sheet.ipynb)
  const theirs: Site | null = jupyter && {
    address: `${jupyter.url}/lab/tree/large.ipynb?token=${jupyter.token}`,
    drawn: '.jp-OutputArea-output pre',
    scroller: '.jp-WindowedPanel-outer',
    prepare: async () => {},
  }
  const visits = { ours: [] as Visit[], theirs: [] as Visit[] }
  for (let run = 0; run <= runs; run++) {
    const [mine, others] = [await visit(browser, ours), theirs && (await visit(browser, theirs))]
    // The first visit starts what the server starts on demand.
    if (run === 0) continue
    visits.ours.push(mine)
    if (others) visits.theirs.push(others)
  }
  const figures = [
    { bench: 'worksheet.open', about: 'first output drawn', unit: 'ms', better: 'less', of: ({ opened }: Visit) => opened },
    { bench: 'worksheet.scroll', about: 'frames a second', unit: '1/s', better: 'more', of: ({ frames }: Visit) => 1000 / mean(frames) },
    { bench: 'worksheet.scroll', about: 'frame, p99', unit: 'ms', better: 'less', of: ({ frames }: Visit) => percentile(frames, 0.99) },
  ] as const
  for (const { of, ...figure } of figures)
    report({ ...figure, ours: median(visits.ours.map(of)), peer: 'JupyterLab', theirs: theirs && median(visits.theirs.map(of)) })
})

function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length
}

async function visit(browser: Browser, site: Site): Promise<Visit> {
  const context = await browser.newContext({ viewport: { width: 1280, height: 800 } })
  context.setDefaultTimeout(120_000)
  try {
    await site.prepare(context)
    const page = await context.newPage()
    const began = performance.now()
    await page.goto(site.address, { waitUntil: 'commit' })
    await page.locator(site.drawn).first().waitFor()
    const opened = performance.now() - began
    return { opened, frames: await scrolled(page, site.scroller) }
  } finally {
    await context.close()
  }
}

/** Scrolls a third of a screen each frame, and answers how long each frame was. */
async function scrolled(page: Page, scroller: string): Promise<number[]> {
  return page.locator(scroller).evaluate(
    (element, screens) =>
      new Promise<number[]>(resolve => {
        const frames: number[] = []
        let last = performance.now()
        const step = (now: number) => {
          frames.push(now - last)
          last = now
          element.scrollTop += element.clientHeight / 3
          if (frames.length < screens * 3) requestAnimationFrame(step)
          else resolve(frames.slice(1))
        }
        requestAnimationFrame(step)
      }),
    screens,
  )
}
