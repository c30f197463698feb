import { dayName } from './said.ts'
import type { Burst, Timeline } from './timeline.ts'

/** A mark on the track: at `x`, `height` from 0 to 1, by whom. */
export type Tick = { readonly x: number; readonly height: number; readonly by: Pick<Burst, 'session' | 'user'> }
/** A day where it begins on the track. */
export type DayMark = { readonly x: number; readonly title: string }

/** How the track is drawn: from its first version at 0 to its newest at `width`. */
export type TrackScale = { readonly width: number; readonly first: number; readonly head: number }

/** Where a version stands on the track. */
export function placeOf(version: number, { width, first, head }: TrackScale): number {
  return head <= first ? width : ((Math.min(Math.max(version, first), head) - first) / (head - first)) * width
}
/** The version at a place on the track. */
export function versionAt(x: number, { width, first, head }: TrackScale): number {
  if (head <= first || width <= 0) return Math.max(first, head)
  return Math.round(first + (Math.min(Math.max(x, 0), width) / width) * (head - first))
}

/** At most one mark for every `grain` pixels: there whoever wrote most, as high as what was written there, so a track of any length has few. */
export function ticksOf(timeline: Timeline, scale: TrackScale, grain = 3): Tick[] {
  const columns = new Map<number, { sum: number; most: number; by: Tick['by'] }>()
  for (const burst of timeline) {
    const { first, last, inserted, deleted } = burst
    const from = Math.floor(placeOf(first, scale) / grain)
    const to = Math.floor(placeOf(last, scale) / grain)
    // Where there is more room than versions, each version has its mark.
    const marks = Math.min(to - from, last - first) + 1
    const written = (inserted + deleted) / marks
    for (let mark = 0; mark < marks; mark++) {
      const column = marks === to - from + 1 ? from + mark : Math.floor(placeOf(first + mark, scale) / grain)
      const known = columns.get(column)
      const ahead = !known || written > known.most
      columns.set(column, {
        sum: (known?.sum ?? 0) + written,
        most: ahead ? written : known.most,
        by: ahead ? burst : known.by,
      })
    }
  }
  const highest = Math.max(1, ...[...columns.values()].map(({ sum }) => sum))
  return [...columns]
    .sort(([one], [other]) => one - other)
    .map(([column, { sum, by }]) => ({
      x: column * grain,
      height: Math.log1p(sum) / Math.log1p(highest),
      by,
    }))
}

/** The days that begin on the track, oldest first, leaving out those that would stand on another's name. `room` is what a name takes. */
export function daysOf(timeline: Timeline, { scale, now, room }: { scale: TrackScale; now: number; room: number }): DayMark[] {
  const days: DayMark[] = []
  let title = ''
  for (let at = timeline.length - 1; at >= 0; at--) {
    const { first, time } = timeline[at]!
    const name = dayName(time, now)
    if (name === title) continue
    title = name
    const x = placeOf(first, scale)
    const before = days.at(-1)
    if (before && x - before.x < room) continue
    if (x + room / 2 > scale.width && days.length > 0) continue
    days.push({ x, title: name })
  }
  return days
}

/** Where the flags of one or two places stand: above them, but within the track and not on each other. `half` is half of a flag. */
export function flagsOf(places: readonly number[], { width, half }: { width: number; half: number }): number[] {
  const least = half
  const most = Math.max(half, width - half)
  const clamp = (x: number, from: number, to: number): number => Math.min(Math.max(x, from), Math.max(from, to))
  const [one, other] = places
  if (one === undefined || other === undefined) return places.map(x => clamp(x, least, most))
  const gap = Math.max(Math.abs(one - other), 2 * half + 4)
  const low = clamp((one + other - gap) / 2, least, most - gap)
  const high = clamp((one + other + gap) / 2, low + 2 * half + 4, most)
  return one < other ? [low, high] : [high, low]
}
