import { StoaError, quote, type ErrorBody } from '../contract/error.ts'

/**
 * Codes after which the asking side waits and opens the channel (or, on channel 0, the socket) again by itself.
 * Every other refusal or close is final.
 */
export const retryable: ReadonlySet<string> = new Set([
  'project_restarting',
  'project_unreachable',
  'project_stopped',
  'files_elsewhere',
  'not_served_now',
  'hub_stopping',
  'silent',
  'too_many_opens',
])

/** Codes after which a channel that has been open is opened again too: the project is held off after several crashes, and comes back. */
export const passing: ReadonlySet<string> = new Set(['project_failed'])

/** The errors of the wire: what was received, and what to do. */
export const fault = {
  malformed: (why: string) => new StoaError({ code: 'malformed_frame', message: `A frame could not be read: ${why}.` }),
  frameTooLarge: (bytes: number) =>
    new StoaError({ code: 'frame_too_large', message: `A frame of ${bytes} bytes came; the most is 1 MiB. Send larger things as a file.` }),
  tooLarge: (method: string, bytes: number) =>
    new StoaError({
      code: 'too_large',
      message: `The message ${quote(method)} has ${bytes} bytes; the most is just under 1 MiB. Send larger things as a file.`,
    }),
  unknownOutcome: (method: string) =>
    new StoaError({
      code: 'unknown_outcome',
      message: `The connection was lost while ${quote(method)} was under way; it may or may not have been done. Look before you try again.`,
    }),
  tooManyCalls: (method: string) =>
    new StoaError({
      code: 'too_many_calls',
      message: `${quote(method)} was not sent: too many calls are waiting on this channel. Wait for some to be answered.`,
    }),
  channelClosed: (name: string) =>
    new StoaError({ code: 'channel_closed', message: `The channel to ${quote(name)} is closed. Open it again.` }),
  creditExceeded: () =>
    new StoaError({
      code: 'credit_exceeded',
      message: 'More was sent on this channel than had been allowed, so it was closed. Open it again.',
    }),
}

/** Reads an error off the wire; anything else becomes `internal`. */
export function receivedError(value: unknown): StoaError {
  const { code, message, field } = (typeof value === 'object' && value !== null ? value : {}) as Partial<ErrorBody>
  if (typeof code !== 'string' || typeof message !== 'string')
    return new StoaError({ code: 'internal', message: 'The server answered with an error it could not describe.' })
  return new StoaError(typeof field === 'string' ? { code, message, field } : { code, message })
}
