import { Type, contract } from '@stoa/sdk/contract'

const none = Type.Object({})
const words = Type.Object({ words: Type.Array(Type.String()) })

/**
 * What a page needs to check spelling: dictionaries, and the words that this project has added to them. Those are kept in `.spelling`, one a line.
 *
 * - `dictionary/<language>/aff` and `…/dic`: the two files of a dictionary in the format of Hunspell.
 */
export const spelling = contract({
  name: 'latex-spelling',
  version: 1,
  at: 'project',
  open: {
    role: 'viewer',
    params: none,
    /** Languages as `en_US`. */
    answer: Type.Object({ languages: Type.Array(Type.String()), words: Type.Array(Type.String()) }),
  },
  calls: {
    /** Adds a word for everybody in the project. */
    learn: { role: 'editor', input: Type.Object({ word: Type.String({ minLength: 1, maxLength: 60 }) }), output: none },
    /** Takes an added word away again. */
    forget: { role: 'editor', input: Type.Object({ word: Type.String({ minLength: 1, maxLength: 60 }) }), output: none },
  },
  events: { words: { body: words, whenSlow: 'latest' } },
  routes: { dictionary: { role: 'viewer', method: 'GET' } },
})
