import type { Event } from '@stoa/sdk/contract'
import type { Credit } from '@stoa/sdk/wire'
import type { Packed } from './packet.ts'

/** One frame that spends credit. */
export type Outgoing = { readonly kind: 'reply' | 'emit'; readonly id: number | string; readonly method: string; readonly body: Packed }

/** What waits for one channel's credit, in the order it was produced. */
export type Outbox = {
  /** Sends, or keeps by the policy. False: events beyond `mostQueued` wait, and the channel must be closed. */
  push(frame: Outgoing, whenSlow: Event['whenSlow']): boolean
  /** There is credit, or the channel has been opened: sends what may go. */
  flush(): void
  readonly writable: boolean
  /** Bytes of replies that wait. */
  readonly replyBytes: number
  /** Bytes of everything that waits. */
  readonly bytes: number
  clear(): void
}

/** Bytes of events with the policy `queue` that may wait for one channel. */
export const mostQueued = 4 << 20

export function createOutbox({ credit, ready, send }: { credit: Credit; ready: () => boolean; send: (frame: Outgoing) => void }): Outbox {
  // Keyed by name for `latest`, so that a newer one replaces it and goes to the end: it never overtakes what was produced before it.
  const waiting = new Map<string | number, Outgoing>()
  let next = 0
  let bytes = 0
  let replyBytes = 0
  let queuedBytes = 0

  function count(key: string | number, frame: Outgoing, sign: 1 | -1): void {
    const size = sign * frame.body.bytes.length
    bytes += size
    if (frame.kind === 'reply') replyBytes += size
    else if (typeof key === 'number') queuedBytes += size
  }
  function writable(): boolean {
    return waiting.size === 0 && credit.left > 0 && ready()
  }
  function dispatch(frame: Outgoing): void {
    credit.spend(frame.body.bytes.length)
    send(frame)
  }
  return {
    push(frame, whenSlow) {
      if (writable()) {
        dispatch(frame)
        return true
      }
      if (whenSlow === 'drop') return true
      const key = whenSlow === 'latest' ? frame.method : next++
      const old = waiting.get(key)
      if (old) {
        waiting.delete(key)
        count(key, old, -1)
      }
      waiting.set(key, frame)
      count(key, frame, 1)
      return queuedBytes <= mostQueued
    },
    flush() {
      if (!ready()) return
      for (const [key, frame] of waiting) {
        if (credit.left <= 0) return
        waiting.delete(key)
        count(key, frame, -1)
        dispatch(frame)
      }
    },
    get writable() {
      return writable()
    },
    get replyBytes() {
      return replyBytes
    },
    get bytes() {
      return bytes
    },
    clear() {
      waiting.clear()
      bytes = replyBytes = queuedBytes = 0
    },
  }
}
