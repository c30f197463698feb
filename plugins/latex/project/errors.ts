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
  noThread: (id: string) =>
    new StoaError({ code: 'no_thread', message: `There is no comment ${quote(id)} any more. Somebody may have removed it.`, field: 'id' }),
  noPassage: (passage: string) =>
    new StoaError({
      code: 'no_passage',
      message: `${quote(passage)} is not in the text at present. Select the passage again.`,
      field: 'quote',
    }),
  noSuggestion: (id: string) =>
    new StoaError({ code: 'no_suggestion', message: `Comment ${quote(id)} suggests nothing, or is closed already.`, field: 'id' }),
  tooManyThreads: (most: number) =>
    new StoaError({ code: 'too_many_threads', message: `There are ${most} comments at this file already. Remove some of them first.` }),
  noWord: (word: string) =>
    new StoaError({ code: 'no_word', message: `${quote(word)} is no word of letters. Add one word at a time.`, field: 'word' }),
  noDictionary: (language: string) =>
    new StoaError({
      code: 'no_dictionary',
      message: `There is no dictionary for ${quote(language)} here. Choose another language, or ask whoever looks after the server to install one for Hunspell.`,
    }),
} as const
