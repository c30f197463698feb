import type { Entry } from '../contract.ts'
import { isFolder, type SortKey } from './view.ts'

export type By = { readonly sort: SortKey; readonly down: boolean }
/** What is new in a folder. */
export type News = { readonly changed: readonly Entry[]; readonly removed: readonly string[] }

const names = new Intl.Collator(undefined, { numeric: true, sensitivity: 'base' })

/** Folders first, then by the key, then by name as people order names: `a2` before `a10`. */
export function compare({ sort, down }: By): (a: Entry, b: Entry) => number {
  const way = down ? -1 : 1
  const byKey =
    sort === 'name' ? () => 0 : sort === 'size' ? (a: Entry, b: Entry) => a.size - b.size : (a: Entry, b: Entry) => a.modified - b.modified
  return (a, b) =>
    Number(isFolder(b)) - Number(isFolder(a)) ||
    way * (byKey(a, b) || names.compare(a.name, b.name) || (a.name < b.name ? -1 : a.name > b.name ? 1 : 0))
}

/** A sorted list with news in it; costs one walk, however long the list is. */
export function merge(list: readonly Entry[], { changed, removed }: News, by: By): Entry[] {
  const order = compare(by)
  const out = new Set(removed)
  for (const { name } of changed) out.add(name)
  const fresh = [...new Map(changed.map(entry => [entry.name, entry])).values()].sort(order)
  const merged: Entry[] = []
  let next = 0
  for (const entry of list) {
    if (out.has(entry.name)) continue
    while (next < fresh.length && order(fresh[next]!, entry) < 0) merged.push(fresh[next++]!)
    merged.push(entry)
  }
  for (; next < fresh.length; next++) merged.push(fresh[next]!)
  return merged
}
