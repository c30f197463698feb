import type { TerminalProcess } from '@stoa/sdk/project'
import { createCutter } from './cut.ts'

/** So much is shown at once; between two of them everything else of this process has its turn. */
const mostAtOnce = 32 * 1024
/** Above it, what the program prints is left with the system, and the program waits; it goes on below the lower one. */
const high = 128 * 1024
const low = 64 * 1024
/** A sequence that is longer than this is shown in parts. */
const mostHeld = 64 * 1024

/**
 * Hands on what a program prints, in order, in pieces that end between sequences. `end` hands on what is left, at once.
 */
export function feed(program: Pick<TerminalProcess, 'onData' | 'pause' | 'resume'>, show: (bytes: Uint8Array) => void): { end(): void } {
  const cutter = createCutter()
  let waiting: Uint8Array[] = []
  let bytes = 0
  let held: Uint8Array[] = []
  let heldBytes = 0
  let paused = false
  let next: NodeJS.Immediate | null = null

  const stop = program.onData(data => {
    waiting.push(data)
    bytes += data.length
    if (bytes > high && !paused) {
      paused = true
      program.pause()
    }
    if (!next) turn()
  })

  /** The first piece is shown at once; what comes in the same moment is gathered, since the system hands on little at a time. */
  function turn(): void {
    next = null
    if (bytes === 0) return
    step()
    if (paused && bytes < low) {
      paused = false
      program.resume()
    }
    next = setImmediate(turn)
  }

  function step(): void {
    let length = 0
    const pieces: Uint8Array[] = []
    while (waiting[0] && length < mostAtOnce) {
      const piece = waiting[0].subarray(0, mostAtOnce - length)
      if (piece.length === waiting[0].length) waiting.shift()
      else waiting[0] = waiting[0].subarray(piece.length)
      pieces.push(piece)
      length += piece.length
    }
    bytes -= length
    const piece = pieces.length === 1 ? pieces[0]! : Buffer.concat(pieces)
    const whole = cutter.push(piece)
    const rest = piece.subarray(whole)
    if (whole > 0) {
      const ready = piece.subarray(0, whole)
      show(held.length === 0 ? ready : Buffer.concat([...held, ready]))
      held = []
      heldBytes = 0
    }
    if (rest.length > 0) {
      held.push(rest)
      heldBytes += rest.length
    }
    if (heldBytes > mostHeld) {
      show(Buffer.concat(held))
      held = []
      heldBytes = 0
    }
  }

  return {
    end() {
      void stop()
      if (next) clearImmediate(next)
      while (bytes > 0) step()
      waiting = []
      // What was begun and never ended shows nothing.
      held = []
      next = null
    },
  }
}
