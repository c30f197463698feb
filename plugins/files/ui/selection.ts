/** Which names of a list are selected, the one that the keyboard is at, and where a range began. */
export type Selection = { readonly names: ReadonlySet<string>; readonly at: string | null; readonly anchor: string | null }

/** The selection of nothing. */
export const nothing: Selection = { names: new Set(), at: null, anchor: null }

/** One thing selected, and the keyboard at it. */
export const only = (name: string): Selection => ({ names: new Set([name]), at: name, anchor: name })

/** A click: plain selects one, with Ctrl adds or takes away, with Shift selects up to there. */
export function clicked(
  selection: Selection,
  name: string,
  { list, add, range }: { list: readonly string[]; add: boolean; range: boolean },
): Selection {
  if (range && selection.anchor !== null)
    return { names: new Set(between(list, selection.anchor, name)), at: name, anchor: selection.anchor }
  if (!add) return only(name)
  const names = new Set(selection.names)
  if (!names.delete(name)) names.add(name)
  return { names, at: name, anchor: name }
}

/** An arrow: goes on by so many rows; with Shift the range grows, with Ctrl only the keyboard goes. */
export function moved(
  selection: Selection,
  by: number,
  { list, range, keep }: { list: readonly string[]; range: boolean; keep: boolean },
): Selection {
  if (list.length === 0) return nothing
  const now = selection.at === null ? -1 : list.indexOf(selection.at)
  // From nowhere one comes in at the end that one goes away from.
  const from = now >= 0 ? now : by > 0 ? -1 : list.length
  const next = list[Math.max(0, Math.min(list.length - 1, from + by))]!
  if (keep) return { ...selection, at: next }
  if (range) return clicked(selection, next, { list, add: false, range: true })
  return only(next)
}

/** What is left of a selection when only some names can be seen. */
export function within(selection: Selection, seen: (name: string) => boolean): Selection {
  const names = [...selection.names].filter(seen)
  const keep = (name: string | null) => (name !== null && seen(name) ? name : null)
  const [at, anchor] = [keep(selection.at), keep(selection.anchor)]
  if (names.length === selection.names.size && at === selection.at && anchor === selection.anchor) return selection
  return { names: new Set(names), at, anchor }
}

function between(list: readonly string[], one: string, other: string): string[] {
  const a = list.indexOf(one)
  const b = list.indexOf(other)
  if (a < 0 || b < 0) return b < 0 ? [] : [other]
  return list.slice(Math.min(a, b), Math.max(a, b) + 1)
}
