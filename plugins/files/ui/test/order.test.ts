import fc from 'fast-check'
import t from 'tap'
import type { Entry } from '../../contract.ts'
import { compare, merge, type By } from '../order.ts'

const entries = fc.record<Entry>({
  name: fc.oneof(fc.constantFrom('a1', 'a2', 'a10', 'A2', 'ä', '.hidden', 'b'), fc.string({ minLength: 1, maxLength: 4 })),
  kind: fc.constantFrom('file', 'directory', 'link', 'other'),
  size: fc.integer({ min: 0, max: 3 }),
  modified: fc.integer({ min: 0, max: 3 }),
})
const bys: fc.Arbitrary<By> = fc.record({ sort: fc.constantFrom('name', 'size', 'time'), down: fc.boolean() })
const byName = (list: readonly Entry[]) => [...new Map(list.map(entry => [entry.name, entry])).values()]

t.test('[F-1] news merged into a sorted list is the whole sorted again', async () => {
  fc.assert(
    fc.property(fc.array(entries), fc.array(entries), fc.array(fc.nat(20)), bys, (old, changed, gone, by) => {
      const list = byName(old).sort(compare(by))
      const removed = [...new Set(gone.flatMap(i => list[i]?.name ?? []))].filter(name => !changed.some(entry => entry.name === name))
      const whole = new Map(list.map(entry => [entry.name, entry]))
      for (const name of removed) whole.delete(name)
      for (const entry of changed) whole.set(entry.name, entry)
      const merged = merge(list, { changed, removed }, by)
      return JSON.stringify(merged) === JSON.stringify([...whole.values()].sort(compare(by)))
    }),
  )
})

t.test('[F-1] the order is total: two names are never in the same place, so no row ever swaps with another', async () => {
  fc.assert(
    fc.property(fc.tuple(entries, entries), bys, ([a, b], by) => {
      const order = compare(by)
      return Math.sign(order(a, b)) === -Math.sign(order(b, a)) && (a.name === b.name || order(a, b) !== 0)
    }),
  )
})

t.test('[F-1] folders come first whichever way, and names are ordered as people do', async t => {
  const entry = (name: string, kind: Entry['kind'] = 'file', size = 0): Entry => ({ name, kind, size, modified: 0 })
  const list = [entry('a10'), entry('z', 'directory'), entry('a2'), entry('B', 'file', 7), entry('b1', 'directory')]
  const sorted = (by: By) => [...list].sort(compare(by)).map(({ name }) => name)
  t.strictSame(sorted({ sort: 'name', down: false }), ['b1', 'z', 'a2', 'a10', 'B'])
  t.strictSame(sorted({ sort: 'name', down: true }), ['z', 'b1', 'B', 'a10', 'a2'])
  t.strictSame(sorted({ sort: 'size', down: true }), ['z', 'b1', 'B', 'a10', 'a2'])
})
