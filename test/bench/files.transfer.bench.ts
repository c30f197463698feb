import { createReadStream } from 'node:fs'
import { mkdir, open, rm } from 'node:fs/promises'
import { request } from 'node:http'
import { join } from 'node:path'
import { bench } from './kit/bench.ts'
import { median, report } from './kit/figures.ts'
import { startNginx } from './kit/nginx.ts'
import { residentMemory } from './kit/programs.ts'
import { startStoa } from './kit/stoa.ts'

// A file of 2 GB down and up, each time once through Stoa and once through nginx; and how much memory Stoa's processes take on the way beyond what they had.
const runs = 5
const size = 2_000_000_000
const piece = Buffer.alloc(1_000_000, 'stoa')

type Site = { down: string; up(run: number): string; kept(run: number): string; headers: Record<string, string> }

await bench(async ending => {
  const stoa = await startStoa({ ending })
  await mkdir(stoa.root, { recursive: true })
  const source = join(stoa.root, 'large')
  await fill(source)
  const base = `${stoa.url}/projects/${stoa.project}/files@1`
  const ours: Site = {
    down: `${base}/download/large`,
    up: run => `${base}/upload/up${run}`,
    kept: run => join(stoa.root, `up${run}`),
    headers: { cookie: stoa.cookie, origin: stoa.url },
  }
  const nginx = await startNginx({ ending })
  if (nginx) await fill(join(nginx.root, 'large'))
  const theirs: Site | null = nginx && {
    down: `${nginx.url}/large`,
    up: run => `${nginx.url}/up${run}`,
    kept: run => join(nginx.root, `up${run}`),
    headers: {},
  }

  const speeds = { ours: { down: [] as number[], up: [] as number[] }, theirs: { down: [] as number[], up: [] as number[] } }
  await transfer(ours, 'down', 0, source)
  const before = await memoryOf(stoa)
  let most = before
  const watching = setInterval(() => void memoryOf(stoa).then(now => (most = Math.max(most, now))), 100)
  ending.add(() => clearInterval(watching))
  for (let run = 0; run < runs; run++)
    for (const way of ['down', 'up'] as const) {
      speeds.ours[way].push(await transfer(ours, way, run, source))
      if (theirs) speeds.theirs[way].push(await transfer(theirs, way, run, source))
    }
  clearInterval(watching)
  for (const way of ['down', 'up'] as const)
    report({
      bench: 'files.transfer',
      about: way,
      ours: median(speeds.ours[way]),
      peer: 'nginx',
      theirs: theirs && median(speeds.theirs[way]),
      unit: 'MB/s',
      better: 'more',
    })
  report({
    bench: 'files.transfer',
    about: 'memory beyond what was there',
    ours: (most - before) / 1e6,
    peer: 'the file',
    theirs: size / 1e6,
    unit: 'MB',
    better: 'less',
  })
})

async function fill(path: string): Promise<void> {
  const handle = await open(path, 'w')
  for (let done = 0; done < size; done += piece.length) await handle.writeFile(piece)
  await handle.close()
}

async function memoryOf(stoa: { status(): Promise<{ pid: number; projects: readonly { pid?: number }[] }> }): Promise<number> {
  const { pid, projects } = await stoa.status()
  return [pid, ...projects.flatMap(one => one.pid ?? [])].reduce((sum, one) => sum + residentMemory(one), 0)
}

/** Moves the file once; answers megabytes a second. */
async function transfer(site: Site, way: 'down' | 'up', run: number, source: string): Promise<number> {
  const began = performance.now()
  let bytes = 0
  await new Promise<void>((resolve, reject) => {
    const asked = request(way === 'down' ? site.down : site.up(run), {
      method: way === 'down' ? 'GET' : 'PUT',
      headers: { ...site.headers, ...(way === 'up' && { 'content-length': String(size) }) },
    })
    asked.once('error', reject)
    asked.once('response', answer => {
      if ((answer.statusCode ?? 500) >= 300) reject(new Error(`${way} was answered with ${answer.statusCode}.`))
      answer.on('data', (some: Buffer) => (bytes += some.length))
      answer.once('end', resolve)
    })
    if (way === 'up') createReadStream(source, { highWaterMark: 1024 * 1024 }).pipe(asked)
    else asked.end()
  })
  const took = (performance.now() - began) / 1000
  if (way === 'down' && bytes !== size) throw new Error(`${bytes} bytes came of ${size}.`)
  if (way === 'up') await rm(site.kept(run), { force: true })
  return size / 1e6 / took
}
