import type { TerminalProcess } from '@stoa/sdk/project'
import { createCutter } from './cut.ts'

/** So much is shown at once; between two of them everything else of this process has its turn. */
const mostAtOnce = 16 * 1024
/** Above it, what the program prints is left with the system, and the program waits; it goes on below the lower one. */
const high = 128 * 1024
const low = 32 * 1024
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

  function turn(): void {
    next = null
    step()
    if (paused && bytes < low) {
      paused = false
      program.resume()
    }
    if (bytes > 0) next = setImmediate(turn)
  }

  function step(): void {
    const first = waiting[0]
    if (!first) return
    const piece = first.subarray(0, mostAtOnce)
    if (piece.length === first.length) waiting.shift()
    else waiting[0] = first.subarray(mostAtOnce)
    bytes -= piece.length
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
