import { bench } from './kit/bench.ts'
import { automergeEngine, otEngine, stoaEngine, yjsEngine, type MakeEngine } from './kit/engines.ts'
import { median, report } from './kit/figures.ts'
import { concurrentNames, concurrentTrace, sequentialNames, sequentialTrace, type Trace } from './kit/traces.ts'
import { named } from './kit/version.ts'

// Real histories through the first client, the server and a second client, all in this process and without sockets or disk: what an edit costs.
const runs = 5
/** Automerge is slower by so much that it is given only the beginning, where texts are short, which flatters it. */
const automergeEdits = 3_000

await bench(async () => {
  const peers: { peer: string; make: MakeEngine; most?: number }[] = [
    { peer: named('yjs'), make: yjsEngine },
    { peer: named('ot-text'), make: otEngine },
    { peer: named('@automerge/automerge'), make: automergeEngine, most: automergeEdits },
  ]
  for (const trace of [...sequentialNames.map(sequentialTrace), ...concurrentNames.map(concurrentTrace)]) {
    const ours: number[] = []
    const theirs = new Map<string, number[]>(peers.map(({ peer }) => [peer, []]))
    // The first run of each warms up and is not counted.
    for (let run = 0; run <= runs; run++) {
      const mine = play(trace, stoaEngine)
      if (run > 0) ours.push(mine)
      for (const { peer, make, most } of peers) {
        if (most !== undefined && run > 1) continue
        const figure = play(trace, make, most)
        if (run > 0) theirs.get(peer)!.push(figure)
      }
    }
    for (const { peer, most } of peers)
      report({
        bench: 'sync.apply',
        about: most === undefined ? trace.name : `${trace.name}, theirs its first ${most} edits`,
        ours: median(ours),
        peer,
        theirs: median(theirs.get(peer)!),
        unit: 'edits/s',
        better: 'more',
      })
  }
})

/** Edits a second. Whoever edits alone is heard by a second client after each edit. */
function play({ people, turns, end, name }: Trace, make: MakeEngine, most = turns.length): number {
  const alone = people === 1
  const clients = alone ? 2 : people
  const engine = make(clients)
  const began = performance.now()
  for (let i = 0; i < most; i++) {
    const { who, hears, edit } = turns[i]!
    if (hears) engine.hear(who)
    engine.edit(who, edit)
    if (alone) for (let client = 0; client < clients; client++) engine.hear(client)
  }
  for (let round = 0; round < 3; round++) for (let client = 0; client < clients; client++) engine.hear(client)
  const seconds = (performance.now() - began) / 1000
  for (let client = 0; client < clients; client++)
    if (engine.text(client) !== (alone && most === turns.length ? end : engine.text(0))) throw new Error(`${name}: the texts differ.`)
  return most / seconds
}
