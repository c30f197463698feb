const hour = 3_600_000
const day = 24 * hour
/** How long one snapshot of each span is kept, in milliseconds. Within a day all are. */
const rules = [
  { each: hour, for: 3 * day },
  { each: day, for: 14 * day },
  { each: 7 * day, for: 56 * day },
  { each: 30 * day, for: 365 * day },
]

/**
 * Which snapshots stay: all of a day, then one an hour for 3 days, one a day for 14, one a week for 8 weeks, one a month for a year, and
 * the newest always. Of a span the oldest stays, so that a flood of late ones cannot push it out.
 */
export function kept({ times, now }: { times: readonly number[]; now: number }): ReadonlySet<number> {
  const sorted = [...times].sort((a, b) => a - b)
  const stay = new Set(sorted.filter(time => now - time <= day))
  for (const rule of rules) {
    const spans = new Set<number>()
    for (const time of sorted) {
      if (now - time > rule.for) continue
      const span = Math.floor(time / rule.each)
      if (!spans.has(span)) stay.add(time)
      spans.add(span)
    }
  }
  const newest = sorted.at(-1)
  if (newest !== undefined) stay.add(newest)
  return stay
}
