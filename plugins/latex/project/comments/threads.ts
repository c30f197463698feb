import type { Thread } from '../../comments.ts'

/** Where a text's comments are kept. */
export const commentsPath = (path: string): string => path.replace(/[^/]*$/, name => `.${name}.comments`)

const context = 16

/** What stands beside a passage: by it a passage that was away is told from the same words elsewhere. */
export function around(text: string, from: number, length: number): { before: string; after: string } {
  return { before: text.slice(Math.max(0, from - context), from), after: text.slice(from + length, from + length + context) }
}

/**
 * Where a passage is: the occurrence of `quote` that is nearest to where it was; -1 if there is none. Where its surroundings are known, one of
 * them must be there, or it would be other words.
 */
export function locate(
  text: string,
  { quote, from, before, after }: { quote: string; from: number; before?: string; after?: string },
): number {
  let nearest = -1
  for (let at = text.indexOf(quote); at >= 0; at = text.indexOf(quote, at + 1)) {
    const end = at + quote.length
    const known =
      before === undefined ||
      after === undefined ||
      text.slice(Math.max(0, at - context), at) === before ||
      text.slice(end, end + context) === after
    if (known && (nearest < 0 || Math.abs(at - from) < Math.abs(nearest - from))) nearest = at
  }
  return nearest
}

/** Reads threads, one a line. What is no thread is passed over. */
export function readThreads(text: string): Thread[] {
  return text.split('\n').flatMap(line => {
    try {
      const thread = JSON.parse(line) as Partial<Thread> | null
      const { id, from, quote, before, after, gone, suggestion, closed, notes } = thread ?? {}
      if (typeof id !== 'string' || !/^[0-9a-f]{16}$/.test(id) || !Number.isInteger(from) || from! < 0 || typeof quote !== 'string')
        return []
      const said = Array.isArray(notes)
        ? notes.filter(note => typeof note?.by === 'string' && typeof note.text === 'string' && Number.isFinite(note.when))
        : []
      const ended = closed && typeof closed.by === 'string' && /^(resolved|accepted|rejected)$/.test(closed.as) ? closed : undefined
      return [
        {
          id,
          from: from!,
          quote,
          ...(typeof before === 'string' && typeof after === 'string' && { before, after }),
          gone: gone === true,
          ...(typeof suggestion === 'string' && { suggestion }),
          ...(ended && { closed: ended }),
          notes: said,
        },
      ]
    } catch {
      return []
    }
  })
}

/** Threads as text, one a line, so that two people's threads are two lines. */
export const writeThreads = (threads: readonly Thread[]): string => threads.map(thread => `${JSON.stringify(thread)}\n`).join('')
