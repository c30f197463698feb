import { ChangeSet } from '@codemirror/state'
import * as fc from 'fast-check'
import t from 'tap'
import { createRunningText, textOf } from '../index.ts'

const anyText = fc.string({ unit: fc.constantFrom('a', 'b', '\n', 'é', '😀', '漢'), maxLength: 12 })
const anyEdit = fc.record({
  // Most edits are made where the last one was, some elsewhere, some in two places at once.
  near: fc.oneof(
    { weight: 5, arbitrary: fc.integer({ min: -20, max: 20 }) },
    { weight: 1, arbitrary: fc.integer({ min: -9_000, max: 9_000 }) },
  ),
  cut: fc.oneof({ weight: 6, arbitrary: fc.nat(6) }, { weight: 1, arbitrary: fc.nat(3_000) }),
  insert: fc.oneof({ weight: 8, arbitrary: anyText }, { weight: 1, arbitrary: anyText.map(text => text.repeat(400)) }),
  also: fc.option(fc.nat(9_000), { freq: 6 }),
  look: fc.option(fc.constantFrom('text', 'slice'), { freq: 2 }),
  slice: fc.tuple(fc.nat(10_000), fc.nat(40)),
})

t.test('[S-1] a text that is changed in a window is at each look what the changes make of it one by one', async t => {
  fc.assert(
    fc.property(fc.nat(200), fc.array(anyEdit, { maxLength: 40 }), (size, edits) => {
      let text = textOf('some line of text\n'.repeat(size))
      const running = createRunningText(text)
      let at = Math.floor(text.length / 2)
      for (const { near, cut, insert, also, look, slice } of edits) {
        at = Math.max(0, Math.min(text.length, at + near))
        const to = Math.min(text.length, at + cut)
        const specs = [{ from: at, to, insert: textOf(insert) }]
        if (also !== null && to + also <= text.length) specs.push({ from: to + also, to: to + also, insert: textOf('x') })
        const changes = ChangeSet.of(specs, text.length)
        running.apply(changes)
        text = changes.apply(text)
        const [from, length] = slice
        const [a, b] = [Math.min(from, text.length), Math.min(from + length, text.length)]
        if (look === 'slice' && running.sliceString(a, b) !== text.sliceString(a, b))
          throw new Error(`${a} to ${b} is ${running.sliceString(a, b)}`)
        if (look === 'text' && !running.text.eq(text)) throw new Error(`${running.text.toString()} instead of ${text.toString()}`)
        if (running.length !== text.length) throw new Error('its length is another')
      }
      if (!running.text.eq(text)) throw new Error('its text is another')
    }),
    { numRuns: 1_000 },
  )
  t.throws(() => createRunningText(textOf('ab')).apply(ChangeSet.empty(3)), RangeError)
})
