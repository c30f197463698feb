import { Change, diff, presentableDiff } from '@codemirror/merge'

/** Lines are told apart by one character each, of those that stand alone. */
const mostLines = 0xd7ff
/** A stretch of changed lines longer than this is one change; within a shorter one the words that differ are found. */
const longest = 20_000
const within = { scanLimit: 500, timeout: 100 }
const whole = { scanLimit: 5_000, timeout: 400 }

/** Where two texts differ: whole lines first, so that much that changed in a long text is still many small changes, then words within those lines. */
export function differences(one: string, other: string): readonly Change[] {
  const names = new Map<string, string>()
  const [a, b] = [linesOf(one), linesOf(other)]
  const name = (line: string): string => {
    const known = names.get(line) ?? String.fromCharCode(names.size + 1)
    names.set(line, known)
    return known
  }
  const [from, to] = [a.map(name).join(''), b.map(name).join('')]
  if (names.size >= mostLines) return presentableDiff(one, other, within)
  const [startsA, startsB] = [startsOf(a), startsOf(b)]
  return diff(from, to, whole).flatMap(({ fromA, toA, fromB, toB }) => {
    const [beginA, endA, beginB, endB] = [startsA[fromA]!, startsA[toA]!, startsB[fromB]!, startsB[toB]!]
    if (endA - beginA === 0 || endB - beginB === 0 || endA - beginA + endB - beginB > longest)
      return [new Change(beginA, endA, beginB, endB)]
    return presentableDiff(one.slice(beginA, endA), other.slice(beginB, endB), within).map(
      change => new Change(beginA + change.fromA, beginA + change.toA, beginB + change.fromB, beginB + change.toB),
    )
  })
}

/** Lines with their breaks. */
const linesOf = (text: string): string[] => text.match(/[^\n]*\n|[^\n]+$/g) ?? []

function startsOf(lines: readonly string[]): number[] {
  const starts = [0]
  for (const line of lines) starts.push(starts.at(-1)! + line.length)
  return starts
}
