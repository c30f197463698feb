import { mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { Browser, BrowserContext, Page } from 'playwright-core'
import { launchBrowser } from '../kit/stage.ts'
import { bench } from './kit/bench.ts'
import { median, report } from './kit/figures.ts'
import { startJupyter } from './kit/jupyter.ts'
import { startStoa } from './kit/stoa.ts'

// A folder of 100,000 files in a browser: until its first files are painted, until all are there, and the longest frame while it is scrolled.
const runs = 3
const count = 100_000
const first = 'f000000.txt'

type Site = {
  readonly address: string
  readonly listed: string
  readonly scroller: string
  readonly whole?: string
  prepare(context: BrowserContext): Promise<void>
}
type Visit = { readonly listed: number; readonly whole: number | null; readonly frame: number }

await bench(async ending => {
  const browser = await launchBrowser()
  ending.add(() => browser.close())
  const stoa = await startStoa({ ending })
  await fill(stoa.root)
  const [name, value] = stoa.cookie.split('=') as [string, string]
  const ours: Site = {
    address: `${stoa.url}/projects/${stoa.project}/page/files`,
    listed: `.fl-row:has-text("${first}")`,
    scroller: '.fl-scroll',
    whole: `text=${count.toLocaleString('en')} items`,
    prepare: context => context.addCookies([{ name, value, url: stoa.url }]),
  }
  const jupyter = await startJupyter({ ending, lab: true })
  if (jupyter) await fill(jupyter.root)
  const theirs: Site | null = jupyter && {
    address: `${jupyter.url}/lab?token=${jupyter.token}`,
    listed: `.jp-DirListing-item:has-text("${first}")`,
    scroller: '.jp-DirListing-content',
    prepare: async () => {},
  }
  const visits = { ours: [] as Visit[], theirs: [] as Visit[] }
  // The first visit of each starts what the server starts on demand and is not counted.
  for (let run = 0; run <= runs; run++) {
    const [mine, others] = [await visit({ browser, site: ours }), theirs && (await visit({ browser, site: theirs }))]
    if (run === 0) continue
    visits.ours.push(mine)
    if (others) visits.theirs.push(others)
  }
  for (const { about, of } of [
    { about: 'first files painted', of: (one: Visit) => one.listed },
    { about: 'all of them there', of: (one: Visit) => one.whole ?? one.listed },
    { about: 'longest frame while scrolling', of: (one: Visit) => one.frame },
  ])
    report({
      bench: 'files.list',
      about,
      ours: median(visits.ours.map(of)),
      peer: 'JupyterLab',
      theirs: theirs && median(visits.theirs.map(of)),
      unit: 'ms',
      better: 'less',
    })
})

async function fill(folder: string): Promise<void> {
  await mkdir(folder, { recursive: true })
  for (let from = 0; from < count; from += 1000)
    await Promise.all(Array.from({ length: 1000 }, (_, i) => writeFile(join(folder, `f${String(from + i).padStart(6, '0')}.txt`), '')))
}

/** One visit by a browser that has nothing kept; in milliseconds since it asked. */
async function visit({ browser, site }: { browser: Browser; site: Site }): Promise<Visit> {
  const context = await browser.newContext({ viewport: { width: 1280, height: 800 }, locale: 'en' })
  try {
    await site.prepare(context)
    const page = await context.newPage()
    const began = performance.now()
    await page.goto(site.address, { waitUntil: 'commit' })
    await page.locator(site.listed).first().waitFor({ timeout: 120_000 })
    const listed = performance.now() - began
    let whole: number | null = null
    if (site.whole !== undefined) {
      await page.locator(site.whole).first().waitFor({ timeout: 120_000 })
      whole = performance.now() - began
    }
    return { listed, whole, frame: await longestFrame(page, site.scroller) }
  } finally {
    await context.close()
  }
}

/** Scrolls through the list in a hundred steps, one a frame, and answers the longest frame in milliseconds. */
function longestFrame(page: Page, scroller: string): Promise<number> {
  return page
    .locator(scroller)
    .first()
    .evaluate(async element => {
      let longest = 0
      let last = performance.now()
      for (let step = 0; step < 100; step++) {
        element.scrollTop = (element.scrollHeight * step) / 100
        await new Promise(resolve => requestAnimationFrame(resolve))
        const now = performance.now()
        if (step > 0) longest = Math.max(longest, now - last)
        last = now
      }
      return longest
    })
}
