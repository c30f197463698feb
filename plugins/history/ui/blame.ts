import { Text, type ChangeSet } from '@codemirror/state'

/** Who wrote a line as it stands: the version that last changed it. */
export type LineOwner = { readonly version: number; readonly session: string }

/** A text and who wrote each of its lines; takes one version after another. */
export type Blame = {
  readonly text: Text
  /** One for each line of the text. */
  readonly owners: readonly LineOwner[]
  apply(changes: ChangeSet, owner: LineOwner): void
}

/**
 * Begins with the empty text of version 0. A line belongs to the version that last made it say something else: a line that another was put
 * before or behind stays whose it was.
 */
export function createBlame(): Blame {
  let text = Text.empty
  const owners: LineOwner[] = [{ version: 0, session: '' }]
  return {
    get text() {
      return text
    },
    owners,
    apply(changes, owner) {
      const before = text
      text = changes.apply(before)
      const ranges: [fromA: number, toA: number, fromB: number, toB: number][] = []
      changes.iterChangedRanges((...range) => void ranges.push(range))
      // From the end, so that the places of what comes before stay true.
      for (const [fromA, toA, fromB, toB] of ranges.reverse()) {
        const firstA = before.lineAt(fromA)
        const lastA = before.lineAt(toA)
        const firstB = text.lineAt(fromB)
        const lastB = text.lineAt(toB)
        const now = Array.from({ length: lastB.number - firstB.number + 1 }, () => owner)
        // The empty line that was there before anything was nobody's.
        const keepsFirst = firstB.text === firstA.text && before.length > 0
        if (keepsFirst) now[0] = owners[firstA.number - 1]!
        if (lastB.text === lastA.text && before.length > 0 && !(keepsFirst && firstA.number === lastA.number))
          now[now.length - 1] = owners[lastA.number - 1]!
        owners.splice(firstA.number - 1, lastA.number - firstA.number + 1, ...now)
      }
    },
  }
}
