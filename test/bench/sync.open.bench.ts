import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import * as Y from 'yjs'
import { blameOf, burstsOf, timelineOf } from '@stoa/core/sync'
import { bench } from './kit/bench.ts'
import { median, report } from './kit/figures.ts'
import { keptDocument, keptYjs } from './kit/kept.ts'
import { sequentialTrace } from './kit/traces.ts'
import { named } from './kit/version.ts'

// The text of a document with 260,000 edits behind it, from disk, in a process that has not had it; and any version of it.
const runs = 9

await bench(async ending => {
  const folder = await mkdtemp(join(tmpdir(), 'stoa-bench-'))
  ending.add(() => rm(folder, { recursive: true, force: true }))
  const trace = sequentialTrace('automerge-paper')
  const open = await keptDocument({ folder, trace })
  await keptYjs({ file: join(folder, 'yjs'), trace })
  await writeFile(join(folder, 'plain.txt'), trace.end)

  const ours: number[] = []
  const yjs: number[] = []
  const plain: number[] = []
  const versions: number[] = []
  for (let run = 0; run <= runs; run++) {
    const times = {
      ours: await took(async () => {
        const live = await open()
        if (live.text.toString() !== trace.end) throw new Error('the text is another')
        return () => live.close()
      }),
      yjs: await took(async () => {
        const doc = new Y.Doc()
        Y.applyUpdate(doc, await readFile(join(folder, 'yjs')))
        if (doc.getText().toString() !== trace.end) throw new Error('the text is another')
      }),
      plain: await took(async () => void (await readFile(join(folder, 'plain.txt'), 'utf8'))),
    }
    if (run === 0) continue
    ours.push(times.ours)
    yjs.push(times.yjs)
    plain.push(times.plain)
  }
  const live = await open()
  for (let run = 0; run < 40; run++) {
    const version = Math.floor(Math.random() * live.version)
    versions.push(await took(async () => void (await live.textAt(version))))
  }
  const lines = await took(async () => void (await blameOf({ live, version: live.version })))
  const track = await took(async () => void (await timelineOf({ live, buckets: 400 })))
  const burst = await took(async () => void (await burstsOf({ live, before: live.version >> 1, most: 500 })))
  await live.close()
  const about = '260,000 edits'
  report({ bench: 'sync.open', about, ours: median(ours), peer: named('yjs'), theirs: median(yjs), unit: 'ms', better: 'less' })
  report({ bench: 'sync.open', about, ours: median(ours), peer: 'reading the file', theirs: median(plain), unit: 'ms', better: 'less' })
  report({
    bench: 'sync.open',
    about: 'any version of them, cold',
    ours: median(versions),
    peer: `${named('yjs')}, the newest only`,
    theirs: median(yjs),
    unit: 'ms',
    better: 'less',
  })
  for (const [about, ours] of [
    ['who wrote each line, once', lines],
    ['a track of all versions, once', track],
    ['500 bursts from the midst, once', burst],
  ] as const)
    report({ bench: 'sync.open', about, ours, peer: 'what is not felt', theirs: 1_000, unit: 'ms', better: 'less' })
})

/** Milliseconds that something takes; what it answers is done afterwards. */
async function took(work: () => Promise<void | (() => Promise<void>)>): Promise<number> {
  const began = performance.now()
  const after = await work()
  const time = performance.now() - began
  await after?.()
  return time
}
