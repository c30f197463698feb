import { randomUUID } from 'node:crypto'
import { setTimeout as after } from 'node:timers/promises'
import type { Clock } from '@stoa/sdk/hub'
import { compared, decodeRow, expiry, limitOf, type Cell } from '../cells.ts'
import type { Definition } from '@stoa/sdk/host'
import { storeErrors } from '../errors.ts'
import { StoreError } from '@stoa/sdk/host'
import type { Store } from '../store.ts'
import type { Condition, ConditionalTable, Outcome, PlainTable, Range, Rows, TableOf } from '@stoa/sdk/host'
import { connectClient, connectionOver, failure, type Cluster, type Connection } from './connection.ts'
import { ensureSchema } from './schema.ts'
import * as make from './statements.ts'
import type { Statement } from './statements.ts'

type Values = Readonly<Record<string, unknown>>
type DriverRow = Readonly<Record<string, unknown>>
/** Rows of a page; with large cells a page must not be hundreds of megabytes. */
const pageRows = { small: 500, large: 16 }
/** How often a compare-and-set without answer is tried again once its row was found as it was before. */
const tries = 3
/** How long a write whose answer was lost is asked after while no node answers, in milliseconds: the driver is coming back to it. */
const patience = { pause: 100, longest: 10_000 }

/**
 * Opens the store in a Cassandra cluster, keyspace and tables made where they are missing. Everything is read and written at LOCAL_QUORUM,
 * compare-and-set at LOCAL_SERIAL, so it works while a majority of a row's replicas does. `clock` decides what has expired; the
 * database removes it from the disk an hour later.
 * Errors: `store_unreachable` if no node answers, `table_mismatch` if a table differs from its definition.
 */
export async function openCassandraStore({
  cluster,
  replication,
  tables,
  clock,
}: {
  cluster: Cluster
  /** On how many nodes each row lies, for a keyspace that is made now. */
  replication: number
  tables: readonly Definition[]
  clock: Pick<Clock, 'now'>
}): Promise<Store> {
  const known = new Map(tables.map(definition => [definition.name, definition]))
  const twice = tables.find(definition => known.get(definition.name) !== definition)
  if (twice) throw storeErrors.definition({ table: twice.name, problem: 'another table has the same name.' })
  await prepareSchema({ cluster, replication, tables })
  const client = connectClient(cluster, cluster.keyspace)
  try {
    await client.connect()
  } catch (thrown) {
    await client.shutdown()
    throw unreachable(thrown)
  }
  const connection = connectionOver(client)
  return {
    table<D extends Definition>(definition: D): TableOf<D> {
      if (known.get(definition.name) !== definition) throw storeErrors.unknownTable(definition.name)
      const parts = { connection, definition, clock }
      return (definition.conditional ? conditionalTable(parts) : plainTable(parts)) as unknown as TableOf<D>
    },
    async sweep() {
      let removed = 0
      for (const definition of tables) removed += await sweep({ connection, definition, clock })
      return removed
    },
    close: connection.close,
  }
}

async function prepareSchema({
  cluster,
  ...rest
}: {
  cluster: Cluster
  replication: number
  tables: readonly Definition[]
}): Promise<void> {
  const client = connectClient(cluster)
  try {
    await client.connect().catch((thrown: unknown) => {
      throw unreachable(thrown)
    })
    await ensureSchema({ client, ...cluster, ...rest })
  } catch (thrown) {
    throw failure(thrown)
  } finally {
    await client.shutdown()
  }
}

const unreachable = (thrown: unknown) => storeErrors.unreachable(thrown instanceof Error ? thrown.message : String(thrown))

type Parts = { connection: Connection; definition: Definition; clock: Pick<Clock, 'now'> }

const cellsOf = (columns: readonly string[], row: DriverRow): Cell[] => columns.map(column => make.unbind(row[column]))
const ends = (row: DriverRow) => Number(row[make.expires] ?? 0)

/** Every row that a statement reads, a page at a time. */
async function* pages({
  connection,
  statement,
  rows,
}: {
  connection: Connection
  statement: Statement
  rows: number
}): AsyncGenerator<DriverRow> {
  let state: string | undefined
  do {
    const { result, next } = await connection.page(statement, { rows, state })
    for (const row of result.rows) yield row
    state = next
  } while (state !== undefined)
}

function reads({ connection, definition, clock }: Parts) {
  const columns = Object.keys(definition.columns)
  const large = Object.values(definition.columns).some(declared => /^(blob|json)/.test(declared))
  const rows = large ? pageRows.large : pageRows.small
  const live = (row: DriverRow | undefined): Values | undefined =>
    row && ends(row) > clock.now() ? decodeRow({ definition, columns, cells: cellsOf(columns, row) }) : undefined
  const scan = (partition: Values, range: Range<Definition> = {}): Rows<Values> =>
    listing(async function* () {
      let left = limitOf({ definition, range })
      const statement = make.scanStatement({ definition, partition, range })
      if (statement === undefined || left === 0) return
      for await (const row of pages({ connection, statement, rows: Math.min(rows, left) })) {
        const found = live(row)
        if (found === undefined) continue
        yield found
        if (--left === 0) return
      }
    })
  return {
    definition,
    live,
    scan,
    async get(key: Values) {
      const { rows } = await connection.run(make.getStatement({ definition, key }), 'read')
      return live(rows[0] as DriverRow | undefined)
    },
    partitions({ after }: { after?: Values } = {}): Rows<Values> {
      return listing(async function* () {
        const statement = make.partitionsStatement({ definition, after })
        for await (const row of pages({ connection, statement, rows: pageRows.small })) {
          const partition = decodeRow({ definition, columns: definition.partition, cells: cellsOf(definition.partition, row) })
          // The first row may have expired while another lives.
          if (ends(row) > clock.now() || (definition.cluster.length > 0 && (await scan(partition, { limit: 1 }).toArray()).length > 0))
            yield partition
        }
      })
    },
  }
}

