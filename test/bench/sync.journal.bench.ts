import { mkdtemp, readdir, rm, stat } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { ChangeSet } from '@codemirror/state'
import type { LiveDocument } from '@stoa/core/sync'
import { bench } from './kit/bench.ts'
import { median, report } from './kit/figures.ts'
import { author, keptDocument, openKept, session } from './kit/kept.ts'
import { sequentialTrace } from './kit/traces.ts'

// How many edits a second are acknowledged, each after the write of its record, in one document and in a thousand; and what a kept edit takes on disk.
const runs = 5
const edits = 30_000
/** What the design asks for. */
const goal = { rate: 10_000, bytes: 1 }

await bench(async ending => {
  const folder = await mkdtemp(join(tmpdir(), 'stoa-bench-'))
  ending.add(() => rm(folder, { recursive: true, force: true }))
  for (const count of [1, 1_000]) {
    const rates: number[] = []
    for (let run = 0; run <= runs; run++) {
      const documents = await Promise.all(Array.from({ length: count }, (_, n) => openKept(folder, `${count}-${run}-${n}`)))
      const began = performance.now()
      await Promise.all(documents.map(document => fill(document, edits / count)))
      if (run > 0) rates.push((edits / (performance.now() - began)) * 1000)
      await Promise.all(documents.map(document => document.close()))
    }
    report({
      bench: 'sync.journal',
      about: `${count} documents`,
      ours: median(rates),
      peer: 'the goal of the design',
      theirs: goal.rate,
      unit: 'acknowledged edits/s',
      better: 'more',
    })
  }
  const trace = sequentialTrace('automerge-paper')
  await keptDocument({ folder: join(folder, 'paper'), trace })
  const size = await sizeOf(join(folder, 'paper', 'kept'))
  const report1 = (about: string, bytes: number): void =>
    report({
      bench: 'sync.journal',
      about,
      ours: bytes / trace.turns.length,
      peer: 'the goal of the design',
      theirs: goal.bytes,
      unit: 'bytes a kept edit',
      better: 'less',
    })
  report1('automerge-paper, packs alone', size.packs)
  report1('automerge-paper, with snapshots and the open segment', size.all)
})

/** Four people who each wait for one acknowledgement before the next edit is sent. */
async function fill(live: LiveDocument, count: number): Promise<void> {
  const people = Array.from({ length: 4 }, (_, n) => session.slice(1) + n)
  await Promise.all(
    people.map(async session => {
      for (let sequence = 1; sequence <= count / people.length; sequence++) {
        const base = live.version
        const { length } = live.text
        await live.submit({
          session,
          author,
          sequence,
          base,
          changes: ChangeSet.of({ from: length, insert: 'x' }, length),
          alive: () => true,
        })
      }
    }),
  )
}

async function sizeOf(folder: string): Promise<{ packs: number; all: number }> {
  let packs = 0
  let all = 0
  for (const name of await readdir(folder)) {
    const { size } = await stat(join(folder, name))
    all += size
    if (name.startsWith('p-')) packs += size
  }
  return { packs, all }
}
