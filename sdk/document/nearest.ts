import DiffMatchPatch from 'diff-match-patch'
import { isHigh, isLow } from './changes.ts'

/** Half a megabyte on either side is looked at: as far as a person waits for. */
const reach = 512 * 1024

/**
 * Where a text says nearly what is looked for, best where letters agree and then where it is near `place`; null if nowhere. Of a long query the first 32 units
 * count. Never begins or ends inside a character.
 */
export function nearest({ text, query, place }: { text: string; query: string; place: number }): { from: number; to: number } | null {
  const engine = new DiffMatchPatch()
  engine.Match_Threshold = 0.4
  // Where it lies decides only between places that agree as well.
  engine.Match_Distance = reach * 20
  const start = Math.max(0, place - reach)
  const window = text.slice(start, place + reach)
  const pattern = query.slice(0, engine.Match_MaxBits)
  const found = pattern === '' ? -1 : engine.match_main(window.toLowerCase(), pattern.toLowerCase(), Math.min(place - start, window.length))
  if (found < 0) return null
  let from = Math.min(start + found, text.length)
  let to = Math.min(from + query.length, text.length)
  if (isLow(text.charCodeAt(from)) && isHigh(text.charCodeAt(from - 1))) from--
  if (isLow(text.charCodeAt(to)) && isHigh(text.charCodeAt(to - 1))) to++
  // A word is taken to its end, and not into the next line.
  while (to < text.length && /[\p{L}\p{N}]/u.test(text[to - 1] ?? '') && /[\p{L}\p{N}]/u.test(text[to]!)) to++
  const line = text.indexOf('\n', from)
  if (line > from && line < to && !query.includes('\n')) to = line
  return to > from ? { from, to } : null
}