function plainTable(parts: Parts): PlainTable<Definition> {
  const { connection, definition, clock } = parts
  const { live: _, ...verbs } = reads(parts)
  return {
    ...verbs,
    async put(row, { ttl } = {}) {
      const now = clock.now()
      await connection.run(make.putStatement({ definition, row, until: expiry({ definition, ttl, now }), now }), 'write')
    },
    async delete(key) {
      await connection.run(make.deleteStatement({ definition, key, now: clock.now() }), 'write')
    },
  } as PlainTable<Definition>
}

function conditionalTable(parts: Parts): ConditionalTable<Definition> {
  const { connection, definition, clock } = parts
  const { live, ...verbs } = reads(parts)

  /** The row at this moment: what an unanswered write began is finished or void after it. */
  async function settled(key: Values): Promise<DriverRow | undefined> {
    const keyOnly = Object.fromEntries(make.keyOf(definition).map(column => [column, key[column]]))
    for (let waited = 0; ; waited += patience.pause) {
      try {
        const { rows } = await connection.run(make.getStatement({ definition, key: keyOnly }), 'serial read')
        return rows[0] as DriverRow | undefined
      } catch (thrown) {
        if (!(thrown instanceof StoreError) || thrown.code !== 'store_unreachable' || waited >= patience.longest) throw thrown
        await after(patience.pause)
      }
    }
  }

  /** Whether `when` holds of what stands there. */
  function holds(when: Condition, found: Values | undefined): boolean {
    if (when === 'absent') return found === undefined
    const { column } = compared({ definition, when })!
    return found !== undefined && found[column] === ('version' in when ? when.version : when.owner)
  }

  /**
   * Runs a compare-and-set. One whose answer is lost is read back: `done` knows its own work; if the condition still holds it is tried again,
   * and if neither, nobody can say what happened.
   */
  async function attempt({
    statement,
    key,
    when,
    done,
  }: {
    statement: Statement
    key: Values
    when: Condition
    done(row: DriverRow | undefined): boolean
  }): Promise<Outcome<Values>> {
    for (let left = tries; ; left--) {
      let lost: StoreError | undefined
      try {
        if ((await connection.run(statement, 'conditional')).wasApplied()) return { applied: true }
      } catch (thrown) {
        if (!(thrown instanceof StoreError) || thrown.code !== 'store_timeout') throw thrown
        lost = thrown
      }
      const row = await settled(key)
      if (lost === undefined) return { applied: false, found: live(row) }
      if (done(row)) return { applied: true }
      if (!holds(when, live(row))) throw storeErrors.unsure(definition.name)
      if (left <= 1) throw lost
    }
  }

  return {
    ...verbs,
    async putIf(row: Values, { when, ttl }: { when: Condition; ttl?: number }) {
      const now = clock.now()
      const mark = randomUUID()
      const put = { definition, row, until: expiry({ definition, ttl, now }), now, mark }
      const done = (stored: DriverRow | undefined) => stored?.[make.writer] === mark
      const outcome = await attempt({ statement: make.putIfStatement({ ...put, when }), key: row, when, done })
      // What stands there has expired: to the database it is a row like any other, and is compared as one.
      if (when !== 'absent' || outcome.applied || outcome.found !== undefined) return outcome
      return attempt({ statement: make.putIfStatement({ ...put, when: 'expired' }), key: row, when, done })
    },
    async deleteIf(key: Values, { when }: { when: Exclude<Condition, 'absent'> }) {
      return attempt({
        statement: make.deleteStatement({ definition, key, when, now: clock.now() }),
        key,
        when,
        done: stored => stored === undefined,
      })
    },
  } as ConditionalTable<Definition>
}

/** Removes the expired rows of a table; says how many. */
async function sweep({ connection, definition, clock }: Parts): Promise<number> {
  let removed = 0
  const columns = make.keyOf(definition)
  for await (const row of pages({ connection, statement: make.endsStatement(definition), rows: pageRows.small })) {
    if (ends(row) > clock.now()) continue
    const key = columns.map(column => make.bind({ definition, column, cell: make.unbind(row[column]) }))
    const [end, written] = [row[make.expires] as bigint, row['written'] as bigint]
    const gone = await connection.run(
      make.removeStatement({ definition, key, end, written }),
      definition.conditional ? 'conditional' : 'write',
    )
    if (gone.wasApplied()) removed++
  }
  return removed
}

function listing<T>(read: () => AsyncGenerator<T>): Rows<T> {
  return {
    [Symbol.asyncIterator]: read,
    async toArray() {
      const all: T[] = []
      for await (const row of read()) all.push(row)
      return all
    },
  }
}
