import fc from 'fast-check'
import t from 'tap'
import { clicked, moved, nothing, only, within } from '../selection.ts'

const list = ['a', 'b', 'c', 'd', 'e']
const names = (selection: { names: ReadonlySet<string> }) => [...selection.names].sort().join('')

t.test('[F-4] clicks select as everywhere: one, with Ctrl one more or less, with Shift up to there', async t => {
  const one = clicked(nothing, 'b', { list, add: false, range: false })
  t.equal(names(one), 'b')
  const two = clicked(one, 'd', { list, add: true, range: false })
  t.equal(names(two), 'bd')
  t.equal(names(clicked(two, 'd', { list, add: true, range: false })), 'b')
  const range = clicked(one, 'd', { list, add: false, range: true })
  t.equal(names(range), 'bcd')
  t.equal(names(clicked(range, 'a', { list, add: false, range: true })), 'ab', 'a range turns about where it began')
  t.equal(names(clicked(nothing, 'c', { list, add: false, range: true })), 'c', 'a range that began nowhere is one thing')
})

t.test('[F-4] arrows go, with Shift they select, with Ctrl they only go', async t => {
  t.equal(moved(nothing, 1, { list, range: false, keep: false }).at, 'a')
  t.equal(moved(nothing, -1, { list, range: false, keep: false }).at, 'e')
  const down = moved(only('b'), 2, { list, range: true, keep: false })
  t.equal(names(down), 'bcd')
  t.equal(names(moved(down, -1, { list, range: true, keep: false })), 'bc')
  const gone = moved(only('b'), 1, { list, range: false, keep: true })
  t.equal(gone.at, 'c')
  t.equal(names(gone), 'b')
  t.strictSame(moved(only('b'), 1, { list: [], range: false, keep: false }), nothing)
})

t.test('[F-4] whatever is pressed, the keyboard stays in the list and nothing outside of it is selected', async () => {
  const step = fc.record({ by: fc.integer({ min: -9, max: 9 }), range: fc.boolean(), keep: fc.boolean() })
  fc.assert(
    fc.property(fc.array(step, { minLength: 1 }), steps => {
      const end = steps.reduce((now, { by, range, keep }) => moved(now, by, { list, range, keep }), nothing)
      return list.includes(end.at!) && [...end.names].every(name => list.includes(name))
    }),
  )
})

t.test('[F-1] what others delete leaves the selection, and nothing else of it changes', async t => {
  const chosen = clicked(only('b'), 'd', { list, add: true, range: false })
  t.equal(
    within(chosen, () => true),
    chosen,
    'the same value, so nothing is drawn again',
  )
  const left = within(chosen, name => name !== 'd')
  t.equal(names(left), 'b')
  t.equal(left.at, null)
})

t.test('[F-4] the first key goes where it says: End to the last, Home to the first', async t => {
  const list = ['a', 'b', 'c']
  const at = (by: number) => moved(nothing, by, { list, range: false, keep: false }).at
  t.strictSame([at(1), at(-1), at(3), at(-3)], ['a', 'c', 'c', 'a'])
})
