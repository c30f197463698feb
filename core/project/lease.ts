import type { Clock } from '@stoa/sdk/project'

/** Milliseconds of this machine's own steady time: the same number in each of its processes, and set back or forward by nobody. */
export const machineTime = (): number => Number(process.hrtime.bigint() / 1000n) / 1000

/** The permission to be a project's only server, until a moment of `machineTime`. A paused host cannot end its children, so they look themselves. */
export type Lease = {
  /** Whether it is still good. To be asked before anything is said to anybody. */
  holds(): boolean
  /** The host has renewed it. An earlier moment than the one known changes nothing. */
  extend(until: number): void
  /** Called once, when it is over. */
  onEnd(listener: () => void): void
  stop(): void
}

/** Makes a lease that ends at `until` unless it is extended. While it does not hold nothing may be said; `onEnd` says that it will not hold again. */
export function createLease({
  until,
  time = machineTime,
  clock,
}: {
  until: number
  time?: () => number
  clock: Pick<Clock, 'after'>
}): Lease {
  const listeners: (() => void)[] = []
  let end = until
  let over = false
  let stopTimer = (): unknown => undefined

  const holds = (): boolean => !over && time() < end
  function finish(): void {
    over = true
    for (const listener of listeners.splice(0)) listener()
  }
  function look(): void {
    if (holds()) stopTimer = clock.after(Math.max(1, end - time()), look)
    // This process may have stood still, and the renewal lie unread before it: it is read before the next timer.
    else stopTimer = clock.after(1, () => (holds() ? look() : finish()))
  }
  look()
  return {
    holds,
    extend(next) {
      if (next > end) end = next
    },
    onEnd(listener) {
      if (over) listener()
      else listeners.push(listener)
    },
    stop: () => void stopTimer(),
  }
}
