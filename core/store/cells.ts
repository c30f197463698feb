import { quote } from '@stoa/sdk/contract'
import type { Columns, ColumnType, Definition } from '@stoa/sdk/host'
import { storeErrors } from './errors.ts'
import { limits } from './store.ts'
import { type Condition, type Range } from '@stoa/sdk/host'

/** What is stored for a value: the few types that every database has. */
export type Cell = string | number | Uint8Array | null
type Values = Readonly<Record<string, unknown>>

const typeOf = (columns: Columns, column: string) => columns[column]!.replace(/\?$/, '') as ColumnType
const bytesOf = (cell: Cell) => (typeof cell === 'string' ? Buffer.byteLength(cell) : cell instanceof Uint8Array ? cell.byteLength : 8)

/** The cell of one value, or a refusal that says what was wrong with it. */
export function encode({ definition, column, value }: { definition: Definition; column: string; value: unknown }): Cell {
  const table = definition.name
  const declared = definition.columns[column]!
  if (value === undefined) {
    if (declared.endsWith('?')) return null
    throw storeErrors.row({ table, column, problem: 'it has no value and is not optional.' })
  }
  const refuse = (wanted: string) => storeErrors.row({ table, column, problem: `${quote(value)} is not ${wanted}.` })
  const type = typeOf(definition.columns, column)
  let cell: Cell
  switch (type) {
    case 'text':
      // A lone surrogate would be stored as U+FFFD, and two different keys would become one.
      if (typeof value !== 'string' || !value.isWellFormed()) throw refuse('well-formed text')
      cell = value
      break
    case 'int':
    case 'timestamp':
      if (!Number.isSafeInteger(value)) throw refuse(type === 'int' ? 'a whole number of at most 53 bits' : 'a time in whole milliseconds')
      cell = (value as number) + 0
      break
    case 'float':
      if (!Number.isFinite(value)) throw refuse('a finite number')
      cell = value as number
      break
    case 'boolean':
      if (typeof value !== 'boolean') throw refuse('true or false')
      cell = value ? 1 : 0
      break
    case 'blob':
      if (!(value instanceof Uint8Array)) throw refuse('bytes')
      cell = value
      break
    case 'json':
      cell = JSON.stringify(value)
      if (cell === undefined) throw refuse('a JSON value')
      break
  }
  const bytes = bytesOf(cell)
  if (bytes > limits.cell) throw storeErrors.cellTooLarge({ table, column, bytes, limit: limits.cell })
  return cell
}

/** A row's value from its cell; undefined where the row lacks the column. */
export function decode({ type, cell }: { type: ColumnType; cell: Cell | undefined }): unknown {
  if (cell === null || cell === undefined) return undefined
  if (type === 'boolean') return cell === 1
  return type === 'json' ? JSON.parse(cell as string) : cell
}

/** All columns of a row, from cells in the order of the definition's columns; absent ones are left out. */
export function decodeRow({
  definition,
  columns,
  cells,
}: {
  definition: Definition
  columns: readonly string[]
  cells: readonly Cell[]
}): Values {
  const row: Record<string, unknown> = {}
  columns.forEach((column, at) => {
    const value = decode({ type: typeOf(definition.columns, column), cell: cells[at] })
    if (value !== undefined) row[column] = value
  })
  return row
}

/** The cells of key columns, in their order. */
export function encodeKey({ definition, columns, values }: { definition: Definition; columns: readonly string[]; values: Values }): Cell[] {
  const table = definition.name
  const cells = columns.map(column => encode({ definition, column, value: values[column] }))
  columns.forEach((column, at) => {
    // Cassandra has no empty partition key; refused everywhere so that what works on one store works on the other.
    if (definition.partition.includes(column) && bytesOf(cells[at]!) === 0)
      throw storeErrors.row({ table, column, problem: 'it may not be empty.' })
  })
  const bytes = cells.reduce((sum: number, cell) => sum + bytesOf(cell), 0)
  if (bytes > limits.key) throw storeErrors.keyTooLarge({ table, bytes, limit: limits.key })
  return cells
}

/** The cells of a whole row, in the order of the definition's columns. */
export function encodeRow({ definition, row }: { definition: Definition; row: Values }): Cell[] {
  const table = definition.name
  for (const column of Object.keys(row)) {
    if (!Object.hasOwn(definition.columns, column)) throw storeErrors.row({ table, column, problem: 'the table has no such column.' })
  }
  encodeKey({ definition, columns: [...definition.partition, ...definition.cluster], values: row })
  return Object.keys(definition.columns).map(column => encode({ definition, column, value: row[column] }))
}

/** When a row written now expires, in milliseconds since 1970, or null. */
export function expiry({
  definition,
  ttl = definition.ttl,
  now,
}: {
  definition: Definition
  ttl: number | undefined
  now: number
}): number | null {
  if (ttl === undefined) return null
  if (!Number.isSafeInteger(ttl) || ttl <= 0) {
    throw storeErrors.row({ table: definition.name, column: 'ttl', problem: `${quote(ttl)} is not a whole number of seconds above 0.` })
  }
  return now + ttl * 1000
}

/** The compared column and its cell, or undefined for `absent`. Checks that the row to put raises the version. */
export function compared({
  definition,
  when,
  row,
}: {
  definition: Definition
  when: Condition
  row?: Values
}): { column: string; cell: Cell } | undefined {
  if (when === 'absent') return undefined
  const [column, value] = 'version' in when ? ['version', when.version] : ['owner', when.owner]
  if (!Object.hasOwn(definition.columns, column)) {
    throw storeErrors.row({ table: definition.name, column, problem: 'the table has no such column to compare.' })
  }
  if ('version' in when && row && !((row['version'] as number) > when.version)) {
    throw storeErrors.row({
      table: definition.name,
      column,
      problem: `${quote(row['version'])} must be above the version it replaces, ${when.version}.`,
    })
  }
  if (value === undefined) throw storeErrors.row({ table: definition.name, column, problem: 'the condition has no value to compare.' })
  return { column, cell: encode({ definition, column, value }) }
}

/** The leading cluster columns that a bound names, with their cells. */
export function encodeBound({ definition, bound }: { definition: Definition; bound: Values }): { columns: string[]; cells: Cell[] } {
  const table = definition.name
  const given = Object.keys(bound).filter(column => bound[column] !== undefined)
  const columns = definition.cluster.slice(0, given.length)
  const stray = given.find(column => !columns.includes(column))
  if (given.length === 0) throw storeErrors.range({ table, problem: 'a bound names no cluster column.' })
  if (stray !== undefined)
    throw storeErrors.range({ table, problem: `a bound names ${quote(stray)} without the cluster columns before it.` })
  return { columns: [...columns], cells: columns.map(column => encode({ definition, column, value: bound[column] })) }
}

/** The limit of a range, checked. */
export function limitOf({ definition, range }: { definition: Definition; range: Range<Definition> }): number {
  const { limit = Infinity } = range
  if (limit === Infinity || (Number.isSafeInteger(limit) && limit >= 0)) return limit
  throw storeErrors.range({ table: definition.name, problem: `${quote(limit)} is no limit.` })
}
