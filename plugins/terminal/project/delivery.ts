import type { Clock } from '@stoa/sdk/project'
import type { Caller } from '@stoa/sdk/contract'
import type { Size, terminal as contract } from '../contract.ts'
import { lengthOf, type Happening, type Recent } from './recent.ts'

export type Viewer = Caller<typeof contract>
/** The screen at a position, ready to be sent. */
export type Snapshot = { readonly position: number; readonly size: Size; readonly bytes: Uint8Array }

/** What one viewer is sent, as fast as they take it. Nothing waits for them but what they are being sent: who falls behind gets the screen as it is then. */
export type Delivery = {
  /** There is news. Sends it if there is credit. */
  send(): void
  stop(): void
}
/** How pieces go out. */
export type Sending = {
  state(head: { position: number; columns: number; rows: number; bytes: number }): void
  screen(piece: Uint8Array): void
  output(bytes: Uint8Array): void
  size(size: Size): void
}

const mostPiece = 64 * 1024
/** Between two screens for one who is behind, in milliseconds. */
const pause = 100
/** How long nothing comes until one who was behind is sent what is above their screen too, and how long they may have taken for a piece; in milliseconds. */
const settled = 1000
const atOnce = 250

/** Begins to send: from `position`, or the screen first where that is null. `snapshot` answers it as it is, for one who was here before with less above it. */
export function startDelivery({
  caller,
  position,
  recent,
  snapshot,
  sending,
  clock,
}: {
  caller: Pick<Viewer, 'writable' | 'drained'>
  position: number | null
  recent: Recent
  snapshot(of: { behind: boolean }): Snapshot
  sending: Sending
  clock: Clock
}): Delivery {
  let at = position
  let screen: { bytes: Uint8Array; sent: number } | null = null
  let behind = false
  /** Less is above their screen than there is. */
  let reduced = false
  let slow = false
  let last = -Infinity
  let waiting = false
  let stopped = false
  let stopTimer = () => {}

  function later(ms: number, work: () => void): void {
    const stop = clock.after(ms, work)
    stopTimer = () => void stop()
  }

  /** False if it is too soon for another one. */
  function begin(): boolean {
    const now = clock.elapsed()
    if (behind && now - last < pause) {
      later(pause - (now - last), send)
      return false
    }
    show({ behind })
    last = now
    return true
  }

  function show(how: { behind: boolean }): void {
    const { position: from, size, bytes } = snapshot(how)
    reduced = how.behind
    behind = true
    at = from
    sending.state({ position: from, ...size, bytes: bytes.length })
    screen = { bytes, sent: 0 }
  }

  /** Whoever takes little is not kept from what comes next. */
  function settle(): void {
    if (slow || recent.end !== at) return
    show({ behind: false })
    send()
  }

  function pass(next: Happening): void {
    if ('size' in next) sending.size(next.size)
    else sending.output(next.bytes)
    at! += lengthOf(next)
  }

  function send(): void {
    stopTimer()
    while (!stopped && caller.writable) {
      if (screen) {
        if (screen.sent === screen.bytes.length) screen = null
        else {
          const piece = screen.bytes.subarray(screen.sent, screen.sent + mostPiece)
          screen.sent += piece.length
          sending.screen(piece)
        }
        continue
      }
      const next = at === null ? 'lost' : recent.after(at, mostPiece)
      if (next === null) {
        if (reduced) later(settled, settle)
        return
      }
      if (next !== 'lost') pass(next)
      else if (!begin()) return
    }
    if (stopped || waiting) return
    waiting = true
    const since = clock.elapsed()
    void caller.drained().then(() => {
      waiting = false
      slow = clock.elapsed() - since > atOnce
      send()
    })
  }

  return {
    send,
    stop() {
      stopped = true
      screen = null
      stopTimer()
    },
  }
}
