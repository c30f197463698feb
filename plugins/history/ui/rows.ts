import { dayName } from './said.ts'
import type { Burst, Timeline } from './timeline.ts'

/** What a person did in one go: bursts of theirs that follow each other closely. */
export type Sitting = Burst
/** A line of the list of versions: the name of a day, or a sitting of that day. */
export type VersionRow =
  | { readonly kind: 'day'; readonly title: string; readonly last: number }
  | { readonly kind: 'sitting'; readonly sitting: Sitting }

/** A pause in which somebody thought is no end; one in which somebody left is. In milliseconds. */
const away = 3 * 60_000
/** A sitting is cut after so many milliseconds, so that a long evening can still be looked into. */
const longest = 15 * 60_000

/** Joins bursts that follow each other without a gap, newest first, into sittings. Their versions are the same, each once. */
export function sittingsOf(timeline: Timeline): Sitting[] {
  const sittings: Sitting[] = []
  let began = 0
  for (const burst of timeline) {
    const open = sittings.at(-1)
    const joins =
      open !== undefined &&
      open.user.id === burst.user.id &&
      open.session === burst.session &&
      burst.last === open.first - 1 &&
      began - burst.time <= away &&
      open.time - burst.time <= longest &&
      sameDay(open.time, burst.time)
    if (joins) {
      const { inserted, deleted } = open
      sittings[sittings.length - 1] = { ...open, first: burst.first, inserted: inserted + burst.inserted, deleted: deleted + burst.deleted }
    } else sittings.push(burst)
    began = burst.time
  }
  return sittings
}

/** The sitting that a version is of, in bursts that follow each other. */
export function sittingAt(stretch: Timeline, version: number): Sitting | undefined {
  return sittingsOf(stretch).find(({ first, last }) => first <= version && version <= last)
}

const sameDay = (one: number, other: number): boolean => new Date(one).toDateString() === new Date(other).toDateString()

/** The list of versions, newest first: sittings under the names of their days. */
export function rowsOf(sittings: readonly Sitting[], now: number): VersionRow[] {
  const rows: VersionRow[] = []
  let day = ''
  for (const sitting of sittings) {
    const title = dayName(sitting.time, now)
    if (title !== day) rows.push({ kind: 'day', title, last: sitting.last })
    day = title
    rows.push({ kind: 'sitting', sitting })
  }
  return rows
}

/** Index of the row in which a version is, or -1. */
export function rowOf(rows: readonly VersionRow[], version: number): number {
  return rows.findIndex(row => row.kind === 'sitting' && row.sitting.first <= version && version <= row.sitting.last)
}
