import { ChangeSet, type Text } from '@codemirror/state'
import { textOf } from './changes.ts'

/** One line of a structured document: a JSON object. */
export type Row = { readonly [field: string]: unknown }
/**
 * What happens to one row, which its key fields name: fields are set and removed, or the row goes. A row that is not there is made. Doing it twice is doing it
 * once, so that it can be asked for again after a lost connection.
 */
export type RowPatch = { readonly set: Row; readonly unset?: readonly string[] } | { readonly delete: Row }

/** The key of a row as one string; null if it has not all key fields. */
export function keyOf(row: Row, keys: readonly string[]): string | null {
  const values = keys.map(key => row[key])
  return values.some(value => value === undefined) ? null : JSON.stringify(values)
}

/** The row that a line says; null if it says none. */
export function rowIn(line: string): Row | null {
  if (!line.startsWith('{')) return null
  try {
    return JSON.parse(line) as Row
  } catch {
    return null
  }
}

/** The rows of a document by key, in order. Of two with one key the last counts; what is no row with a key is passed over. */
export function rowsIn(text: Text, keys: readonly string[]): Map<string, Row> {
  const rows = new Map<string, Row>()
  for (const line of text.iterLines()) {
    const row = rowIn(line)
    const key = row && keyOf(row, keys)
    if (row && key !== null) rows.set(key, row)
  }
  return rows
}

/** What patches do to rows. */
export function patchRows(rows: ReadonlyMap<string, Row>, patches: readonly RowPatch[], keys: readonly string[]): Map<string, Row> {
  const result = new Map(rows)
  for (const patch of patches) {
    const key = keyOf('set' in patch ? patch.set : patch.delete, keys)
    if (key === null) continue
    if ('set' in patch) result.set(key, patched(result.get(key), patch))
    else result.delete(key)
  }
  return result
}

function patched(row: Row | undefined, { set, unset = [] }: { set: Row; unset?: readonly string[] }): Row {
  return Object.fromEntries(Object.entries({ ...row, ...set }).filter(([field]) => !unset.includes(field)))
}

/**
 * What patches do to the text of a document: each row is one line, replaced as a whole, and new ones come at the end. Lines that are no rows stay as they
 * are. A key that stands twice is mended to once.
 */
export function rowChanges(text: Text, { keys, patches }: { keys: readonly string[]; patches: readonly RowPatch[] }): ChangeSet {
  const asked = new Map<string, RowPatch[]>()
  for (const patch of patches) {
    const key = keyOf('set' in patch ? patch.set : patch.delete, keys)
    if (key !== null) asked.set(key, [...(asked.get(key) ?? []), patch])
  }
  const found = new Map<string, { row: Row; from: number; to: number }[]>()
  let from = 0
  for (const line of text.iterLines()) {
    const row = rowIn(line)
    const key = row && keyOf(row, keys)
    if (row && key !== null && asked.has(key)) found.set(key, [...(found.get(key) ?? []), { row, from, to: from + line.length }])
    from += line.length + 1
  }
  const specs: { from: number; to?: number; insert?: Text }[] = []
  let added = ''
  for (const [key, todo] of asked) {
    const lines = found.get(key) ?? []
    const old = lines.at(-1)
    const row = patchRows(old ? new Map([[key, old.row]]) : new Map(), todo, keys).get(key)
    const line = row && JSON.stringify(row)
    for (const one of lines) {
      if (one !== old || line === undefined) specs.push({ from: one.from, to: Math.min(one.to + 1, text.length) })
      else if (text.sliceString(one.from, one.to) !== line) specs.push({ from: one.from, to: one.to, insert: textOf(line) })
    }
    if (!old && line !== undefined) added += `${line}\n`
  }
  if (added !== '') {
    const open = text.length > 0 && text.line(text.lines).length > 0
    specs.push({ from: text.length, insert: textOf(`${open ? '\n' : ''}${added}`) })
  }
  return ChangeSet.of(specs, text.length)
}
