/** A clock that stands still until it is told to move, for stores under test. */
export type HeldClock = { now(): number; every(ms: number, work: () => void): () => void; forward(ms: number): void }

export function heldClock(start = Date.UTC(2026, 0, 1)): HeldClock {
  let now = start
  const repeated = new Set<{ due: number; ms: number; work: () => void }>()
  return {
    now: () => now,
    every(ms, work) {
      const entry = { due: now + ms, ms, work }
      repeated.add(entry)
      return () => void repeated.delete(entry)
    },
    forward(ms) {
      now += ms
      for (const entry of repeated) {
        if (entry.due > now) continue
        entry.due = now + entry.ms
        entry.work()
      }
    },
  }
}
