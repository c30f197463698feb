import { ChangeSet } from '@codemirror/state'
import * as fc from 'fast-check'
import t from 'tap'
import { textOf } from '@stoa/sdk/document'
import { blameOf } from '../blame.ts'
import { burstsOf, timelineOf } from '../bursts.ts'
import { openLiveDocument, type LiveDocument } from '../document.ts'
import { handClock, memoryStorage, silent } from './memory.ts'

const people = ['Ada', 'Emmy', 'Sofja'].map((name, n) => ({ session: String(n).repeat(14), author: { id: name.toLowerCase(), name } }))
const day = 24 * 3600 * 1000

function desk() {
  const disk = memoryStorage()
  const clock = handClock()
  return {
    disk,
    clock,
    open: (): Promise<LiveDocument> =>
      openLiveDocument({
        path: 'a.txt',
        storage: disk.storage,
        directory: 'h',
        limit: 1e6,
        boot: 'one',
        clock,
        log: silent,
        newLineage: () => 'lineage',
        sizes: { snapshot: 250, pack: 700 },
      }),
  }
}

/** Somebody puts a line of his own at a place, or takes one away. */
const turns = fc.array(fc.record({ who: fc.nat(2), line: fc.nat(20), drop: fc.boolean(), wait: fc.constantFrom(0, 5_000) }), {
  minLength: 1,
  maxLength: 60,
})

t.test(
  '[H-1] [S-6] who wrote which line, who wrote when, and the line of all versions say the same from segments and packs, after a restart, and months later',
  async t => {
    await fc.assert(
      fc.asyncProperty(turns, fc.nat(59), fc.integer({ min: 1, max: 12 }), async (all, upTo, buckets) => {
        const { disk, clock, open } = desk()
        let live = await open()
        // Each line says by which version it was written.
        let lines: string[] = []
        const kept: string[][] = [[]]
        const who: { name: string; time: number; written: number }[] = []
        for (const { who: n, line, drop, wait } of all) {
          clock.step(wait)
          const { session, author } = people[n]!
          const at = line % (lines.length + 1)
          const start = lines.slice(0, at).reduce((sum, one) => sum + one.length + 1, 0)
          const gone = drop && lines[at] !== undefined ? lines[at].length + 1 : 0
          const insert = gone > 0 ? '' : `${kept.length}\n`
          const changes = ChangeSet.of({ from: start, to: start + gone, insert: textOf(insert) }, live.text.length)
          live.commit({ session, author, changes })
          lines = gone > 0 ? lines.toSpliced(at, 1) : lines.toSpliced(at, 0, String(kept.length))
          kept.push(lines)
          who.push({ name: author.name, time: clock.now(), written: gone + insert.length })
          await live.written(live.version)
        }
        const version = Math.min(upTo + 1, live.version)
        const look = async (): Promise<void> => {
          const runs = await blameOf({ live, version })
          const owners = runs.flatMap(run => Array<number>(run.lines).fill(run.version))
          // Behind the last line break is an empty line more.
          same(owners.slice(0, -1).map(String), kept[version]!)
          for (const run of runs.slice(0, -1)) same([run.author.name, run.time], [who[run.version - 1]!.name, who[run.version - 1]!.time])

          // Forwards and back, as somebody looks.
          for (const at of [...who.keys(), ...who.keys().map(n => (n * 7) % who.length)])
            same((await live.textAt(at + 1)).toString(), kept[at + 1]!.map(one => `${one}\n`).join(''))
          const bursts = await burstsOf({ live, before: live.version, most: 500 })
          const wrote = bursts.toReversed().flatMap(({ first, last, user }) => Array<string>(last - first + 1).fill(user.name))
          const names = who.map(({ name }) => name)
          same(wrote, names)
          const parts = await timelineOf({ live, buckets })
          if (parts.length > buckets) throw new Error(`${parts.length} parts instead of ${buckets}`)
          same([parts.at(-1)!.first, parts[0]!.last], [1, live.version])
          for (const [n, { first, last, inserted, deleted, user, time }] of parts.entries()) {
            if (n > 0) same(last, parts[n - 1]!.first - 1)
            const part = who.slice(first - 1, last)
            same([inserted + deleted, time], [part.reduce((sum, one) => sum + one.written, 0), part.at(-1)!.time])
            const by = (name: string): number => part.filter(one => one.name === name).reduce((sum, one) => sum + one.written, 0)
            if (people.some(({ author }) => by(author.name) > by(user.name))) throw new Error(`${user.name} has not written most`)
          }
        }
        await look()
        await live.close({ pack: true })
        clock.step(40 * day)
        live = await open()
        await look()
        // Snapshots no longer name who has been away for so long.
        live.commit({
          session: 'BBBBBBBBBBBBBB',
          author: people[0]!.author,
          changes: ChangeSet.of({ from: 0, insert: 'x' }, live.text.length),
        })
        await live.snapshot()
        await live.close({ pack: true })
        live = await open()
        const names = (await burstsOf({ live, before: version, most: 500 })).map(({ user }) => user.name)
        if (!names.every(name => people.some(({ author }) => author.name === name))) throw new Error(`written by ${names.join()}`)
        await live.close()
        if (all.length > 40 && ![...disk.files.keys()].some(path => path.includes('/p-'))) throw new Error('nothing was packed')
      }),
      { numRuns: 60 },
    )
    t.pass('held')
  },
)

function same(found: unknown, wanted: unknown): void {
  if (JSON.stringify(found) !== JSON.stringify(wanted)) throw new Error(`${JSON.stringify(found)} instead of ${JSON.stringify(wanted)}`)
}
