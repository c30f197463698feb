import type { DatabaseSync } from 'node:sqlite'
import { storeErrors } from '../errors.ts'
import type { Definition } from '@stoa/sdk/host'
import type { TableShape } from './protocol.ts'

const sqlTypes = {
  text: 'TEXT',
  int: 'INTEGER',
  float: 'REAL',
  boolean: 'INTEGER',
  blob: 'BLOB',
  timestamp: 'INTEGER',
  json: 'TEXT',
} as const

/** Names are checked in `table()`; quoting keeps words such as `order` usable. */
export const quoted = (name: string) => `"${name}"`
export const listed = (names: readonly string[]) => names.map(quoted).join(', ')

export function shapeOf(definition: Definition): TableShape {
  const columns = Object.entries(definition.columns).map(([name, declared]) => ({
    name,
    type: sqlTypes[declared.replace(/\?$/, '') as keyof typeof sqlTypes],
    optional: declared.endsWith('?'),
  }))
  return {
    name: definition.name,
    key: [...definition.partition, ...definition.cluster],
    columns,
    blobs: columns.some(({ type }) => type === 'BLOB'),
  }
}

/**
 * Makes each table, or adds the columns that its definition gained. Called inside one IMMEDIATE transaction, so
 * of several processes starting at once one does it and the others find it done.
 */
export function ensureTables(database: DatabaseSync, shapes: readonly TableShape[]): void {
  for (const shape of shapes) {
    const stored = database.prepare('SELECT name, type, pk FROM pragma_table_info(?)').all(shape.name) as {
      name: string
      type: string
      pk: number
    }[]
    if (stored.length === 0) create(database, shape)
    else extend({ database, shape, stored })
  }
}

function create(database: DatabaseSync, { name, key, columns, blobs }: TableShape): void {
  const lines = columns.map(column => `${quoted(column.name)} ${column.type}${key.includes(column.name) ? ' NOT NULL' : ''}`)
  // Rows of a table without rowids lie in key order, which makes scans quick; large cells would spoil that, so tables with blobs keep rowids.
  database.exec(
    `CREATE TABLE ${quoted(name)} (${lines.join(', ')}, "_expires" INTEGER, PRIMARY KEY (${listed(key)})) STRICT${blobs ? '' : ', WITHOUT ROWID'}`,
  )
  database.exec(`CREATE INDEX ${quoted(`${name}_expires`)} ON ${quoted(name)} ("_expires") WHERE "_expires" IS NOT NULL`)
}

function extend({
  database,
  shape,
  stored,
}: {
  database: DatabaseSync
  shape: TableShape
  stored: { name: string; type: string; pk: number }[]
}): void {
  const refuse = (problem: string) => storeErrors.mismatch({ table: shape.name, problem })
  const key = stored
    .filter(({ pk }) => pk > 0)
    .sort((a, b) => a.pk - b.pk)
    .map(({ name }) => name)
  if (key.join() !== shape.key.join()) throw refuse(`its key is ${key.join(', ')}, the definition says ${shape.key.join(', ')}.`)
  for (const { name, type, optional } of shape.columns) {
    const found = stored.find(column => column.name === name)
    if (found && found.type !== type) throw refuse(`column “${name}” is ${found.type}, the definition needs ${type}.`)
    if (found) continue
    if (!optional) throw refuse(`column “${name}” is new; rows from before lack it, so it must be optional.`)
    database.exec(`ALTER TABLE ${quoted(shape.name)} ADD COLUMN ${quoted(name)} ${type}`)
  }
}
