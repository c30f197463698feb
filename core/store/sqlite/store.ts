import type { Clock } from '@stoa/sdk/hub'
import { decodeRow, encodeKey, expiry, limitOf, type Cell } from '../cells.ts'
import type { Definition } from '@stoa/sdk/host'
import { storeErrors } from '../errors.ts'
import { StoreError } from '@stoa/sdk/host'
import type { Store } from '../store.ts'
import type { Condition, ConditionalTable, Outcome, PlainTable, Range, Rows, TableOf } from '@stoa/sdk/host'
import { connectWorker, type Connection } from './connection.ts'
import type { Statement } from './protocol.ts'
import { shapeOf } from './schema.ts'
import * as make from './statements.ts'

type Values = Readonly<Record<string, unknown>>
const pageRows = 500
const sweepRows = 1000
const sweepEvery = 60_000

/**
 * Opens the store in one SQLite file, made if there is none, with the given tables in it. Several processes may have it
 * open. What a write acknowledged survives `kill -9` and a power cut. `clock` decides what has expired.
 * Errors: `store_unreadable` if the file is no database, `table_mismatch` if a table in it differs from its definition.
 */
export async function openSqliteStore({
  file,
  tables,
  clock,
}: {
  file: string
  tables: readonly Definition[]
  clock: Pick<Clock, 'now' | 'every'>
}): Promise<Store> {
  const known = new Map(tables.map(definition => [definition.name, definition]))
  if (known.size !== tables.length) {
    const twice = tables.find(definition => known.get(definition.name) !== definition)!
    throw storeErrors.definition({ table: twice.name, problem: 'another table has the same name.' })
  }
  const connection = await connectWorker({ file, tables: tables.map(shapeOf) })

  const sweep = async () => {
    let removed = 0
    for (const definition of tables) {
      for (let changes = sweepRows; changes === sweepRows; removed += changes) {
        changes = await write(connection, make.sweepStatement({ definition, limit: sweepRows, now: clock.now() }))
      }
    }
    return removed
  }
  const stopSweeping = clock.every(sweepEvery, () => {
    sweep().catch((thrown: unknown) => {
      // What could not be swept now is swept a minute later; readers never see it.
      if (!(thrown instanceof StoreError)) throw thrown
    })
  })
  return {
    table<D extends Definition>(definition: D): TableOf<D> {
      if (known.get(definition.name) !== definition) throw storeErrors.unknownTable(definition.name)
      return (definition.conditional
        ? conditionalTable({ connection, definition, clock })
        : plainTable({ connection, definition, clock })) as unknown as TableOf<D>
    },
    sweep,
    async close() {
      await stopSweeping()
      await connection.close()
    },
  }
}

type Parts = { connection: Connection; definition: Definition; clock: Pick<Clock, 'now'> }

async function write(connection: Connection, statement: Statement): Promise<number> {
  const answer = await connection.run({ kind: 'write', ...statement })
  return answer.kind === 'written' ? answer.changes : 0
}

function reads({ connection, definition, clock }: Parts) {
  const columns = Object.keys(definition.columns)
  const pages = (
    columns: readonly string[],
    options: { limit: number; page: (after: Cell[] | undefined) => Statement; after: readonly string[] },
  ) =>
    rows(async function* () {
      let after: Cell[] | undefined
      for (let left = options.limit; left > 0;) {
        const answer = await connection.run({ kind: 'read', rows: Math.min(left, pageRows), ...options.page(after) })
        if (answer.kind !== 'rows') return
        for (const cells of answer.rows) yield decodeRow({ definition, columns, cells }) as Values
        if (!answer.more) return
        left -= answer.rows.length
        after = options.after.map(column => answer.rows.at(-1)![columns.indexOf(column)]!)
      }
    })
  return {
    definition,
    async get(key: Values) {
      const answer = await connection.run({ kind: 'read', rows: 1, ...make.getStatement({ definition, key, now: clock.now() }) })
      const cells = answer.kind === 'rows' ? answer.rows[0] : undefined
      return cells && decodeRow({ definition, columns, cells })
    },
    scan(partition: Values, range: Range<Definition> = {}) {
      const page = (after: Cell[] | undefined) => make.scanStatement({ definition, partition, range, after, now: clock.now() })
      return pages(columns, { limit: limitOf({ definition, range }), page, after: definition.cluster })
    },
    partitions({ after: start }: { after?: Values } = {}) {
      const first = start && encodeKey({ definition, columns: definition.partition, values: start })
      const page = (after = first) => make.partitionsStatement({ definition, after, now: clock.now() })
      return pages(definition.partition, { limit: Infinity, page, after: definition.partition })
    },
  }
}

function plainTable({ connection, definition, clock }: Parts): PlainTable<Definition> {
  return {
    ...reads({ connection, definition, clock }),
    async put(row, { ttl } = {}) {
      await write(connection, make.putStatement({ definition, row, expires: expiry({ definition, ttl, now: clock.now() }) }))
    },
    async delete(key) {
      await write(connection, make.deleteStatement({ definition, key, now: clock.now() }))
    },
  } as PlainTable<Definition>
}

function conditionalTable({ connection, definition, clock }: Parts): ConditionalTable<Definition> {
  const attempt = async (statement: Statement, key: Values): Promise<Outcome<Values>> => {
    const otherwise = make.getStatement({ definition, key, now: clock.now() })
    const answer = await connection.run({ kind: 'write', ...statement, otherwise })
    if (answer.kind !== 'written' || answer.changes > 0) return { applied: true }
    return {
      applied: false,
      found: answer.found && decodeRow({ definition, columns: Object.keys(definition.columns), cells: answer.found }),
    }
  }
  return {
    ...reads({ connection, definition, clock }),
    async putIf(row: Values, { when, ttl }: { when: Condition; ttl?: number }) {
      const now = clock.now()
      const expires = expiry({ definition, ttl, now })
      const statement =
        when === 'absent'
          ? make.putStatement({ definition, row, expires, ifAbsent: now })
          : make.replaceStatement({ definition, row, expires, when, now })
      return attempt(statement, row)
    },
    async deleteIf(key: Values, { when }: { when: Exclude<Condition, 'absent'> }) {
      return attempt(make.deleteStatement({ definition, key, when, now: clock.now() }), key)
    },
  } as ConditionalTable<Definition>
}

function rows<T>(read: () => AsyncGenerator<T>): Rows<T> {
  return {
    [Symbol.asyncIterator]: read,
    async toArray() {
      const all: T[] = []
      for await (const row of read()) all.push(row)
      return all
    },
  }
}
