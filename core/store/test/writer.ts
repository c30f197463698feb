// A process that writes rows and says each one's number once it was acknowledged, until it is killed.
import { notes, suiteTables, type Harness } from './suite.ts'

const [, , module, place, round] = process.argv as [string, string, string, string, string]
const { openPlace } = (await import(module)) as Harness
const store = await openPlace({ place, tables: suiteTables, clock: { now: () => Date.now(), every: () => () => undefined } })
const table = store.table(notes)

let day = 0
const write = async (): Promise<never> => {
  for (;;) {
    const mine = day++
    await table.put({ project: `round ${round}`, day: mine, title: 't', text: 'x'.repeat(mine % 1000) })
    process.stdout.write(`${mine}\n`)
  }
}
await Promise.all(Array.from({ length: 8 }, write))
