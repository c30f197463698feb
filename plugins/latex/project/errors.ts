import { StoaError, quote } from '@stoa/sdk/contract'

/** Everything that this plugin says no to. */
export const errors = {
  noPdf: (main: string) =>
    new StoaError({
      code: 'no_pdf',
      message: `There is no PDF of ${quote(main)} yet, or not this one any more. Build it, or load the page again.`,
    }),
  noLog: (main: string) => new StoaError({ code: 'no_log', message: `There is no log of ${quote(main)}. Build it first.` }),
  notInstalled: (program: string) =>
    new StoaError({
      code: 'not_installed',
      message: `${quote(program)} is not installed where this project runs. Ask whoever looks after the server to install TeX Live.`,
    }),
  notCounted: (main: string, said: string) =>
    new StoaError({ code: 'not_counted', message: `The words of ${quote(main)} could not be counted: ${quote(said.trim(), 200)}` }),
} as const
