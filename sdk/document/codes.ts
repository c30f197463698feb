import type { ErrorBody } from '@stoa/sdk/contract'

/** Refusals after which the edit was certainly not taken. */
export const refusals: ReadonlySet<string> = new Set(['role_too_low', 'read_only', 'too_large', 'bad_edit', 'bad_body', 'deleted'])
/** Reasons for closing after which opening again makes sense. */
export const passing: ReadonlySet<string> = new Set([
  'too_slow',
  'credit_exceeded',
  'no_channel',
  'sequence_gap',
  'closed',
  'internal',
  'document_stopped',
  // After several crashes in a row the next start is held off for up to a minute.
  'project_failed',
  'disk_full',
])

/** What came of others cannot be applied here: one of the two ends is wrong, and nothing may be shown on top of it. */
export const adrift = (path: string, fault: Error): ErrorBody => ({
  code: 'adrift',
  message: `What others wrote in ${path} doesn’t fit the text here. Reload the page. (${fault.message})`,
})
