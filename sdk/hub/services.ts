import { token, type Stop } from '@stoa/sdk/contract'

/** The time, so that tests can hold it. */
export type Clock = {
  /** Milliseconds since 1970. May step; never subtract two for a duration. */
  now(): number
  /** Milliseconds from an arbitrary start, never going back. */
  elapsed(): number
  /** Calls `work` once after `ms`. */
  after(ms: number, work: () => void): Stop
  /** Calls `work` every `ms`. */
  every(ms: number, work: () => void): Stop
}
export const Clock = token<Clock>('stoa/Clock@1')

/** Structured log of one plugin. Values named token, password, secret or key are redacted. */
export type Log = {
  info(facts: object, sentence: string): void
  warn(facts: object, sentence: string): void
  error(facts: object, sentence: string): void
}
export const Log = token<Log>('stoa/Log@1')
