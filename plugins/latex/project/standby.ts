import type { Clock } from '@stoa/sdk/project'
import type { Held } from './run.ts'

/** How long after a build the next is prepared, and how long that waits, in milliseconds. */
const prepareAfter = 700
const keptFor = 15 * 60_000

/**
 * The one program of a project that was started ahead and waits: to set up a sandbox and to read latexmk takes a third of a small document's
 * build, and is done while somebody reads. Its `key` says all that it was started with, so that one that does not fit is never used.
 */
export type Standby = {
  /** The program that waits, if it was started with this; else it is given up. */
  take(key: string): Held | null
  /** Starts one in a moment, in place of what waits. */
  prepare(start: () => Promise<{ key: string; held: Held }>): void
  stop(): void
}

/** Makes the place for one program. */
export function createStandby(clock: Clock): Standby {
  let waiting: { key: string; held: Held } | null = null
  let turn = 0
  let stopTimer = () => {}
  const drop = () => {
    turn++
    stopTimer()
    stopTimer = () => {}
    waiting?.held.stop()
    waiting = null
  }
  return {
    take(key) {
      const found = waiting?.key === key ? waiting.held : null
      if (found) waiting = null
      drop()
      return found
    },
    prepare(start) {
      drop()
      const mine = turn
      stopTimer = asVoid(
        clock.after(prepareAfter, () => {
          void start()
            .then(made => {
              if (mine !== turn) return made.held.stop()
              waiting = made
              stopTimer = asVoid(clock.after(keptFor, drop))
              // What ended while it waited is of no use.
              void made.held.ended.then(() => {
                if (waiting === made) drop()
              })
            })
            // Then the next build starts its own.
            .catch(() => undefined)
        }),
      )
    },
    stop: drop,
  }
}

const asVoid = (stop: () => unknown) => () => void stop()
