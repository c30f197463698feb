import { StoaError, quote } from '@stoa/sdk/contract'

const made = (code: string, message: string) => new StoaError({ code, message })

/** Everything that history says no to. */
export const errors = {
  noVersion: (path: string, version: number, head: number) =>
    made('no_version', `There is no version ${version} of ${quote(path)}. Shown is the newest, ${head}.`),
  notEditable: (path: string) =>
    made('not_editable', `${quote(path)} cannot be written now, so nothing was restored. Its editor says why.`),
  sameText: (path: string, version: number) => made('same_text', `${quote(path)} already says what version ${version} says.`),
  notCopied: () =>
    made('not_copied', 'This browser lets nothing be copied here. Use “Download”, or open the page at an address that begins with https.'),
}
