/** Values on their way to the server, never more than a few requests at a time. */
export type Stream = {
  /** Sets a control; what it was to be set to before, and has not been sent, is forgotten. */
  set(name: string, value: unknown): void
  /** Whether anything is under way. */
  readonly busy: boolean
}
export type StreamGiven = {
  send(values: Readonly<Record<string, unknown>>): Promise<void>
  /** Requests that may be under way: one that runs, one that waits, and one that takes its place. */
  readonly most?: number
  /** Called when `busy` changes. */
  changed?(busy: boolean): void
}

/**
 * Sends values at once, or gathers them while `most` requests are under way. The newest value of each control wins and the last is always
 * sent; a request that fails is the business of `send`.
 */
export function streamOf({ send, most = 3, changed }: StreamGiven): Stream {
  let next: Record<string, unknown> = {}
  let under = 0
  const go = () => {
    if (under >= most || Object.keys(next).length === 0) return
    const values = next
    next = {}
    if (under++ === 0) changed?.(true)
    void send(values).finally(() => {
      under--
      if (under === 0 && Object.keys(next).length === 0) changed?.(false)
      go()
    })
  }
  return {
    set(name, value) {
      next = { ...next, [name]: value }
      go()
    },
    get busy() {
      return under > 0
    },
  }
}
