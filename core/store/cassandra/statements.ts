import { compared, encodeKey, encodeRow, type Cell } from '../cells.ts'
import type { Columns, Definition } from '@stoa/sdk/host'
import type { Condition, Range } from '@stoa/sdk/host'
import { boundsOf, type Bound } from './bounds.ts'

type Values = Readonly<Record<string, unknown>>
/** A text of CQL with what its marks stand for, as the driver takes them. */
export type Statement = { readonly cql: string; readonly values: readonly Bindable[] }
/** What the driver writes: whole numbers as bigint. */
export type Bindable = string | number | bigint | boolean | Uint8Array | null

/** When a row that never expires does: all have a time, so that a condition can compare it. */
export const never = Number.MAX_SAFE_INTEGER
/** How long after its end a row stays on the disk, in seconds: clocks of hubs differ, and what decides is the hub's. */
const graceSeconds = 3600
/** The column with the end of a row, in milliseconds since 1970. */
export const expires = '_expires'
/** The column with whose write a row is, so that a write whose answer was lost is recognised. */
export const writer = '_writer'

const cqlTypes = {
  text: 'text',
  int: 'bigint',
  float: 'double',
  boolean: 'boolean',
  blob: 'blob',
  timestamp: 'bigint',
  json: 'text',
} as const

/** The database's type of a column. */
export const cqlType = (columns: Columns, column: string) => cqlTypes[columns[column]!.replace(/\?$/, '') as keyof typeof cqlTypes]

/** Names are checked in `table()`; quoting keeps their case, and words such as `order` usable. */
export const quoted = (name: string) => `"${name}"`
export const listed = (names: readonly string[]) => names.map(quoted).join(', ')
export const keyOf = (definition: Definition) => [...definition.partition, ...definition.cluster]
/** All columns that are no part of the key. */
const restOf = (definition: Definition) => Object.keys(definition.columns).filter(column => !keyOf(definition).includes(column))

/** A cell as the driver wants it. */
export function bind({ definition, column, cell }: { definition: Definition; column: string; cell: Cell }): Bindable {
  if (cell === null) return null
  const type = cqlType(definition.columns, column)
  if (type === 'bigint') return BigInt(cell as number)
  if (type === 'boolean') return cell === 1
  return cell instanceof Uint8Array ? Buffer.from(cell.buffer, cell.byteOffset, cell.byteLength) : cell
}

/** A cell from what the driver read. */
export function unbind(value: unknown): Cell {
  if (value === null || value === undefined) return null
  if (typeof value === 'bigint') return Number(value)
  if (typeof value === 'boolean') return value ? 1 : 0
  return value as Cell
}

const bindAll = (definition: Definition, columns: readonly string[], cells: readonly Cell[]) =>
  columns.map((column, at) => bind({ definition, column, cell: cells[at]! }))
const keyValues = (definition: Definition, key: Values) => {
  const columns = keyOf(definition)
  return bindAll(definition, columns, encodeKey({ definition, columns, values: key }))
}
const equal = (columns: readonly string[]) => columns.map(column => `${quoted(column)} = ?`).join(' AND ')
const selected = (definition: Definition) =>
  `SELECT ${listed([...Object.keys(definition.columns), expires, ...(definition.conditional ? [writer] : [])])} FROM ${quoted(definition.name)}`

/** Reads one row, expired or not. */
export function getStatement({ definition, key }: { definition: Definition; key: Values }): Statement {
  return { cql: `${selected(definition)} WHERE ${equal(keyOf(definition))}`, values: keyValues(definition, key) }
}

type Put = { definition: Definition; row: Values; until: number | null; now: number }

/**
 * Writes a row whole. Always as UPDATE: an INSERT leaves a mark that outlives cells with a time to live, and an expired row
 * would come back without its values.
 */
export function putStatement({ definition, row, until, now }: Put): Statement {
  return update({ definition, row, until, now, extra: [] })
}

/** The same for a conditional table, if `when` holds: one of `absent` tries in turn whether there is no row, and whether it has expired. */
export function putIfStatement({ when, mark, ...put }: Put & { when: Condition | 'expired'; mark: string }): Statement {
  const { definition, row, now } = put
  const written = update({ ...put, extra: [[writer, mark]] })
  if (when === 'absent') return { cql: `${written.cql} IF ${quoted(expires)} = null`, values: written.values }
  if (when === 'expired') return { cql: `${written.cql} IF ${quoted(expires)} <= ?`, values: [...written.values, BigInt(now)] }
  const { column, cell } = compared({ definition, when, row })!
  return {
    cql: `${written.cql} IF ${quoted(column)} = ? AND ${quoted(expires)} > ?`,
    values: [...written.values, bind({ definition, column, cell }), BigInt(now)],
  }
}

