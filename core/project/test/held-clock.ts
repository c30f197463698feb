import type { Clock } from '@stoa/sdk/hub'

/** A clock that stands still until `pass` moves it; work that falls due is done in order. */
export function heldClock(start = Date.UTC(2026, 0, 1)): Clock & { pass(ms: number): void } {
  let elapsed = 0
  const due = new Set<{ at: number; every: number | null; work(): void }>()
  function add(ms: number, every: number | null, work: () => void) {
    const entry = { at: elapsed + ms, every, work }
    due.add(entry)
    return () => void due.delete(entry)
  }
  return {
    now: () => start + elapsed,
    elapsed: () => elapsed,
    after: (ms, work) => add(ms, null, work),
    every: (ms, work) => add(ms, ms, work),
    pass(ms) {
      const end = elapsed + ms
      for (;;) {
        const next = [...due].filter(({ at }) => at <= end).toSorted((a, b) => a.at - b.at)[0]
        if (!next) break
        elapsed = next.at
        if (next.every === null) due.delete(next)
        else next.at += next.every
        next.work()
      }
      elapsed = end
    },
  }
}
