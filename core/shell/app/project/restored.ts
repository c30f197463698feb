import type { RunState } from './open.ts'

/** How long something lasted, in the largest unit that says enough. */
export function spanOf(ms: number): string {
  const minutes = Math.round(ms / 60_000)
  if (minutes < 1) return 'less than a minute'
  if (minutes < 120) return minutes === 1 ? '1 minute' : `${minutes} minutes`
  const hours = Math.round(minutes / 60)
  return hours < 48 ? `${hours} hours` : `${Math.round(hours / 24)} days`
}

/** What people are told when a snapshot took the place of files whose machine is gone. `now` in milliseconds since 1970. */
export function restoredSentence({ restored, machine, now }: Pick<RunState, 'restored' | 'machine'> & { now: number }): string | null {
  if (!restored) return null
  const where = machine === undefined ? 'The project' : `The project runs on the machine ${machine} now and`
  const lost = restored.lost === undefined ? '' : ` ${restored.lost}`
  return `The machine that ran this project is gone. ${where} was restored from a snapshot that is ${spanOf(now - restored.time)} old: what was changed after it is missing.${lost}`
}
