/** A control's new value, and who set it. Only an editor's text is evaluated as code (`trusted`). */
export type Sent = { readonly value: unknown; readonly by: string; readonly trusted: boolean }
/** One movement of controls. `who` looks alone, and is null where everybody sees it. */
export type Move = {
  readonly interact: string
  readonly cell: string
  readonly values: Readonly<Record<string, Sent>>
  readonly who: string | null
}
/** What a run is asked for: the values gathered by the time it begins, under the number that they were promised. */
export type Asked = Omit<Move, 'values'> & { readonly move: number; take(): Readonly<Record<string, Sent>> }
/** Moves of one worksheet. */
export type Moves<Done> = {
  /** The newest value of each control wins; `over` resolves with the run that had this one or a newer one. */
  set(move: Move): { readonly move: number; readonly over: Promise<Done> }
}

type Pending<Done> = {
  readonly move: number
  values: Record<string, Sent>
  readonly over: Promise<Done>
  resolve(done: Done): void
  reject(error: unknown): void
}

/**
 * Runs each interact once at a time. What comes while it runs is gathered, and runs next: values between are dropped, the last never is.
 * `run` calls `take` when its turn has come, so that it has what came while it waited.
 */
export function gatherMoves<Done>(run: (asked: Asked) => Promise<Done>): Moves<Done> {
  const waiting = new Map<string, Pending<Done>>()
  const running = new Set<string>()
  let last = 0

  const go = async (key: string, about: Omit<Move, 'values'>) => {
    if (running.has(key)) return
    running.add(key)
    try {
      for (let next = waiting.get(key); next; next = waiting.get(key)) {
        const own = next
        const take = () => {
          if (waiting.get(key) === own) waiting.delete(key)
          return own.values
        }
        try {
          own.resolve(await run({ ...about, move: own.move, take }))
        } catch (failure) {
          own.reject(failure)
        }
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
      const pending = known ?? pendingMove<Done>(++last)
      pending.values = { ...pending.values, ...move.values }
      waiting.set(key, pending)
      void go(key, { interact: move.interact, cell: move.cell, who: move.who })
      return { move: pending.move, over: pending.over }
    },
  }
}

function pendingMove<Done>(move: number): Pending<Done> {
  const { promise, resolve, reject } = Promise.withResolvers<Done>()
  promise.catch(() => {})
  return { move, values: {}, over: promise, resolve, reject }
}
