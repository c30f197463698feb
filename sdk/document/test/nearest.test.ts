import * as fc from 'fast-check'
import t from 'tap'
import { nearest } from '../nearest.ts'

const found = (text: string, query: string, place = 0): string | null => {
  const at = nearest({ text, query, place })
  return at && text.slice(at.from, at.to)
}

t.test('[F-11] what is spelled a little differently is found, the best and then the nearest', async t => {
  t.equal(found('the zeta function\nand its zeros', 'zeta fuction'), 'zeta function')
  t.equal(found('Riemann\nRieman\nReimann', 'riemann', 12), 'Riemann', 'exactly that, however far, before what is nearer')
  t.equal(found('abc\n'.repeat(10), 'abd', 21), 'abc')
  t.equal(found('nothing of the kind', 'xyzzyqq'), null)
  t.equal(found('', 'x'), null)
  t.equal(found('x', ''), null)
})

t.test('[F-11] whatever is looked for in whatever text: the place lies within it, and cuts no character', async t => {
  const any = fc.string({ unit: fc.constantFrom('a', 'b', ' ', '\n', 'é', '😀'), maxLength: 60 })
  fc.assert(
    fc.property(any, any, fc.nat(60), (text, query, place) => {
      const at = nearest({ text, query, place: Math.min(place, text.length) })
      if (!at) return
      if (at.from < 0 || at.to > text.length || at.from >= at.to) throw new Error(JSON.stringify(at))
      if (!text.slice(at.from, at.to).isWellFormed()) throw new Error('half of a character')
    }),
    { numRuns: 1_000 },
  )
  t.pass()
})