function update({ definition, row, until, now, extra }: Put & { extra: readonly (readonly [string, Bindable])[] }): Statement {
  const cells = encodeRow({ definition, row })
  const columns = Object.keys(definition.columns)
  const rest = restOf(definition)
  const set = [...rest, expires, ...extra.map(([column]) => column)]
  const ttl = until === null ? [] : [Math.ceil((until - now) / 1000) + graceSeconds]
  return {
    cql:
      `UPDATE ${quoted(definition.name)}${ttl.length > 0 ? ' USING TTL ?' : ''} SET ${set.map(column => `${quoted(column)} = ?`).join(', ')} ` +
      `WHERE ${equal(keyOf(definition))}`,
    values: [
      ...ttl,
      ...bindAll(
        definition,
        rest,
        rest.map(column => cells[columns.indexOf(column)]!),
      ),
      BigInt(until ?? never),
      ...extra.map(([, value]) => value),
      ...keyValues(definition, row),
    ],
  }
}

/** Removes a row; with `when` only if its compared column has the wanted value. */
export function deleteStatement({
  definition,
  key,
  when,
  now,
}: {
  definition: Definition
  key: Values
  when?: Exclude<Condition, 'absent'>
  now: number
}): Statement {
  const cql = `DELETE FROM ${quoted(definition.name)} WHERE ${equal(keyOf(definition))}`
  const values = keyValues(definition, key)
  if (!when) return { cql, values }
  const { column, cell } = compared({ definition, when })!
  return {
    cql: `${cql} IF ${quoted(column)} = ? AND ${quoted(expires)} > ?`,
    values: [...values, bind({ definition, column, cell }), BigInt(now)],
  }
}

/** Reads a partition in order, expired rows with it. Undefined if the range can hold no row. */
export function scanStatement({
  definition,
  partition,
  range,
}: {
  definition: Definition
  partition: Values
  range: Range<Definition>
}): Statement | undefined {
  const cells = encodeKey({ definition, columns: definition.partition, values: partition })
  const bounds = boundsOf({ definition, range })
  if (bounds === undefined) return undefined
  const wheres = [equal(definition.partition)]
  const values = bindAll(definition, definition.partition, cells)
  const rest = definition.cluster.slice(bounds.equal.length)
  const bound = (columns: readonly string[], operator: string, cells: Bound) => {
    if (cells.length === 0) return
    const named = columns.slice(0, cells.length)
    wheres.push(operator === '=' ? equal(named) : `(${listed(named)}) ${operator} (${named.map(() => '?').join(', ')})`)
    values.push(...bindAll(definition, named, cells))
  }
  bound(definition.cluster, '=', bounds.equal)
  bound(rest, '>=', bounds.least)
  bound(rest, '<', bounds.end)
  const order = range.reverse && definition.cluster.length > 0
  return {
    cql: `${selected(definition)} WHERE ${wheres.join(' AND ')}${order ? ` ORDER BY ${definition.cluster.map(column => `${quoted(column)} DESC`).join(', ')}` : ''}`,
    values,
  }
}

/** The first row of each partition, in the order of the ring; `after` is where an earlier reading stopped. */
export function partitionsStatement({ definition, after }: { definition: Definition; after: Values | undefined }): Statement {
  const { partition, name } = definition
  const where = after ? ` WHERE token(${listed(partition)}) > token(${partition.map(() => '?').join(', ')})` : ''
  return {
    cql: `SELECT ${listed([...partition, expires])} FROM ${quoted(name)}${where} PER PARTITION LIMIT 1`,
    values: after ? bindAll(definition, partition, encodeKey({ definition, columns: partition, values: after })) : [],
  }
}

/** Key, end and time of writing of every row of a table. */
export function endsStatement(definition: Definition): Statement {
  return {
    cql: `SELECT ${listed([...keyOf(definition), expires])}, writetime(${quoted(expires)}) AS written FROM ${quoted(definition.name)}`,
    values: [],
  }
}

/** Removes an expired row as it was read: one that was written anew since stays. */
export function removeStatement({
  definition,
  key,
  end,
  written,
}: {
  definition: Definition
  key: readonly Bindable[]
  end: bigint
  written: bigint
}): Statement {
  const where = `WHERE ${equal(keyOf(definition))}`
  return definition.conditional
    ? { cql: `DELETE FROM ${quoted(definition.name)} ${where} IF ${quoted(expires)} = ?`, values: [...key, end] }
    : { cql: `DELETE FROM ${quoted(definition.name)} USING TIMESTAMP ? ${where}`, values: [written, ...key] }
}
