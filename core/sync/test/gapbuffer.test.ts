import { ChangeSet } from '@codemirror/state'
import * as fc from 'fast-check'
import t from 'tap'
import { encodeChanges, textOf } from '@stoa/sdk/document'
import { GapBuffer } from '../gapbuffer.ts'

t.test('[S6.6] a text that is brought forward change by change is what each version was', async t => {
  const anyText = fc.string({ unit: fc.constantFrom('a', 'b', '\n', 'é', '😀', '漢'), maxLength: 12 })
  fc.assert(
    fc.property(anyText, fc.array(fc.tuple(fc.nat(60), fc.nat(20), anyText), { maxLength: 30 }), (start, edits) => {
      const buffer = new GapBuffer(start)
      let text = textOf(start)
      for (const [at, cut, insert] of edits) {
        const from = Math.min(at, text.length)
        const changes = ChangeSet.of({ from, to: Math.min(from + cut, text.length), insert: textOf(insert) }, text.length)
        buffer.change(encodeChanges(changes))
        text = changes.apply(text)
        if (buffer.toString() !== text.toString())
          throw new Error(`${JSON.stringify(buffer.toString())} instead of ${JSON.stringify(text.toString())}`)
        if (buffer.length !== text.length) throw new Error('its length is another')
      }
    }),
    { numRuns: 500 },
  )
  t.throws(() => new GapBuffer('ab').replace(1, 2, new Uint8Array()), RangeError)
})
