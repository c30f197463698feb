import type { Stop } from '@stoa/sdk/contract'

/** One thing at a time in a session: cells in the order of their queue, and acts between them. */
export type Turns = {
  /** Begins with the queue if nothing is under way. */
  wake(): void
  /** Does something when its turn has come. Acts and cells take turns, so that neither can hold up the other. */
  act<T>(work: () => Promise<T>): Promise<T>
  /** Whether the queue of cells is under way. */
  readonly underWay: boolean
  /** Whether an act is being done now. */
  readonly acting: boolean
  /** Whether acts wait. */
  readonly waiting: boolean
}
export type TurnsGiven = {
  /** The cell that is next, if one waits. */
  nextCell(): string | undefined
  runCell(id: string): Promise<void>
  /** Called while anything is under way; stopped when all is done. */
  hold(): Stop
}

/** Gives the turns of one worksheet. */
export function takeTurns({ nextCell, runCell, hold }: TurnsGiven): Turns {
  const acts: (() => Promise<void>)[] = []
  let pumping = false
  let running = false
  let acting = false
  let actLast = false

  const pump = async () => {
    if (pumping) return
    pumping = true
    const held = hold()
    try {
      for (;;) {
        const cell = nextCell()
        const act = cell === undefined || !actLast ? acts.shift() : undefined
        if (act) {
          actLast = acting = true
          await act()
          acting = false
        } else if (cell !== undefined) {
          actLast = false
          running = true
          await runCell(cell)
          running = false
        } else break
      }
    } finally {
      pumping = running = acting = false
      void held()
    }
  }

  return {
    wake: () => void pump(),
    act<T>(work: () => Promise<T>): Promise<T> {
      return new Promise<T>((resolve, reject) => {
        acts.push(() => work().then(resolve, reject))
        void pump()
      })
    },
    get underWay() {
      return running
    },
    get acting() {
      return acting
    },
    get waiting() {
      return acts.length > 0
    },
  }
}
