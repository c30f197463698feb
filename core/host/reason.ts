import { constants } from 'node:os'
import { megabytes } from './memory.ts'

export type Ending = {
  readonly code: number | null
  readonly signal: string | null
  /** What the server said of its own failure. */
  readonly failed: string | null
  /** Killed for want of memory. */
  readonly outOfMemory: boolean
  readonly memoryLimit: number
  readonly lastLines: readonly string[]
}

/** Why a project server ended by itself, as a sentence for its people. */
export function reasonOf({ code, signal, failed, outOfMemory, memoryLimit, lastLines }: Ending): string {
  // Shells and bwrap report death by a signal as 128 + its number.
  const number =
    signal !== null ? constants.signals[signal as NodeJS.Signals] : code !== null && code > 128 && code < 160 ? code - 128 : null
  if (outOfMemory && (number === 9 || failed === null)) return `The project ran out of memory at ${megabytes(memoryLimit)}.`
  if (failed !== null) return failed
  if (number !== null) return `The project server was ended by signal ${number}.`
  if (code === 99) return 'The project server could not be put under its limits.'
  if (code === 98) return 'The project’s files could not be mounted for its sandbox.'
  const said = lastLines.at(-1)
  return `The project server ended with exit code ${code}${said ? `: ${said.slice(0, 300)}` : ''}.`.replace(/\.\.$/, '.')
}

/**
 * How long the next start waits after `crashes` endings in a row, in milliseconds: the first restart is at once, then one
 * second, doubling up to a minute.
 */
export function holdOff(crashes: number): number {
  return crashes <= 1 ? 0 : Math.min(60_000, 1000 * 2 ** (crashes - 2))
}
