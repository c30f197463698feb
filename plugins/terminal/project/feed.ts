import type { Clock, TerminalProcess } from '@stoa/sdk/project'
import { createCutter } from './cut.ts'
import { createWaiting } from './waiting.ts'

/** So much is shown at once; between two of them everything else of this process has its turn. */
const mostAtOnce = 32 * 1024
/** Above it, what the program prints is left with the system, and the program waits; it goes on below the lower one. */
const high = 128 * 1024
const low = 64 * 1024
/** Of plain lines so much may wait, since all of them but the last are left out. */
const mostPlain = 2 * 1024 * 1024
/** A sequence that is longer than this is shown in parts. */
const mostHeld = 64 * 1024
/** While lines are left out: between two screens that are shown, and until it is seen that no more come, in milliseconds. */
const frame = 200
const quiet = 20
/** Whose plain lines come faster than this, in bytes a frame, is not read by anybody. */
const readable = 256 * 1024

/** What is done with a program's output. */
export type Shows = {
  /** Shows it. `more`: what is shown next is to be seen together with it. */
  show(bytes: Uint8Array, given: { more: boolean }): void
  /** Plain lines after which nothing is left of what was there; null while all must be shown. */
  depth(): number | null
  /** So many bytes were left out. */
  skip(bytes: number): void
}

/**
 * Hands on what a program prints, in order, in pieces that end between sequences. Of plain lines that come without end, those are left out that nobody could
 * see any more when the last is shown. `end` hands on what is left, at once.
 */
export function feed({
  program,
  clock,
  shows: { show, depth, skip },
}: {
  program: Pick<TerminalProcess, 'onData' | 'pause' | 'resume'>
  clock: Pick<Clock, 'after' | 'elapsed'>
  shows: Shows
}): { end(): void } {
  const cutter = createCutter()
  const waiting = createWaiting()
  let held: Uint8Array[] = []
  let heldBytes = 0
  let paused = false
  let next: NodeJS.Immediate | null = null
  /** Bytes that are shown before anything is left out again. */
  let owed = 0
  let window = { since: clock.elapsed(), shown: 0 }
  let ahead: { since: number; came: boolean } | null = null
  let stopTimer = (): void => {}

  const stop = program.onData(data => {
    waiting.push(data)
    if (ahead) ahead.came = true
    else if (!getAhead() && !next) turn()
    leaveOut()
    if (waiting.bytes > (waiting.lines === null ? high : mostPlain) && !paused) {
      paused = true
      program.pause()
    }
    if (ahead && (paused || waiting.lines === null)) showAll()
  })

  /** Whether plain lines come faster than they can be seen: then what is shown is the newest, now and then. What is held has begun something, and is part of what waits. */
  function getAhead(): boolean {
    const needed = owed > 0 || heldBytes > 0 || waiting.lines === null || waiting.bytes === 0 ? null : depth()
    if (needed === null || (waiting.lines! < needed && window.shown < readable)) return false
    if (next) clearImmediate(next)
    next = null
    ahead = { since: clock.elapsed(), came: false }
    look()
    return true
  }

  function look(): void {
    const stopThis = clock.after(quiet, () => {
      if (!ahead) return
      if (!ahead.came || clock.elapsed() - ahead.since >= frame) return showAll()
      ahead.came = false
      look()
    })
    stopTimer = () => void stopThis()
  }

  function showAll(): void {
    stopTimer()
    ahead = null
    owed = waiting.bytes
    turn()
  }

  function leaveOut(): void {
    const needed = ahead ? depth() : null
    if (needed === null) return
    const dropped = waiting.leave(needed)
    if (dropped > 0) skip(dropped)
  }

  /** The first piece is shown at once; what comes in the same moment is gathered, since the system hands on little at a time. */
  function turn(): void {
    next = null
    if (waiting.bytes === 0) return
    step()
    if (paused && waiting.bytes < low) {
      paused = false
      program.resume()
    }
    if (!getAhead()) next = setImmediate(turn)
  }

  function step(): void {
    const piece = waiting.take(mostAtOnce)
    owed = Math.max(0, owed - piece.length)
    const now = clock.elapsed()
    if (now - window.since > frame) window = { since: now, shown: 0 }
    window.shown += piece.length
    const more = owed > 0
    const whole = cutter.push(piece)
    const rest = piece.subarray(whole)
    if (whole > 0) {
      const ready = piece.subarray(0, whole)
      show(held.length === 0 ? ready : Buffer.concat([...held, ready]), { more })
      held = []
      heldBytes = 0
    }
    if (rest.length > 0) {
      held.push(rest)
      heldBytes += rest.length
    }
    if (heldBytes > mostHeld) {
      show(Buffer.concat(held), { more })
      held = []
      heldBytes = 0
    }
  }

  return {
    end() {
      void stop()
      stopTimer()
      ahead = null
      if (next) clearImmediate(next)
      owed = 0
      while (waiting.bytes > 0) step()
      // What was begun and never ended shows nothing.
      held = []
      next = null
    },
  }
}
