import assert from 'node:assert/strict'
import fc from 'fast-check'
import t from 'tap'
import { differences } from '../difference.ts'

t.test('[H-1] the changes between two texts lead from one to the other, in order, and what is between them is the same', async t => {
  const text = fc.array(fc.constantFrom('', 'one', 'two words', 'three', 'é😀'), { maxLength: 12 }).map(lines => lines.join('\n'))
  fc.assert(
    fc.property(text, text, (one, other) => {
      let [at, to] = [0, 0]
      for (const { fromA, toA, fromB, toB } of differences(one, other)) {
        assert.ok(fromA >= at && fromB >= to)
        assert.equal(one.slice(at, fromA), other.slice(to, fromB))
        ;[at, to] = [toA, toB]
      }
      assert.equal(one.slice(at), other.slice(to))
    }),
  )
  t.pass('held')
})

t.test('[H-1] a long text with a line changed in each part has as many changes, and not one', async t => {
  const lines = Array.from({ length: 4_000 }, (_, n) => `line ${n} of the paper, with the zeros ${(n * 7919) % 1000}`)
  const other = lines.map((line, n) => (n % 40 === 0 ? line.replace('paper', 'preprint') : line)).filter((_, n) => n % 97 !== 5)
  const found = differences(lines.join('\n'), other.join('\n'))
  t.ok(found.length >= 100 + 40 && found.length <= 400, `${found.length} changes`)
  t.ok(found.every(({ fromA, toA }) => toA - fromA < 100))
})

t.test('[H-1] texts of more lines than can be told apart are compared all the same', async t => {
  const lines = Array.from({ length: 60_000 }, (_, n) => `${n}`)
  t.equal(differences(lines.join('\n'), lines.with(30_000, 'x').join('\n')).length, 1)
})
