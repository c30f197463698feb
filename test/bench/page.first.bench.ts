import { mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { Browser, BrowserContext } from 'playwright-core'
import { launchBrowser } from '../kit/stage.ts'
import { bench } from './kit/bench.ts'
import { median, report } from './kit/figures.ts'
import { startJupyter } from './kit/jupyter.ts'
import { startStoa } from './kit/stoa.ts'

// A project's files in a browser that was never here before: until something is painted, until the files are listed, and what was sent for it.
const runs = 5
const file = 'welcome.txt'

type Visit = { readonly painted: number; readonly usable: number; readonly sent: number; readonly unpacked: number }
type Site = { readonly address: string; readonly listed: string; prepare(context: BrowserContext): Promise<void> }

await bench(async ending => {
  const browser = await launchBrowser()
  ending.add(() => browser.close())

  const stoa = await startStoa({ ending })
  await mkdir(stoa.root, { recursive: true })
  await writeFile(join(stoa.root, file), '')
  const [name, value] = stoa.cookie.split('=') as [string, string]
  const ours: Site = {
    address: `${stoa.url}/projects/${stoa.project}/page/files`,
    listed: `.fl-row:has-text("${file}")`,
    prepare: context => context.addCookies([{ name, value, url: stoa.url }]),
  }
  const jupyter = await startJupyter({ ending, lab: true })
  if (jupyter) await writeFile(join(jupyter.root, file), '')
  const theirs: Site | null = jupyter && {
    address: `${jupyter.url}/lab?token=${jupyter.token}`,
    listed: `.jp-DirListing-item:has-text("${file}")`,
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
  for (const { about, unit, of } of [
    { about: 'first paint', unit: 'ms', of: (one: Visit) => one.painted },
    { about: 'files listed', unit: 'ms', of: (one: Visit) => one.usable },
    { about: 'JavaScript, as it is sent', unit: 'kB', of: (one: Visit) => one.sent / 1000 },
    { about: 'JavaScript, unpacked', unit: 'kB', of: (one: Visit) => one.unpacked / 1000 },
  ])
    report({
      bench: 'page.first',
      about,
      ours: median(visits.ours.map(of)),
      peer: 'JupyterLab',
      theirs: theirs && median(visits.theirs.map(of)),
      unit,
      better: 'less',
    })
})

async function visit({ browser, site }: { browser: Browser; site: Site }): Promise<Visit> {
  const context = await browser.newContext()
  try {
    await site.prepare(context)
    const page = await context.newPage()
    const scripts = new Set<string>()
    const bytes = { sent: 0, unpacked: 0 }
    const protocol = await context.newCDPSession(page)
    await protocol.send('Network.enable')
    protocol.on('Network.responseReceived', ({ requestId, type }) => type === 'Script' && scripts.add(requestId))
    protocol.on('Network.dataReceived', ({ requestId, dataLength }) => void (scripts.has(requestId) && (bytes.unpacked += dataLength)))
    protocol.on(
      'Network.loadingFinished',
      ({ requestId, encodedDataLength }) => void (scripts.has(requestId) && (bytes.sent += encodedDataLength)),
    )
    const began = performance.now()
    await page.goto(site.address, { waitUntil: 'commit' })
    await page.locator(site.listed).first().waitFor()
    const usable = performance.now() - began
    const painted = await page.evaluate(() => performance.getEntriesByName('first-contentful-paint')[0]?.startTime ?? Number.NaN)
    await page.waitForLoadState('networkidle')
    return { painted, usable, ...bytes }
  } finally {
    await context.close()
  }
}
