/** Which line of a source each line of a text comes from that a program made of it. Lines count from 1. */
export type Alignment = { toSource(line: number): number; fromSource(line: number): number }

/**
 * Aligns a text with its source by lines that are the same in both. What stands between them, such as what a block of code has printed, belongs
 * to the first line of the source that has no other counterpart.
 */
export function align(source: string, made: string): Alignment {
  const [from, to] = [source.split('\n'), made.split('\n')]
  const sourceOf = Array.from<number | undefined>({ length: to.length })
  for (const [a, b] of anchors(from, to)) {
    sourceOf[b] = a
    for (const step of [-1, 1])
      for (let near = 1; ; near++) {
        const [x, y] = [a + step * near, b + step * near]
        if (from[x] === undefined || !isMade(from[x]!, to[y]) || sourceOf[y] !== undefined) break
        sourceOf[y] = x
      }
  }
  let before = -1
  const lines = sourceOf.map((known, at) => {
    if (known !== undefined) return (before = known)
    const next = sourceOf.slice(at).find(one => one !== undefined) ?? from.length
    return Math.max(0, Math.min(before + 1, next - 1))
  })
  const clamp = (line: number, length: number) => Math.min(Math.max(1, line), length)
  return {
    toSource: line => lines[clamp(line, lines.length) - 1]! + 1,
    fromSource(line) {
      const wanted = clamp(line, from.length) - 1
      const exact = sourceOf.indexOf(wanted)
      if (exact >= 0) return exact + 1
      const nearest = lines.findLast(one => one <= wanted)
      return nearest === undefined ? 1 : lines.indexOf(nearest) + 1
    },
  }
}

/** Whether a line may have been made of another: it is the same, but for the values in it. */
function isMade(line: string, made: string | undefined): boolean {
  if (made === undefined || line === made) return line === made
  const fixed = line.split(/\\Sexpr\{[^{}]*(?:\{[^{}]*\}[^{}]*)*\}/)
  const [first, last] = [fixed[0]!, fixed.at(-1)!]
  return fixed.length > 1 && fixed.join('').trim() !== '' && made.startsWith(first) && made.endsWith(last)
}

/** Pairs of lines that are there exactly once in either text and in the same order in both, as many as there can be. */
function anchors(from: readonly string[], to: readonly string[]): [number, number][] {
  const single = (lines: readonly string[]) => {
    const found = new Map<string, number>()
    for (const [at, line] of lines.entries()) if (line.trim() !== '') found.set(line, found.has(line) ? -1 : at)
    return found
  }
  const [mine, theirs] = [single(from), single(to)]
  const pairs = [...mine].flatMap(([line, at]): [number, number][] => {
    const other = theirs.get(line) ?? -1
    return at >= 0 && other >= 0 ? [[at, other]] : []
  })
  // The longest rise: of each length the pair that ends lowest, and what stood before it.
  const ends: number[] = []
  const previous: (number | undefined)[] = []
  for (const [index, [, other]] of pairs.entries()) {
    let place = ends.findIndex(end => pairs[end]![1] >= other)
    if (place < 0) place = ends.length
    previous[index] = ends[place - 1]
    ends[place] = index
  }
  const chosen: [number, number][] = []
  for (let at = ends.at(-1); at !== undefined; at = previous[at]) chosen.push(pairs[at]!)
  return chosen.reverse()
}
