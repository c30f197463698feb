import type { Entry } from '../contract.ts'

export type SortKey = 'name' | 'size' | 'time'
/** What of a folder is shown, and in which order. */
export type View = { readonly sort: SortKey; readonly down: boolean; readonly hidden: boolean; readonly search: string }

const names = new Intl.Collator(undefined, { numeric: true, sensitivity: 'base' })

/** Whether something can be gone into: a folder, or a link to one inside the project. */
export const isFolder = (entry: Entry): boolean => entry.kind === 'directory' || (entry.kind === 'link' && entry.leads === 'directory')
/** Whether something can be opened at all: pipes, devices, broken links and names that are not UTF-8 cannot. */
export const opens = (entry: Entry): boolean =>
  entry.bytes === undefined && (entry.kind === 'file' || entry.kind === 'directory' || (entry.kind === 'link' && (entry.leads === 'file' || entry.leads === 'directory')))

/** Entries as they are shown: folders first, then by the key, then by name. A search with a slash at its end finds folders. */
export function shown(entries: Iterable<Entry>, { sort, down, hidden, search }: View): Entry[] {
  const folders = search.endsWith('/')
  const wanted = (folders ? search.slice(0, -1) : search).trim().toLowerCase()
  const list: Entry[] = []
  for (const entry of entries) {
    if (!hidden && entry.name.startsWith('.')) continue
    if (folders && !isFolder(entry)) continue
    if (wanted !== '' && !entry.name.toLowerCase().includes(wanted)) continue
    list.push(entry)
  }
  const way = down ? -1 : 1
  const key = (entry: Entry) => (sort === 'size' ? entry.size : entry.modified)
  return list.sort((a, b) => {
    const first = Number(isFolder(b)) - Number(isFolder(a))
    if (first !== 0) return first
    const byKey = sort === 'name' ? 0 : key(a) - key(b)
    return way * (byKey || names.compare(a.name, b.name) || (a.name < b.name ? -1 : 1))
  })
}

/** Where a search matches in a name, for marking it. */
export function matchIn(name: string, search: string): [number, number] | null {
  const wanted = search.replace(/\/$/, '').trim().toLowerCase()
  const at = wanted === '' ? -1 : name.toLowerCase().indexOf(wanted)
  return at < 0 ? null : [at, at + wanted.length]
}

/** Which rows of a long list are drawn: those in sight and some around. */
export function rowsInSight({ count, row, top, height, around = 12 }: { count: number; row: number; top: number; height: number; around?: number }): { from: number; to: number } {
  const from = Math.max(0, Math.min(count, Math.floor(top / row) - around))
  return { from, to: Math.max(from, Math.min(count, Math.ceil((top + height) / row) + around)) }
}
