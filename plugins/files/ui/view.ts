import type { Entry } from '../contract.ts'

export type SortKey = 'name' | 'size' | 'time'
/** What of a folder is shown, and in which order. */
export type View = { readonly sort: SortKey; readonly down: boolean; readonly hidden: boolean; readonly search: string }

/** Whether something can be gone into: a folder, or a link to one inside the project. */
export const isFolder = (entry: Entry): boolean => entry.kind === 'directory' || (entry.kind === 'link' && entry.leads === 'directory')
/** Whether something has bytes to fetch. */
export const isFile = (entry: Entry): boolean =>
  entry.bytes === undefined && (entry.kind === 'file' || (entry.kind === 'link' && entry.leads === 'file'))
/** Whether something can be opened at all: pipes, devices, broken links and names that are not UTF-8 cannot. */
export const opens = (entry: Entry): boolean => isFile(entry) || (entry.bytes === undefined && isFolder(entry))

/** Whether an entry is to be seen. A search with a slash at its end finds folders. */
export function isShown({ hidden, search }: Pick<View, 'hidden' | 'search'>): (entry: Entry) => boolean {
  const folders = search.endsWith('/')
  const wanted = wantedOf(search)
  return entry =>
    (hidden || !entry.name.startsWith('.')) && (!folders || isFolder(entry)) && (wanted === '' || entry.name.toLowerCase().includes(wanted))
}

/** Where a search matches in a name, for marking it; null also where lower case has another length. */
export function matchIn(name: string, search: string): [number, number] | null {
  const wanted = wantedOf(search)
  const lower = name.toLowerCase()
  const at = wanted === '' || lower.length !== name.length ? -1 : lower.indexOf(wanted)
  return at < 0 ? null : [at, at + wanted.length]
}
const wantedOf = (search: string): string => search.replace(/\/$/, '').trim().toLowerCase()

/** Which rows of a long list are drawn: those in sight and some around. */
export function rowsInSight({
  count,
  row,
  top,
  height,
  around = 12,
}: {
  count: number
  row: number
  top: number
  height: number
  around?: number
}): { from: number; to: number } {
  const from = Math.max(0, Math.min(count, Math.floor(top / row) - around))
  return { from, to: Math.max(from, Math.min(count, Math.ceil((top + height) / row) + around)) }
}

/**
 * Where a list is to be scrolled to when it is another one, so that what was at its top stays there: the first of the names in sight that is
 * left keeps its place. `top` is in pixels; at the very top a list stays at its top.
 */
export function keepPlace({
  before,
  after,
  row,
  top,
  height,
}: {
  before: readonly string[]
  after: readonly string[]
  row: number
  top: number
  height: number
}): number {
  if (top <= 0) return top
  const first = Math.floor(top / row)
  const inSight = before.slice(first, first + Math.ceil(height / row) + 1)
  const where = new Map<string, number>(inSight.map(name => [name, -1]))
  after.forEach((name, index) => where.has(name) && where.set(name, index))
  const kept = inSight.findIndex(name => where.get(name)! >= 0)
  return kept < 0 ? top : Math.max(0, top + (where.get(inSight[kept]!)! - (first + kept)) * row)
}
