import { deepStrictEqual } from 'node:assert/strict'
import fc from 'fast-check'
import type { Definition, Store } from '@stoa/core/store'
import type { HeldClock } from './clock.ts'
import type { notes as notesTable } from './suite.ts'

type Titles = Definition<{ readonly id: 'text'; readonly title: 'text'; readonly version: 'int' }, 'id', never, true>
type Note = { project: string; day: number; title: string; text?: string | undefined }
type Bound = { day: number; title?: string | undefined }
type Step =
  | { verb: 'put'; row: Note; ttl?: number | undefined }
  | { verb: 'delete' | 'get'; row: Note }
  | { verb: 'scan'; project: string; from?: Bound | undefined; to?: Bound | undefined; reverse: boolean; limit?: number | undefined }
  | { verb: 'putIf'; id: string; when: 'absent' | { version: number }; version: number; ttl?: number | undefined }
  | { verb: 'deleteIf'; id: string; version: number }
  | { verb: 'forward'; seconds: number }
  | { verb: 'sweep' }

const name = fc.constantFrom('a', 'b')
const title = fc.oneof(fc.constantFrom('', 'a', 'b', 'é', '\uFFFD', '\u{1F9EE}', '\0'), fc.string({ maxLength: 2, unit: 'grapheme' }))
const day = fc.integer({ min: -2, max: 2 })
const note = fc.record({ project: name, day, title, text: fc.option(fc.string(), { nil: undefined }) })
const bound = fc.option(fc.record({ day, title: fc.option(title, { nil: undefined }) }), { nil: undefined })
const ttl = fc.option(fc.integer({ min: 1, max: 5 }), { nil: undefined })
const version = fc.integer({ min: 0, max: 3 })
const step: fc.Arbitrary<Step> = fc.oneof(
  { weight: 5, arbitrary: fc.record({ verb: fc.constant('put' as const), row: note, ttl }) },
  { weight: 2, arbitrary: fc.record({ verb: fc.constantFrom('delete' as const, 'get' as const), row: note }) },
  {
    weight: 3,
    arbitrary: fc.record({
      verb: fc.constant('scan' as const),
      project: name,
      from: bound,
      to: bound,
      reverse: fc.boolean(),
      limit: fc.option(fc.nat(5), { nil: undefined }),
    }),
  },
  {
    weight: 3,
    arbitrary: fc
      .record({
        verb: fc.constant('putIf' as const),
        id: name,
        when: fc.oneof(fc.constant('absent' as const), fc.record({ version })),
        version: fc.integer({ min: 4, max: 6 }),
        ttl,
      })
      .chain(put => fc.record({ ...constants(put), version: typeof put.when === 'string' ? version : fc.constant(put.when.version + 1) })),
  },
  { weight: 1, arbitrary: fc.record({ verb: fc.constant('deleteIf' as const), id: name, version }) },
  { weight: 1, arbitrary: fc.record({ verb: fc.constant('forward' as const), seconds: fc.integer({ min: 1, max: 4 }) }) },
  { weight: 1, arbitrary: fc.constant({ verb: 'sweep' as const }) },
)

function constants<T extends object>(value: T): { [K in keyof T]: fc.Arbitrary<T[K]> } {
  return Object.fromEntries(Object.entries(value).map(([key, held]) => [key, fc.constant(held)])) as { [K in keyof T]: fc.Arbitrary<T[K]> }
}

const byBytes = (a: string, b: string) => Buffer.compare(Buffer.from(a), Buffer.from(b))
const order = (a: Note, b: Note) => a.day - b.day || byBytes(a.title, b.title)
/** Where a row lies from a bound: a bound without title stands before every row of its day. */
const before = (row: Note, end: Bound) =>
  row.day < end.day || (row.day === end.day && end.title !== undefined && byBytes(row.title, end.title) < 0)

function mapTable<R>() {
  const rows = new Map<string, { row: R; expires: number }>()
  return {
    set: (key: string, row: R, expires: number) => void rows.set(key, { row, expires }),
    delete: (key: string) => void rows.delete(key),
    get: (key: string, now: number) => {
      const held = rows.get(key)
      return held && held.expires > now ? held.row : undefined
    },
    all: (now: number) => [...rows.values()].filter(({ expires }) => expires > now).map(({ row }) => row),
  }
}

/** Runs a sequence against the store and against plain maps and compares every answer. `prefix` keeps runs apart. */
async function check({
  store,
  clock,
  sequence,
  prefix,
  tables,
}: {
  store: Store
  clock: HeldClock
  sequence: Step[]
  prefix: string
  tables: { notes: typeof notesTable; titles: Titles }
}): Promise<void> {
  const notes = store.table(tables.notes)
  const titles = store.table(tables.titles)
  const noteMap = mapTable<Note>()
  const titleMap = mapTable<{ id: string; title: string; version: number }>()
  const keyOf = ({ project, day, title }: Note) => JSON.stringify([project, day, title])
  const expires = (ttl: number | undefined) => (ttl === undefined ? Infinity : clock.now() + ttl * 1000)
  const bare = <T extends object>(row: T | undefined) => row && JSON.parse(JSON.stringify(row))
  const scoped = (row: Note): Note => ({ ...row, project: prefix + row.project })

  for (const step of sequence) {
    switch (step.verb) {
      case 'put': {
        const row = scoped(step.row)
        await notes.put(row, { ttl: step.ttl })
        noteMap.set(keyOf(row), row, expires(step.ttl))
        break
      }
      case 'delete': {
        const { text: _, ...key } = scoped(step.row)
        await notes.delete(key)
        noteMap.delete(keyOf(key))
        break
      }
      case 'get': {
        const { text: _, ...key } = scoped(step.row)
        deepStrictEqual(bare(await notes.get(key)), bare(noteMap.get(keyOf(key), clock.now())))
        break
      }
      case 'scan': {
        const { from, to, reverse, limit } = step
        const project = prefix + step.project
        const wanted = noteMap
          .all(clock.now())
          .filter(row => row.project === project && !(from && before(row, from)) && !(to && !before(row, to)))
          .sort(order)
        if (reverse) wanted.reverse()
        deepStrictEqual(bare(await notes.scan({ project }, { from, to, reverse, limit }).toArray()), bare(wanted.slice(0, limit)))
        break
      }
      case 'putIf': {
        const row = { id: prefix + step.id, title: 't', version: step.version }
        const found = titleMap.get(row.id, clock.now())
        const applied = step.when === 'absent' ? found === undefined : found?.version === step.when.version
        const outcome = await titles.putIf(row, { when: step.when, ttl: step.ttl })
        deepStrictEqual(outcome, applied ? { applied } : { applied, found })
        if (applied) titleMap.set(row.id, row, expires(step.ttl))
        break
      }
      case 'deleteIf': {
        const id = prefix + step.id
        const found = titleMap.get(id, clock.now())
        const applied = found?.version === step.version
        deepStrictEqual(await titles.deleteIf({ id }, { when: { version: step.version } }), applied ? { applied } : { applied, found })
        if (applied) titleMap.delete(id)
        break
      }
      case 'forward':
        clock.forward(step.seconds * 1000)
        break
      case 'sweep':
        await store.sweep()
        break
    }
  }
  const partitions = new Set(
    (await notes.partitions().toArray())
      .map(({ project }) => project)
      .filter(project => project === `${prefix}a` || project === `${prefix}b`),
  )
  deepStrictEqual(partitions, new Set(noteMap.all(clock.now()).map(({ project }) => project)))
}

export const storeModel = { sequences: fc.array(step, { minLength: 1, maxLength: 40 }), check }
