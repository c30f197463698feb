/** How long something may be on its way before a person is told that it is not saved, in milliseconds. */
const patience = 5_000

/** Notices when something has been on its way for too long. */
export function createPatience({ after, ended: tell }: { after: (ms: number, work: () => void) => () => void; ended: () => void }) {
  let ended = false
  let stop: (() => void) | null = null
  return {
    get ended() {
      return ended
    },
    /** Whether something is on its way now. */
    look(pending: boolean): void {
      if (!pending) {
        stop?.()
        stop = null
        ended = false
      } else if (!stop && !ended)
        stop = after(patience, () => {
          stop = null
          ended = true
          tell()
        })
    },
  }
}
