import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'
import type { Test } from 'tap'
import fc from 'fast-check'
import { limits, table, type Definition, type Store } from '@stoa/core/store'
import { heldClock, type HeldClock } from './clock.ts'
import { storeModel } from './model.ts'

/** How the suite reaches the store under test. A place is where data lives; it can be opened again, and more than once at a time. */
export type Harness = {
  newPlace(t: Test): Promise<string>
  openPlace(options: { place: string; tables: readonly Definition[]; clock: Pick<HeldClock, 'now' | 'every'> }): Promise<Store>
  /** The URL of the module that exports this `openPlace`, for a process that will be killed. */
  module: string
}

export const notes = table({
  name: 'notes',
  partition: ['project'],
  cluster: ['day', 'title'],
  columns: {
    project: 'text',
    day: 'int',
    title: 'text',
    text: 'text?',
    seen: 'boolean?',
    weight: 'float?',
    at: 'timestamp?',
    facts: 'json?',
  },
})
const blocks = table({ name: 'blocks', partition: ['hash'], cluster: ['at'], columns: { hash: 'text', at: 'int', bytes: 'blob?' } })
const events = table({ name: 'events', partition: ['stream'], cluster: ['at'], columns: { stream: 'text', at: 'timestamp' } })
const visits = table({ name: 'visits', partition: ['page'], columns: { page: 'text', by: 'text' }, ttl: 60 })
const leases = table({
  name: 'leases',
  partition: ['project'],
  columns: { project: 'text', owner: 'text', epoch: 'int', order: 'text?' },
  conditional: true,
})
const titles = table({ name: 'titles', partition: ['id'], columns: { id: 'text', title: 'text', version: 'int' }, conditional: true })
export const suiteTables: readonly Definition[] = [notes, blocks, events, visits, leases, titles]

const hostile = [
  "'; DROP TABLE notes; --",
  '"',
  '\0',
  'a\0b',
  '\u{1F9EE}',
  'e\u0301',
  '\u00e9',
  '\u202Eabc',
  '\uFFFD',
  '\uFFFF',
  '\u{10FFFF}',
  '%_*?',
  '__proto__',
  'constructor',
  ' ',
  '\n',
]

