import fc from 'fast-check'
import { ChangeSet, type Text } from '@codemirror/state'
import { textOf } from '@stoa/sdk/document'

/** Short texts of letters and line breaks. */
export function anyText(maxLength = 20): fc.Arbitrary<Text> {
  return fc.string({ unit: fc.constantFrom(...'abcdefghij\n'), maxLength }).map(textOf)
}

/** Changes of a text of `length`: some replacements, up to `depth` of them composed one after the other. */
export function anyChanges(length: number, depth = 1): fc.Arbitrary<ChangeSet> {
  const edit = fc.record({ at: fc.nat(), cut: fc.nat(4), insert: anyText(3) })
  return fc.array(fc.array(edit, { minLength: 1, maxLength: 3 }), { minLength: 1, maxLength: depth }).map(steps =>
    steps.reduce((changes, edits) => {
      let from = 0
      const size = changes.newLength
      const specs = edits.flatMap(({ at, cut, insert }) => {
        const start = from + (at % (size - from + 1))
        const to = Math.min(start + cut, size)
        from = to
        return [{ from: start, to, insert }]
      })
      return changes.compose(ChangeSet.of(specs, size))
    }, ChangeSet.empty(length)),
  )
}
