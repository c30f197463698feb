import type { Clock } from '@stoa/sdk/project'
import type { Stop } from '@stoa/sdk/contract'

/** A control's new value, and who set it. Only an editor's text is evaluated as code (`trusted`). */
export type Sent = { readonly value: unknown; readonly by: string; readonly trusted: boolean }
/** One movement of controls. `who` looks alone, and is null where everybody sees it. */
export type Move = {
  readonly interact: string
  readonly cell: string
  readonly values: Readonly<Record<string, Sent>>
  readonly who: string | null
}
/** What a run is asked for, with who can be told that newer values wait: the values gathered by the time it begins, under the number that they were promised. */
export type Asked = Omit<Move, 'values'> & {
  readonly move: number
  take(): Readonly<Record<string, Sent>>
  begun(supersede: () => void): void
}
/** Moves of one worksheet. */
export type Moves<Done> = {
  /**
   * The newest value of each control wins. `over` resolves when the run is over that had this value, or with null as soon as newer ones
   * have taken its place in that run.
   */
  set(move: Move): { readonly move: number; readonly over: Promise<Done | null> }
}

type Waiter<Done> = { resolve(done: Done | null): void; reject(error: unknown): void }
/** The run of one interact. Newer values end it once it has taken long. */
type Running = { began: number; supersede: (() => void) | null; timer: Stop | null }
type Pending<Done> = { readonly move: number; values: Record<string, Sent>; waiter: Waiter<Done> }

/**
 * Runs each interact once at a time. What comes while it runs is gathered, and runs next: values between are dropped, the last never is.
 * `run` calls `take` when its turn has come, so that it has what came while it waited.
 */
export function gatherMoves<Done>({
  run,
  clock,
  patience = 1000,
}: {
  run(asked: Asked): Promise<Done>
  clock: Pick<Clock, 'elapsed' | 'after'>
  /** Milliseconds that a run may go on although newer values wait: while a control is dragged something is to be seen. */
  patience?: number
}): Moves<Done> {
  const waiting = new Map<string, Pending<Done>>()
  const running = new Map<string, Running>()
  let last = 0

  const hurry = (state: Running) => {
    if (!state.supersede || state.timer) return
    state.timer = clock.after(Math.max(0, state.began + patience - clock.elapsed()), () => state.supersede?.())
  }
  const go = async (key: string, about: Omit<Move, 'values'>) => {
    if (running.has(key)) return
    const state: Running = { began: 0, supersede: null, timer: null }
    running.set(key, state)
    try {
      for (let next = waiting.get(key); next; next = waiting.get(key)) {
        const own = next
        const take = () => {
          if (waiting.get(key) === own) waiting.delete(key)
          return own.values
        }
        const begun = (supersede: () => void) => {
          Object.assign(state, { began: clock.elapsed(), supersede })
          // Newer ones may have come between.
          if (waiting.has(key)) hurry(state)
        }
        try {
          const done = await run({ ...about, move: own.move, take, begun })
          own.waiter.resolve(done)
        } catch (failure) {
          own.waiter.reject(failure)
        }
        void state.timer?.()
        Object.assign(state, { supersede: null, timer: null })
        // A run that failed before its turn came.
        take()
      }
    } finally {
      running.delete(key)
    }
  }

  return {
    set(move) {
      const key = JSON.stringify([move.interact, move.who])
      const known = waiting.get(key)
      known?.waiter.resolve(null)
      const { promise, resolve, reject } = Promise.withResolvers<Done | null>()
      const values = { ...known?.values, ...move.values }
      // The same object, since its run may be waiting for its turn already.
      const pending = Object.assign(known ?? { move: ++last, values, waiter: { resolve, reject } }, { values, waiter: { resolve, reject } })
      waiting.set(key, pending)
      const now = running.get(key)
      if (now) hurry(now)
      void go(key, { interact: move.interact, cell: move.cell, who: move.who })
      return { move: pending.move, over: promise }
    },
  }
}
