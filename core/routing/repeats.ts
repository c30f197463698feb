import type { Packed } from './packet.ts'

/** Remembers what idempotent calls answered, so that the same call sent again after a reconnect runs once. */
export type Repeats = {
  /** The outcome of `work` for this key: of the run under way, of the one remembered, or of one begun now. */
  once(key: string, work: () => Promise<Packed>): Promise<Packed>
}

const mostRemembered = 4096
const mostRememberedBytes = 4 << 20

/** The oldest answers are forgotten first; one under way never is. Nothing survives the process. */
export function createRepeats(): Repeats {
  const running = new Map<string, Promise<Packed>>()
  const settled = new Map<string, { outcome: Promise<Packed>; size: number }>()
  let bytes = 0

  function remember(key: string, outcome: Promise<Packed>, size: number): void {
    running.delete(key)
    settled.set(key, { outcome, size })
    bytes += size
    for (const [oldest, { size: freed }] of settled) {
      if (settled.size <= mostRemembered && bytes <= mostRememberedBytes) return
      settled.delete(oldest)
      bytes -= freed
    }
  }
  return {
    once(key, work) {
      const known = running.get(key) ?? settled.get(key)?.outcome
      if (known) return known
      const outcome = work()
      running.set(key, outcome)
      outcome.then(
        body => remember(key, outcome, body.bytes.length),
        () => remember(key, outcome, 0),
      )
      return outcome
    },
  }
}