/** What any store must do. Every test opens a place of its own. */
export function storeSuite(t: Test, harness: Harness): void {
  const open = async (
    t: Test,
    { place, tables = suiteTables, clock = heldClock() }: { place?: string; tables?: readonly Definition[]; clock?: HeldClock } = {},
  ) => {
    const at = place ?? (await harness.newPlace(t))
    const store = await harness.openPlace({ place: at, tables, clock })
    t.teardown(() => store.close())
    return { store, place: at, clock }
  }

  t.test('[store] a row comes back as it was put, absent columns absent, and put replaces it whole', async t => {
    const { store } = await open(t)
    const table = store.table(notes)
    const full = {
      project: 'p',
      day: -3,
      title: 't',
      text: '',
      seen: false,
      weight: -0.5,
      at: 1_700_000_000_001,
      facts: { deep: [1, null, 'ü'] },
    }
    await table.put(full)
    t.same(await table.get({ project: 'p', day: -3, title: 't' }), full)
    await table.put({ project: 'p', day: -3, title: 't', facts: null, text: undefined })
    t.strictSame(await table.get({ project: 'p', day: -3, title: 't' }), { project: 'p', day: -3, title: 't', facts: null })
    await table.delete({ project: 'p', day: -3, title: 't' })
    await table.delete({ project: 'p', day: -3, title: 't' })
    t.equal(await table.get({ project: 'p', day: -3, title: 't' }), undefined)
  })

  t.test('[store] hostile text is kept exactly, as key and as value', async t => {
    const { store } = await open(t)
    const table = store.table(notes)
    await Promise.all(hostile.map(text => table.put({ project: text, day: 0, title: text, text })))
    for (const text of hostile) t.equal((await table.get({ project: text, day: 0, title: text }))?.text, text)
    t.equal((await table.partitions().toArray()).length, hostile.length)
  })

  t.test('[store] what is no value of its column is refused by name', async t => {
    const { store } = await open(t)
    const table = store.table(notes)
    const key = { project: 'p', day: 1, title: 't' }
    const bad: [object, RegExp][] = [
      [{ ...key, day: 1.5 }, /day.*whole number/s],
      [{ ...key, day: 2 ** 60 }, /day.*53 bits/s],
      [{ ...key, day: '1' }, /day/],
      [{ ...key, title: 'lone \uD800' }, /title.*well-formed/s],
      [{ ...key, weight: NaN }, /weight.*finite/s],
      [{ ...key, seen: 1 }, /seen.*true or false/s],
      [{ ...key, facts: () => 1 }, /facts.*JSON/s],
      [{ ...key, nothing: 1 }, /nothing.*no such column/s],
      [{ project: 'p', day: 1 }, /title.*no value/s],
      [{ ...key, project: '' }, /project.*empty/s],
      [{ ...key, text: null }, /text/],
    ]
    for (const [row, message] of bad) await t.rejects(table.put(row as never), { code: 'row_invalid', message })
    await t.rejects(table.get({ project: 'p' } as never), { code: 'row_invalid' })
    await t.rejects(table.put({ ...key, title: 'x'.repeat(limits.key) }), { code: 'key_too_large' })
    t.equal((await table.partitions().toArray()).length, 0, 'nothing of it was written')
  })

  t.test('[store] a cell holds 512 kB and not a byte more', async t => {
    const { store } = await open(t)
    const table = store.table(blocks)
    const bytes = new Uint8Array(limits.cell).map((_, at) => at * 7)
    await table.put({ hash: 'h', at: 0, bytes })
    t.ok(Buffer.from(bytes).equals((await table.get({ hash: 'h', at: 0 }))!.bytes!))
    await t.rejects(table.put({ hash: 'h', at: 1, bytes: new Uint8Array(limits.cell + 1) }), {
      code: 'cell_too_large',
      message: /bytes.*524289 bytes.*524288/s,
    })
    await t.rejects(store.table(notes).put({ project: 'p', day: 1, title: 't', text: 'é'.repeat(limits.cell / 2 + 1) }), {
      code: 'cell_too_large',
    })
  })

  t.test('[store] a partition of many pages and large cells is read whole, in order, both ways', async t => {
    const { store } = await open(t)
    const table = store.table(blocks)
    await Promise.all(Array.from({ length: 12 }, (_, at) => table.put({ hash: 'large', at, bytes: new Uint8Array(300_000).fill(at) })))
    await Promise.all(Array.from({ length: 1700 }, (_, at) => table.put({ hash: 'many', at })))
    t.same(
      (await table.scan({ hash: 'large' }).toArray()).map(({ at, bytes }) => [at, bytes![299_999]]),
      Array.from({ length: 12 }, (_, at) => [at, at]),
    )
    t.same(
      (await table.scan({ hash: 'many' }, { reverse: true }).toArray()).map(({ at }) => at),
      Array.from({ length: 1700 }, (_, at) => 1699 - at),
    )
    t.same(
      (await table.scan({ hash: 'many' }, { from: { at: 600 }, limit: 700 }).toArray()).map(({ at }) => at),
      Array.from({ length: 700 }, (_, at) => 600 + at),
    )
    let read = 0
    for await (const { at } of table.scan({ hash: 'many' })) {
      if (at === 5) break
      read++
    }
    t.equal(read, 5, 'a reader may leave early')
    t.equal((await table.scan({ hash: 'none' }).toArray()).length, 0)
  })

  t.test('[store] rows lie in the order of their cluster columns: numbers by value, times by value, text by UTF-8', async t => {
    const { store } = await open(t)
    const table = store.table(notes)
    const texts = ['', 'Z', 'a', 'aa', 'b', 'é', '\uFFFD', '\u{1F9EE}']
    for (const day of [10, -1, 9, 0]) for (const title of [...texts].reverse()) await table.put({ project: 'p', day, title })
    const all = [-1, 0, 9, 10].flatMap(day => texts.map(title => ({ project: 'p', day, title })))
    t.same(await table.scan({ project: 'p' }).toArray(), all)
    t.same(
      await table.scan({ project: 'p' }, { prefix: { day: 9 }, from: { day: 9, title: 'a' }, to: { day: 9, title: 'é' } }).toArray(),
      all.slice(18, 21),
    )
    t.same(await table.scan({ project: 'p' }, { to: { day: 9 }, reverse: true, limit: 2 }).toArray(), [all[15], all[14]])
    const moments = store.table(events)
    const times = [-1, 0, 999, 1000, 1_700_000_000_000, 8.64e15]
    for (const at of [...times].reverse()) await moments.put({ stream: 's', at })
    t.same(
      (await moments.scan({ stream: 's' }).toArray()).map(({ at }) => at),
      times,
    )
  })

  t.test('[store] a range that skips a cluster column, names a foreign one, or has no sense is refused', async t => {
    const { store } = await open(t)
    const table = store.table(notes)
    for (const range of [{ from: { title: 'a' } }, { to: { text: 'a' } }, { prefix: {} }, { limit: -1 }, { limit: 0.5 }]) {
      await t.rejects(async () => table.scan({ project: 'p' }, range as never).toArray(), { code: 'range_invalid' })
    }
  })

  t.test('[store] partitions are listed once each, and the list can be taken up again after any of them', async t => {
    const { store } = await open(t)
    const table = store.table(blocks)
    const names = Array.from({ length: 1200 }, (_, at) => `h${at}`)
    await Promise.all(names.flatMap(hash => [table.put({ hash, at: 1 }), table.put({ hash, at: 2 })]))
    const listed = (await table.partitions().toArray()).map(({ hash }) => hash)
    t.same([...listed].sort(), [...names].sort())
    t.same(
      (await table.partitions({ after: { hash: listed[700]! } }).toArray()).map(({ hash }) => hash),
      listed.slice(701),
    )
  })

  t.test('[store] an expired row is never returned, counts as absent, and is swept', async t => {
    const { store, clock } = await open(t)
    const table = store.table(visits)
    await table.put({ page: 'short', by: 'ada' }, { ttl: 10 })
    await table.put({ page: 'usual', by: 'ada' })
    await store.table(leases).putIf({ project: 'p', owner: 'one', epoch: 1 }, { when: 'absent', ttl: 10 })
    clock.forward(9_999)
    t.ok(await table.get({ page: 'short' }))
    clock.forward(1)
    t.equal(await table.get({ page: 'short' }), undefined)
    t.same(await table.partitions().toArray(), [{ page: 'usual' }])
    t.same(await table.scan({ page: 'short' }).toArray(), [])
    const lease = store.table(leases)
    t.same(
      await lease.putIf({ project: 'p', owner: 'one', epoch: 2 }, { when: { owner: 'one' } }),
      { applied: false, found: undefined },
      'an expired lease is not renewed',
    )
    t.same(await lease.putIf({ project: 'p', owner: 'two', epoch: 2 }, { when: 'absent' }), { applied: true })
    t.equal(await store.sweep(), 1)
    t.equal(await store.sweep(), 0)
    await table.put({ page: 'usual', by: 'bob' }, { ttl: 3600 })
    clock.forward(120_000)
    t.equal((await table.get({ page: 'usual' }))?.by, 'bob', 'a new write has its own time')
    for (const ttl of [0, -1, 1.5, NaN]) await t.rejects(table.put({ page: 'x', by: 'y' }, { ttl }), { code: 'row_invalid' })
  })

  t.test('[store] compare-and-set: absent, version and owner, and what stands there when it fails', async t => {
    const { store } = await open(t)
    const table = store.table(titles)
    const first = { id: 'a', title: 'One', version: 1 }
    t.same(await table.putIf(first, { when: { version: 0 } }), { applied: false, found: undefined })
    t.same(await table.putIf(first, { when: 'absent' }), { applied: true })
    t.same(await table.putIf({ ...first, title: 'Other' }, { when: 'absent' }), { applied: false, found: first })
    t.same(await table.putIf({ ...first, title: 'Two', version: 2 }, { when: { version: 1 } }), { applied: true })
    t.same(await table.putIf({ ...first, title: 'Late', version: 2 }, { when: { version: 1 } }), {
      applied: false,
      found: { id: 'a', title: 'Two', version: 2 },
    })
    await t.rejects(table.putIf({ ...first, version: 2 }, { when: { version: 2 } }), { code: 'row_invalid', message: /above/ })
    await t.rejects(table.putIf({ ...first, version: 2 }, { when: { owner: 'x' } }), { code: 'row_invalid', message: /no such column/ })
    t.match(await table.deleteIf({ id: 'a' }, { when: { version: 1 } }), { applied: false, found: { version: 2 } })
    t.same(await table.deleteIf({ id: 'a' }, { when: { version: 2 } }), { applied: true })
    const lease = store.table(leases)
    await lease.putIf({ project: 'p', owner: 'one', epoch: 1, order: 'x' }, { when: 'absent' })
    t.match(await lease.putIf({ project: 'p', owner: 'two', epoch: 2 }, { when: { owner: 'two' } }), {
      applied: false,
      found: { owner: 'one' },
    })
    t.same(await lease.putIf({ project: 'p', owner: 'two', epoch: 2 }, { when: { owner: 'one' } }), { applied: true })
    t.strictSame(await lease.get({ project: 'p' }), { project: 'p', owner: 'two', epoch: 2 })
  })

  t.test('[store] of 50 competing writes from two openings of one place exactly one wins', async t => {
    const { store, place } = await open(t)
    const { store: other } = await open(t, { place })
    const outcomes = await Promise.all(
      Array.from({ length: 50 }, (_, at) =>
        (at % 2 ? store : other).table(titles).putIf({ id: 'one', title: `${at}`, version: 1 }, { when: 'absent' }),
      ),
    )
    t.equal(outcomes.filter(({ applied }) => applied).length, 1)
    const winner = outcomes.findIndex(({ applied }) => applied)
    t.equal((await other.table(titles).get({ id: 'one' }))?.title, `${winner}`)
    const raised = await Promise.all(
      Array.from({ length: 50 }, (_, at) =>
        (at % 2 ? store : other).table(titles).putIf({ id: 'one', title: `${at}`, version: 2 }, { when: { version: 1 } }),
      ),
    )
    t.equal(raised.filter(({ applied }) => applied).length, 1)
  })

  t.test('[store] plain and conditional tables have only their own verbs', async t => {
    const { store } = await open(t)
    t.notOk('putIf' in store.table(notes) || 'deleteIf' in store.table(notes))
    t.notOk('put' in store.table(leases) || 'delete' in store.table(leases))
    const stranger = table({ name: 'stranger', partition: ['id'], columns: { id: 'text' } })
    t.throws(() => store.table(stranger), { code: 'table_unknown', message: /stranger/ })
  })

  t.test('[A-4] the schema is made on first use, by several openings at once, and grows with its definition', async t => {
    const place = await harness.newPlace(t)
    const openings = await Promise.all(Array.from({ length: 4 }, () => open(t, { place })))
    await Promise.all(openings.map(({ store }, day) => store.table(notes).put({ project: 'p', day, title: 't', text: 'old' })))
    const grown = table({ ...notes, columns: { ...notes.columns, colour: 'text?' } })
    const [{ store: first }, { store: second }] = await Promise.all([
      open(t, { place, tables: [grown] }),
      open(t, { place, tables: [grown] }),
    ])
    await first!.table(grown).put({ project: 'p', day: 0, title: 't', colour: 'ink' })
    t.same(
      (await second!.table(grown).scan({ project: 'p' }).toArray()).map(({ colour, text }) => [colour, text]),
      [
        ['ink', undefined],
        [undefined, 'old'],
        [undefined, 'old'],
        [undefined, 'old'],
      ],
    )
    await openings[0]!.store.table(notes).put({ project: 'p', day: 1, title: 't', text: 'by a process that knows no colour' })
    t.equal((await second!.table(grown).get({ project: 'p', day: 1, title: 't' }))?.text, 'by a process that knows no colour')
    await t.rejects(open(t, { place, tables: [table({ ...notes, columns: { ...notes.columns, must: 'text' } })] }), {
      code: 'table_mismatch',
      message: /must.*optional/s,
    })
    await t.rejects(open(t, { place, tables: [table({ ...notes, cluster: ['title', 'day'] })] }), {
      code: 'table_mismatch',
      message: /key/,
    })
    await t.rejects(open(t, { place, tables: [table({ ...notes, columns: { ...notes.columns, text: 'int?' } })] }), {
      code: 'table_mismatch',
      message: /text/,
    })
  })

  t.test('[store] closing finishes what is under way, twice is safe, and afterwards everything is refused', async t => {
    const { store, place } = await open(t)
    const table = store.table(notes)
    const written = Promise.all(Array.from({ length: 100 }, (_, day) => table.put({ project: 'p', day, title: 't' })))
    const closed = Promise.all([store.close(), store.close()])
    await written
    await closed
    await store.close()
    await t.rejects(table.put({ project: 'p', day: 1, title: 't' }), { code: 'store_closed' })
    await t.rejects(table.get({ project: 'p', day: 1, title: 't' }), { code: 'store_closed' })
    const { store: again } = await open(t, { place })
    t.equal((await again.table(notes).scan({ project: 'p' }).toArray()).length, 100)
  })

  t.test('[store] what was acknowledged survives kill -9 in the middle of writing', async t => {
    const place = await harness.newPlace(t)
    for (let round = 0; round < 3; round++) {
      const child = spawn(
        process.execPath,
        ['--conditions=stoa-source', fileURLToPath(new URL('./writer.ts', import.meta.url)), harness.module, place, `${round}`],
        {
          stdio: ['ignore', 'pipe', 'inherit'],
        },
      )
      const acknowledged: number[] = []
      for await (const line of createInterface({ input: child.stdout })) {
        acknowledged.push(Number(line))
        if (acknowledged.length === 200) child.kill('SIGKILL')
      }
      if (child.exitCode === null && child.signalCode === null) await once(child, 'exit')
      t.equal(child.signalCode, 'SIGKILL')
      const { store } = await open(t, { place })
      const days = new Set(
        (
          await store
            .table(notes)
            .scan({ project: `round ${round}` })
            .toArray()
        ).map(({ day }) => day),
      )
      t.same(
        acknowledged.filter(day => !days.has(day)),
        [],
        `${acknowledged.length} acknowledged, ${days.size} there`,
      )
      await store.close()
    }
  })

  t.test('[store] any sequence of verbs leaves what a map would hold (model)', async t => {
    const { store, clock } = await open(t)
    let run = 0
    await fc.assert(
      fc.asyncProperty(storeModel.sequences, async sequence => {
        await storeModel.check({ store, clock, sequence, prefix: `${run++}`, tables: { notes, titles } })
      }),
      { numRuns: 60 },
    )
  })
}
