import { compared, encodeBound, encodeKey, encodeRow, type Cell } from '../cells.ts'
import type { Definition } from '@stoa/sdk/host'
import type { Condition, Range } from '@stoa/sdk/host'
import type { Statement } from './protocol.ts'
import { listed, quoted } from './schema.ts'

type Values = Readonly<Record<string, unknown>>

const live = '("_expires" IS NULL OR "_expires" > ?)'
const keyColumns = (definition: Definition) => [...definition.partition, ...definition.cluster]
const equal = (columns: readonly string[]) => columns.map(column => `${quoted(column)} = ?`).join(' AND ')
const tuple = (columns: readonly string[]) => `(${listed(columns)})`
const marks = (cells: readonly unknown[]) => `(${cells.map(() => '?').join(', ')})`
const selected = (definition: Definition) => `SELECT ${listed(Object.keys(definition.columns))} FROM ${quoted(definition.name)}`

/** Reads one row that has not expired. */
export function getStatement({ definition, key, now }: { definition: Definition; key: Values; now: number }): Statement {
  const columns = keyColumns(definition)
  return {
    sql: `${selected(definition)} WHERE ${equal(columns)} AND ${live}`,
    values: [...encodeKey({ definition, columns, values: key }), now],
  }
}

/** Writes a row, whatever stands there; with `ifAbsent` only over nothing or an expired row. */
export function putStatement({
  definition,
  row,
  expires,
  ifAbsent,
}: {
  definition: Definition
  row: Values
  expires: number | null
  /** The time by which a row must have expired to count as absent. */
  ifAbsent?: number
}): Statement {
  const columns = [...Object.keys(definition.columns), '_expires']
  const key = keyColumns(definition)
  const set = columns.filter(column => !key.includes(column)).map(column => `${quoted(column)} = excluded.${quoted(column)}`)
  const only = ifAbsent === undefined ? '' : ` WHERE ${quoted(definition.name)}."_expires" <= ?`
  return {
    sql: `INSERT INTO ${quoted(definition.name)} ${tuple(columns)} VALUES ${marks(columns)} ON CONFLICT ${tuple(key)} DO UPDATE SET ${set.join(', ')}${only}`,
    values: [...encodeRow({ definition, row }), expires, ...(ifAbsent === undefined ? [] : [ifAbsent])],
  }
}

/** Replaces a row whose compared column has the wanted value. */
export function replaceStatement({
  definition,
  row,
  expires,
  when,
  now,
}: {
  definition: Definition
  row: Values
  expires: number | null
  when: Exclude<Condition, 'absent'>
  now: number
}): Statement {
  const key = keyColumns(definition)
  const condition = compared({ definition, when, row })!
  const cells = encodeRow({ definition, row })
  const columns = Object.keys(definition.columns)
  const set = columns.filter(column => !key.includes(column))
  return {
    sql:
      `UPDATE ${quoted(definition.name)} SET ${[...set, '_expires'].map(column => `${quoted(column)} = ?`).join(', ')} ` +
      `WHERE ${equal(key)} AND ${quoted(condition.column)} = ? AND ${live}`,
    values: [
      ...set.map(column => cells[columns.indexOf(column)]!),
      expires,
      ...encodeKey({ definition, columns: key, values: row }),
      condition.cell,
      now,
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
  const columns = keyColumns(definition)
  const sql = `DELETE FROM ${quoted(definition.name)} WHERE ${equal(columns)}`
  const values = encodeKey({ definition, columns, values: key })
  if (!when) return { sql, values }
  const condition = compared({ definition, when })!
  return { sql: `${sql} AND ${quoted(condition.column)} = ? AND ${live}`, values: [...values, condition.cell, now] }
}

/** Reads a partition in order; `after` is the cluster key of the last row that was read already. */
export function scanStatement({
  definition,
  partition,
  range,
  after,
  now,
}: {
  definition: Definition
  partition: Values
  range: Range<Definition>
  after: Cell[] | undefined
  now: number
}): Statement {
  const wheres = [equal(definition.partition), live]
  const values: Cell[] = [...encodeKey({ definition, columns: definition.partition, values: partition }), now]
  const bound = (given: Values | undefined, operator: string) => {
    if (!given) return
    const { columns, cells } = encodeBound({ definition, bound: given })
    wheres.push(`${tuple(columns)} ${operator} ${marks(cells)}`)
    values.push(...cells)
  }
  bound(range.prefix, '=')
  bound(range.from, '>=')
  bound(range.to, '<')
  if (after) {
    wheres.push(`${tuple(definition.cluster)} ${range.reverse ? '<' : '>'} ${marks(after)}`)
    values.push(...after)
  }
  const order = definition.cluster.map(column => `${quoted(column)}${range.reverse ? ' DESC' : ''}`)
  return { sql: `${selected(definition)} WHERE ${wheres.join(' AND ')}${order.length > 0 ? ` ORDER BY ${order.join(', ')}` : ''}`, values }
}

/** Lists partitions that have a row which has not expired. */
export function partitionsStatement({
  definition,
  after,
  now,
}: {
  definition: Definition
  after: Cell[] | undefined
  now: number
}): Statement {
  const { partition } = definition
  const beyond = after ? ` AND ${tuple(partition)} > ${marks(after)}` : ''
  return {
    sql: `SELECT DISTINCT ${listed(partition)} FROM ${quoted(definition.name)} WHERE ${live}${beyond} ORDER BY ${listed(partition)}`,
    values: [now, ...(after ?? [])],
  }
}

/** Removes up to `limit` expired rows. */
export function sweepStatement({ definition, limit, now }: { definition: Definition; limit: number; now: number }): Statement {
  const name = quoted(definition.name)
  const key = keyColumns(definition)
  return {
    sql: `DELETE FROM ${name} WHERE ${tuple(key)} IN (SELECT ${listed(key)} FROM ${name} WHERE "_expires" <= ? LIMIT ?)`,
    values: [now, limit],
  }
}
