import { mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { Browser, BrowserContext, Page } from 'playwright-core'
import { launchBrowser } from '../kit/stage.ts'
import { bench } from './kit/bench.ts'
import { median, report } from './kit/figures.ts'
import { startJupyter } from './kit/jupyter.ts'
import { startStoa } from './kit/stoa.ts'

// A folder of 100,000 files in a browser: until its first files are painted, until all are there, and how long the page stands still while the folder
// is scrolled, sorted and changed. JupyterLab asks for all of them at once and draws each, which takes it minutes; so it is visited once.
const runs = 5
const count = 100_000
const patience = 600_000
const first = 'f000000.txt'

type Site = {
  readonly address: string
  readonly listed: string
  readonly scroller: string
  whole?: string
  prepare(context: BrowserContext): Promise<void>
}
type Visit = { readonly listed: number; readonly whole: number; readonly scrolled: number; readonly more: Readonly<Record<string, number>> }

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
    whole: `text="${count.toLocaleString('en')} items"`,
    prepare: context => context.addCookies([{ name, value, url: stoa.url }]),
  }
  const visits: Visit[] = []
  // The first visit starts what the server starts on demand and is not counted.
  for (let run = 0; run <= runs; run++) {
    const one = await visit({ browser, site: ours, more: page => inOurs(page, join(stoa.root, `e${run}.txt`), count + run) })
    if (run > 0) visits.push(one)
    ours.whole = `text="${(count + run + 1).toLocaleString('en')} items"`
  }
  const jupyter = process.argv.includes('--alone') ? null : await startJupyter({ ending, lab: true })
  if (jupyter) await fill(jupyter.root)
  const theirs =
    jupyter &&
    (await visit({
      browser,
      site: {
        address: `${jupyter.url}/lab?token=${jupyter.token}`,
        listed: `.jp-DirListing-item:has-text("${first}")`,
        scroller: '.jp-DirListing-content',
        prepare: async () => {},
      },
    }))
  const figures: { about: string; of(one: Visit): number | null }[] = [
    { about: 'first files painted', of: one => one.listed },
    { about: 'all of them there', of: one => one.whole },
    { about: 'longest frame while scrolling', of: one => one.scrolled },
    ...Object.keys(visits[0]!.more).map(about => ({ about, of: (one: Visit) => one.more[about] ?? null })),
  ]
  for (const { about, of } of figures)
    report({
      bench: 'files.list',
      about,
      ours: median(visits.map(one => of(one)!)),
      peer: 'JupyterLab',
      theirs: theirs && of(theirs),
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
async function visit({
  browser,
  site,
  more = async () => ({}),
}: {
  browser: Browser
  site: Site
  more?(page: Page): Promise<Readonly<Record<string, number>>>
}): Promise<Visit> {
  const context = await browser.newContext({ viewport: { width: 1280, height: 800 }, locale: 'en' })
  context.setDefaultTimeout(site.whole === undefined ? patience : 60_000)
  try {
    await site.prepare(context)
    const page = await context.newPage()
    const began = performance.now()
    await page.goto(site.address, { waitUntil: 'commit' })
    await page.locator(site.listed).first().waitFor()
    const listed = performance.now() - began
    if (site.whole !== undefined) await page.locator(site.whole).first().waitFor()
    const whole = performance.now() - began
    return { listed, whole, scrolled: await longestFrame(page, site.scroller), more: await more(page) }
  } finally {
    await context.close()
  }
}

/** Sorts, filters and changes our folder; each in milliseconds from the act until what it did is painted. */
async function inOurs(page: Page, file: string, there: number): Promise<Record<string, number>> {
  const until = async (act: () => Promise<unknown>, shown: string): Promise<number> => {
    const began = performance.now()
    await act()
    await page.locator(shown).first().waitFor()
    return performance.now() - began
  }
  const filter = page.getByLabel('Filter, or name a new file')
  return {
    'sorted the other way': await until(
      () => page.getByRole('button', { name: 'Name', exact: true }).click(),
      `.fl-row[aria-rowindex="2"]:has-text("f0${count - 1}.txt")`,
    ),
    'sorted back': await until(
      () => page.getByRole('button', { name: 'Name', exact: true }).click(),
      '.fl-row[aria-rowindex="2"]:has-text("0.txt")',
    ),
    'filtered to ten': await until(() => filter.fill('f09999'), `text="10 of ${there.toLocaleString('en')} items shown"`),
    'filter taken away': await until(() => filter.fill(''), `text="${there.toLocaleString('en')} items"`),
    'a new file of a program': await until(() => writeFile(file, ''), `text="${(there + 1).toLocaleString('en')} items"`),
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
      element.scrollTop = 0
      return longest
    })
}
