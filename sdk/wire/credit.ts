/** Body bytes that may be under way on a channel in one direction. */
export const firstWindow = 256 * 1024

/** What the sending side may still send. One frame may go whenever `left` is above zero, so it can fall below. */
export type Credit = {
  readonly left: number
  spend(bytes: number): void
  /** Takes back what the receiver has consumed. False if it is more than was ever spent: the other end is cheating. */
  grant(bytes: number): boolean
}

/** Counts what may be sent on a channel. */
export function createCredit(): Credit {
  let left = firstWindow
  return {
    get left() {
      return left
    },
    spend(bytes) {
      left -= bytes
    },
    grant(bytes) {
      if (left + bytes > firstWindow) return false
      left += bytes
      return true
    },
  }
}

/** What the receiving side has let the sender send, and what it owes. */
export type Meter = {
  /** Counts a frame that came. False if there was no credit for it. */
  receive(bytes: number): boolean
  /** Says that so many bytes are dealt with; gives credit back once half the window is due, so that credit frames stay few. */
  consume(bytes: number): void
}

/** Counts what was received, and grants more when enough of it is used up. */
export function createMeter(giveBack: (bytes: number) => void): Meter {
  let allowed = firstWindow
  let due = 0
  return {
    receive(bytes) {
      if (allowed <= 0) return false
      allowed -= bytes
      return true
    },
    consume(bytes) {
      due += bytes
      if (due < firstWindow / 2) return
      const given = due
      due = 0
      allowed += given
      giveBack(given)
    },
  }
}
