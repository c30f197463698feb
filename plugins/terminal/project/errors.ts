import { StoaError, quote } from '@stoa/sdk/contract'

const made = (code: string, message: string) => new StoaError({ code, message, field: 'path' })

/** Everything this plugin says no to: a code for programs, and a sentence that quotes what came and says what to do. */
export const errors = {
  notTerminal: (path: string) => made('not_terminal', `${quote(path)} is not the name of a terminal. Choose one that ends with “.term”.`),
  notFound: (path: string) => made('not_found', `There is no terminal ${quote(path)}. It may have been renamed or removed.`),
  notHere: (path: string) => made('terminal_closed', `The terminal ${quote(path)} is no longer open on this channel. Open it again.`),
  nothingToSave: (path: string) => made('nothing_to_save', `Nothing has been printed in ${quote(path)} yet.`),
  notStarted: (path: string, why: string) => made('shell_not_started', `No shell could be started for ${quote(path)}: ${why}`),
  noFreeName: (path: string) => made('exists', `No free name was found beside ${quote(path)}. Remove some of those that are there.`),
}
