/** What one session wrote without pause, as the server tells it. `first` and `last` are versions, `time` is that of the last. */
export type Burst = {
  readonly first: number
  readonly last: number
  readonly session: string
  readonly user: { readonly id: string; readonly name: string }
  readonly time: number
  readonly inserted: number
  readonly deleted: number
  /** The ink of whoever wrote, 1 to 8; 0 for the disk and parts of the server. */
  readonly colour: number
}

/** What is known of a document's versions: bursts, newest first, none overlapping another. There may be gaps that were never asked for. */
export type Timeline = readonly Burst[]

/**
 * Adds a page of bursts (newest first, as the server gives them). What is known already stays; of a burst that reaches into it only the part
 * that is new is taken, with its share of what was written.
 */
export function addBursts(timeline: Timeline, page: readonly Burst[]): Timeline {
  const fresh = page.flatMap(burst => without(burst, timeline))
  return fresh.length === 0 ? timeline : [...timeline, ...fresh].sort((one, other) => other.last - one.last)
}

/** The parts of a burst that no known burst covers. */
function without(burst: Burst, timeline: Timeline): Burst[] {
  const parts: Burst[] = []
  let last = burst.last
  for (let at = indexAtOrBelow(timeline, last); at < timeline.length && timeline[at]!.last >= burst.first; at++) {
    const known = timeline[at]!
    if (known.last < last) parts.push(cut(burst, known.last + 1, last))
    last = Math.min(last, known.first - 1)
  }
  if (last >= burst.first) parts.push(cut(burst, burst.first, last))
  return parts
}

function cut(burst: Burst, first: number, last: number): Burst {
  if (first === burst.first && last === burst.last) return burst
  const share = (last - first + 1) / (burst.last - burst.first + 1)
  return { ...burst, first, last, inserted: Math.round(burst.inserted * share), deleted: Math.round(burst.deleted * share) }
}

/** Index of the newest burst that begins at or before a version; the length where there is none. */
export function indexAtOrBelow(timeline: Timeline, version: number): number {
  let low = 0
  let high = timeline.length
  while (low < high) {
    const middle = (low + high) >> 1
    if (timeline[middle]!.first <= version) high = middle
    else low = middle + 1
  }
  return low
}

/** The burst that a version belongs to, if that is known. */
export function burstAt(timeline: Timeline, version: number): Burst | undefined {
  const found = timeline[indexAtOrBelow(timeline, version)]
  return found && found.last >= version ? found : undefined
}

/** The bursts around a version that follow each other without a gap, newest first; empty if the version itself is not known. */
export function stretchAt(timeline: Timeline, version: number): Timeline {
  const at = indexAtOrBelow(timeline, version)
  const here = timeline[at]
  if (!here || here.last < version) return []
  let from = at
  while (from > 0 && timeline[from - 1]!.first === timeline[from]!.last + 1) from--
  let to = at
  while (to + 1 < timeline.length && timeline[to + 1]!.last === timeline[to]!.first - 1) to++
  return from === 0 && to === timeline.length - 1 ? timeline : timeline.slice(from, to + 1)
}

/** The newest version at or below this one that is not known; 0 where all of them are. */
export function unknownBelow(timeline: Timeline, version: number): number {
  const stretch = stretchAt(timeline, version)
  return stretch.length === 0 ? version : stretch.at(-1)!.first - 1
}

/** Whether a session is a part of the server, or the disk, and nobody's. */
export const isProgram = (session: string): boolean => session.startsWith('!') || session.startsWith('~')

/** Who wrote: a person, or the program or part of the server as which something wrote. */
export const writerOf = ({ session, user }: Pick<Burst, 'session' | 'user'>): string => (isProgram(session) ? session : user.id)

/** What is left after everything before a version was forgotten: that version's text is still there, and who wrote it is not. */
export function since(timeline: Timeline, first: number): Timeline {
  return first <= 1
    ? timeline
    : timeline.filter(({ last }) => last > first).map(burst => cut(burst, Math.max(burst.first, first + 1), burst.last))
}
