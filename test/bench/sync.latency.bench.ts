import { bench } from './kit/bench.ts'
import { median, percentile, report } from './kit/figures.ts'
import { relayRooms, stoaRooms, yjsRooms, type OpenRoom } from './kit/rooms.ts'
import { named } from './kit/version.ts'

// Key in one client to text in another, while everybody types now and then. All clients of a room are in this one process, whichever the server.
const runs = 5
const seconds = 3
/** Clients in one document, and keys a second of them all. */
const cases = [
  { people: 2, rate: 10 },
  { people: 10, rate: 50 },
  { people: 100, rate: 50 },
] as const
const text = 'The quick brown fox jumps over the lazy dog.\n'.repeat(220)

await bench(async ending => {
  const stoa = await stoaRooms(ending)
  const peers = [
    { peer: `${named('y-websocket')}, ${named('yjs')}`, open: await yjsRooms(ending) },
    { peer: 'bare ws relay', open: await relayRooms(ending) },
  ]
  for (const { people, rate } of cases) {
    const measures = new Map<OpenRoom, number[][]>()
    // The first run of each warms up and is not counted.
    for (let run = 0; run <= runs; run++)
      for (const open of [stoa, ...peers.map(one => one.open)]) {
        const measured = await measure({ open, people, rate })
        if (run > 0) measures.set(open, [...(measures.get(open) ?? []), measured])
      }
    for (const [name, share] of [
      ['p50', 0.5],
      ['p99', 0.99],
    ] as const) {
      const figure = (open: OpenRoom) => median(measures.get(open)!.map(one => percentile(one, share)))
      for (const { peer, open } of peers)
        report({
          bench: 'sync.latency',
          about: `${people} clients, ${name}`,
          ours: figure(stoa),
          peer,
          theirs: figure(open),
          unit: 'ms',
          better: 'less',
        })
    }
  }
})

/** Milliseconds from each key to the text of each other client. */
async function measure({ open, people, rate }: { open: OpenRoom; people: number; rate: number }): Promise<number[]> {
  const began = new Map<string, number>()
  const measures: number[] = []
  const keys = rate * seconds
  const all = Promise.withResolvers<void>()
  const room = await open({
    people,
    text,
    heard(mark) {
      const at = began.get(mark)
      if (at === undefined) return
      measures.push(performance.now() - at)
      if (measures.length === keys * (people - 1)) all.resolve()
    },
  })
  for (let key = 0; key < keys; key++) {
    // People do not type in step.
    await new Promise(resolve => setTimeout(resolve, (1000 / rate) * (0.5 + Math.random())))
    const mark = String.fromCharCode(0x4e00 + key)
    began.set(mark, performance.now())
    room.type(key % people, mark, Math.random())
  }
  await all.promise
  await room.close()
  return measures
}
