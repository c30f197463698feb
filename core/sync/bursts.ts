import type { LiveDocument } from './document.ts'
import type { Entry } from './history.ts'

/** What one session wrote without pause: the lines of a document's timeline. */
export type Burst = {
  readonly first: number
  readonly last: number
  readonly session: string
  readonly user: { readonly id: string; readonly name: string }
  /** Milliseconds since 1970, of the last version. */
  readonly time: number
  /** UTF-16 units. */
  readonly inserted: number
  readonly deleted: number
}

export const mostBursts = 500
/** A burst ends with a pause of so many milliseconds, or has so many versions. */
const pause = 2_000
const mostVersions = 50

/** The last bursts up to a version, newest first. The oldest may be the end of a longer one. */
export async function burstsOf({ live, before, most }: { live: LiveDocument; before: number; most: number }): Promise<Burst[]> {
  if (before <= live.first) return []
  const entries = await live.entries(Math.max(live.first + 1, before - most * mostVersions + 1), before)
  const bursts: Burst[] = []
  let earliest = 0
  for (const entry of entries.toReversed()) {
    const open = bursts.at(-1)
    const continues = open && entry.session === open.session && open.last - entry.version < mostVersions && earliest - entry.time <= pause
    if (!continues && bursts.length === most) break
    if (continues) bursts[bursts.length - 1] = { ...open, first: entry.version, ...sum(open, measure(entry)) }
    else
      bursts.push({
        first: entry.version,
        last: entry.version,
        session: entry.session,
        user: live.authorOf(entry.session),
        time: entry.time,
        ...measure(entry),
      })
    earliest = entry.time
  }
  return bursts
}

type Measure = { inserted: number; deleted: number }
const sum = (one: Measure, other: Measure): Measure => ({ inserted: one.inserted + other.inserted, deleted: one.deleted + other.deleted })
function measure({ changes }: Entry): Measure {
  let inserted = 0
  let deleted = 0
  changes.iterChanges((fromA, toA, fromB, toB) => {
    inserted += toB - fromB
    deleted += toA - fromA
  })
  return { inserted, deleted }
}
