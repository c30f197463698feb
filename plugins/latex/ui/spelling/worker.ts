import { readDictionary, type Dictionary } from './dictionary.ts'

/** What the page asks of the worker, and what it is answered. Dictionaries go by a name that the page chose. */
export type Asked =
  | { readonly id: number; readonly load: string; readonly aff: string; readonly dic: string }
  | { readonly id: number; readonly check: readonly string[]; readonly with: string }
  | { readonly id: number; readonly suggest: string; readonly with: string }
/** Of a check the words that are wrong, of a suggestion the words that may be meant. */
export type Answered = { readonly id: number; readonly words: readonly string[] }

const mostSuggested = 6
const dictionaries = new Map<string, Dictionary>()

function answer(asked: Asked): readonly string[] {
  if ('load' in asked) {
    dictionaries.set(asked.load, readDictionary(asked))
    return []
  }
  const dictionary = dictionaries.get(asked.with)
  if (!dictionary) return []
  return 'check' in asked ? asked.check.filter(word => !dictionary.correct(word)) : dictionary.suggest(asked.suggest, mostSuggested)
}

addEventListener('message', ({ data }: MessageEvent<Asked>) => {
  const answered: Answered = { id: data.id, words: answer(data) }
  postMessage(answered)
})
