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

/** A sorted list with news in it. What is new is looked for where it belongs, so that a few changes of a long list cost few comparisons. */
export function merge(list: readonly Entry[], { changed, removed }: News, by: By): Entry[] {
  const order = compare(by)
  const out = new Set(removed)
  for (const { name } of changed) out.add(name)
  const fresh = [...new Map(changed.map(entry => [entry.name, entry])).values()].sort(order)
  const kept = list.filter(({ name }) => !out.has(name))
  const merged: Entry[] = []
  let from = 0
  for (const entry of fresh) {
    const to = placeOf(entry, kept, from, order)
    for (; from < to; from++) merged.push(kept[from]!)
    merged.push(entry)
  }
  for (; from < kept.length; from++) merged.push(kept[from]!)
  return merged
}

/** Where an entry belongs in a sorted list, at `from` or after: by steps that double, then by halves, since what is new often lies together. */
function placeOf(entry: Entry, list: readonly Entry[], from: number, order: (a: Entry, b: Entry) => number): number {
  let step = 1
  let low = from
  while (low + step <= list.length && order(list[low + step - 1]!, entry) < 0) {
    low += step
    step *= 2
  }
  let high = Math.min(list.length, low + step - 1)
  while (low < high) {
    const middle = (low + high) >> 1
    if (order(list[middle]!, entry) < 0) low = middle + 1
    else high = middle
  }
  return low
}
