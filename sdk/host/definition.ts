import { quote } from '@stoa/sdk/contract'
import { StoreError } from './store-error.ts'

/** What each column type holds in a program. `int` is a whole number of at most 53 bits, `timestamp` milliseconds since 1970. */
export type CellValues = {
  text: string
  int: number
  float: number
  boolean: boolean
  blob: Uint8Array
  timestamp: number
  json: unknown
}
/** The name of a column's type. */
export type ColumnType = keyof CellValues

/** A column's type; with `?` a row may lack it. */
export type Declaration = ColumnType | `${ColumnType}?`
/** The columns of a table by their names. */
export type Columns = Readonly<Record<string, Declaration>>

/** A table as every store understands it. Make one with `table()`. */
export type Definition<C extends Columns = Columns, P extends string = string, K extends string = string, X extends boolean = boolean> = {
  readonly name: string
  readonly partition: readonly P[]
  readonly cluster: readonly K[]
  readonly columns: C
  readonly ttl: number | undefined
  readonly conditional: X
}

type ValueOf<D> = D extends `${infer T extends ColumnType}?` ? CellValues[T] : D extends ColumnType ? CellValues[D] : never
type OptionalOf<C extends Columns> = { [N in keyof C]: C[N] extends `${string}?` ? N : never }[keyof C]
type Flat<T> = { [N in keyof T]: T[N] }

/** A row of a table. A column that is undefined is absent. */
export type Row<D extends Definition> = Flat<
  { -readonly [N in Exclude<keyof D['columns'], OptionalOf<D['columns']>>]: ValueOf<D['columns'][N]> } & {
    -readonly [N in OptionalOf<D['columns']>]?: ValueOf<D['columns'][N]> | undefined
  }
>
/** The columns that say in which partition a row lies. */
export type PartitionOf<D extends Definition> = { [N in D['partition'][number]]: ValueOf<D['columns'][N]> }
/** The columns that order rows within a partition. */
export type ClusterOf<D extends Definition> = { [N in D['cluster'][number]]: ValueOf<D['columns'][N]> }
/** What names one row. */
export type KeyOf<D extends Definition> = Flat<PartitionOf<D> & ClusterOf<D>>

const keyTypes: readonly Declaration[] = ['text', 'int', 'boolean', 'timestamp', 'blob']
const allTypes: readonly string[] = ['text', 'int', 'float', 'boolean', 'blob', 'timestamp', 'json']

/**
 * Declares a table. `partition` columns say which rows live together, `cluster` columns order them there; both make the key.
 * `ttl` (seconds) is what a row lives when a write does not say. `conditional` tables are written by compare-and-set only;
 * they have a `version` column (int) or an `owner` column (text) to compare.
 * Names are at most 48 characters, letters, digits and underscores, beginning with a small letter.
 */
export function table<
  const C extends Columns,
  const P extends keyof C & string,
  const K extends keyof C & string = never,
  const X extends boolean = false,
>(definition: {
  name: string
  partition: readonly P[]
  cluster?: readonly K[]
  columns: C
  ttl?: number
  conditional?: X
}): Definition<C, P, K, X> {
  const { name, partition, cluster = [], columns, ttl, conditional = false as X } = definition
  const refuse = (problem: string) => definitionInvalid({ table: name, problem })

  if (!/^[a-z][a-z0-9_]{0,47}$/.test(name)) throw refuse('a name is small letters, digits and underscores, at most 48.')
  const seen = new Set<string>()
  for (const [column, declared] of Object.entries(columns)) {
    if (!/^[a-z][A-Za-z0-9_]{0,47}$/.test(column)) throw refuse(`“${column}” is no name for a column.`)
    if (seen.has(column.toLowerCase())) throw refuse(`two columns are called “${column}” when case is ignored.`)
    seen.add(column.toLowerCase())
    if (!allTypes.includes(declared.replace(/\?$/, ''))) throw refuse(`column “${column}” has the unknown type “${declared}”.`)
  }
  if (partition.length === 0) throw refuse('it needs at least one partition column.')
  const key: string[] = [...partition, ...cluster]
  if (new Set(key).size !== key.length) throw refuse('a column is in the key twice.')
  for (const column of key) {
    const declared = columns[column]
    if (declared === undefined || !keyTypes.includes(declared)) {
      throw refuse(`key column “${column}” must be declared as one of ${keyTypes.join(', ')}.`)
    }
  }
  if (ttl !== undefined && !(Number.isSafeInteger(ttl) && ttl > 0)) throw refuse('ttl is a whole number of seconds above 0.')
  if (conditional && columns['version'] !== 'int' && !columns['owner']?.startsWith('text')) {
    throw refuse('a conditional table needs a column version: int or owner: text to compare.')
  }
  return { name, partition, cluster, columns, ttl, conditional }
}

/** A definition that no store can keep. */
export function definitionInvalid({ table, problem }: { table: string; problem: string }): StoreError {
  return new StoreError({ code: 'definition_invalid', message: `The definition of table ${quote(table)} cannot be used: ${problem}` })
}
