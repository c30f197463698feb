import type { LiveDocument } from './document.ts'
import type { Author } from './records.ts'
import type { Stroke } from './strokes.ts'

/** What one session wrote without pause: the lines of a document's timeline. */
export type Burst = {
  readonly first: number
  readonly last: number
  readonly session: string
  readonly user: Author
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
  const written: Burst[] = []
  await live.walk({ after: Math.max(live.first, before - most * mostVersions), upTo: before }, stroke => void written.push(burstOf(stroke)))
  const bursts: Burst[] = []
  let earliest = 0
  for (const one of written.toReversed()) {
    const open = bursts.at(-1)
    const continues = open && one.session === open.session && open.last - one.first < mostVersions && earliest - one.time <= pause
    if (!continues && bursts.length === most) break
    if (continues) bursts[bursts.length - 1] = { ...open, first: one.first, ...sum(open, one) }
    else bursts.push(one)
    earliest = one.time
  }
  return bursts
}

/**
 * All versions, newest first, in at most so many parts of the same number of versions: what was written in each, and who wrote most of it. A line from the
 * first version to the newest can be drawn of it, however many there are.
 */
export async function timelineOf({ live, buckets }: { live: LiveDocument; buckets: number }): Promise<Burst[]> {
  const { first } = live
  const upTo = live.shown.version
  const size = Math.max(1, Math.ceil((upTo - first) / buckets))
  const parts: Burst[] = []
  let writers = new Map<string, Burst>()
  let last = 0
  function end(): void {
    const all = [...writers.values()]
    if (all.length === 0) return
    const most = all.reduce((one, other) => (amount(other) > amount(one) ? other : one))
    const newest = all.reduce((one, other) => (other.last > one.last ? other : one))
    const total = all.reduce(sum, { inserted: 0, deleted: 0 })
    parts.push({ ...most, first: Math.min(...all.map(one => one.first)), last: newest.last, time: newest.time, ...total })
    writers = new Map()
  }
  await live.walk({ after: first, upTo }, stroke => {
    const part = Math.floor((stroke.version - first - 1) / size)
    if (part !== last) end()
    last = part
    const one = burstOf(stroke)
    const open = writers.get(one.session)
    writers.set(one.session, open ? { ...one, first: open.first, ...sum(open, one) } : one)
  })
  end()
  return parts.reverse()
}

type Measure = { inserted: number; deleted: number }
const sum = (one: Measure, other: Measure): Measure => ({ inserted: one.inserted + other.inserted, deleted: one.deleted + other.deleted })
const amount = ({ inserted, deleted }: Measure): number => inserted + deleted

function burstOf({ version, session, author, time, splices }: Stroke): Burst {
  let inserted = 0
  let deleted = 0
  for (const splice of splices) {
    inserted += splice.units
    deleted += splice.deleted
  }
  return { first: version, last: version, session, user: author, time, inserted, deleted }
}
