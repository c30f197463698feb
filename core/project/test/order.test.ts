import fc from 'fast-check'
import t from 'tap'
import { orderParts, type Wanting } from '../order.ts'

const part = (id: string, needs: string[] = [], provides: string[] = []): Wanting => ({ id, needs, provides })

void t.test('[K-4] parts start after those whose services they need', async t => {
  const { order, refused } = orderParts(
    [part('modes', ['stoa/Modes@1']), part('sagews', ['stoa/Files@1'], ['stoa/Modes@1']), part('free')],
    new Set(['stoa/Files@1']),
  )
  t.same(order, ['sagews', 'modes', 'free'])
  t.equal(refused.size, 0)
})

void t.test('[K-4] a missing service refuses its plugin and those who need that one, by name', async t => {
  const { order, refused } = orderParts([part('a', ['x/No@1'], ['x/A@1']), part('b', ['x/A@1']), part('c')], new Set())
  t.same(order, ['c'])
  t.match(refused.get('a'), 'It needs x/No@1, which no installed plugin provides')
  t.match(refused.get('b'), 'It needs x/A@1 from the plugin a, which could not be started.')
})

void t.test('[K-4] a circle is refused with its way round, and those who wait for it with its name', async t => {
  const { order, refused } = orderParts(
    [part('a', ['x/B@1'], ['x/A@1']), part('b', ['x/A@1'], ['x/B@1']), part('c', ['x/A@1']), part('d')],
    new Set(),
  )
  t.same(order, ['d'])
  t.equal(refused.get('a'), 'It needs itself in a circle: a → b → a.')
  t.equal(refused.get('b'), 'It needs itself in a circle: b → a → b.')
  t.match(refused.get('c'), 'from the plugin a')
})

void t.test('[K-4] a service provided twice, or one of Stoa’s own, is refused to the second', async t => {
  const { order, refused } = orderParts(
    [part('a', [], ['x/A@1']), part('b', [], ['x/A@1']), part('c', [], ['stoa/Files@1'])],
    new Set(['stoa/Files@1']),
  )
  t.same(order, ['a'])
  t.match(refused.get('b'), 'which the plugin a provides already')
  t.match(refused.get('c'), 'part of Stoa')
})

void t.test('[K-4] whatever the parts want: each is either started after its providers or refused with a reason', async () => {
  const service = fc.integer({ min: 0, max: 6 }).map(n => `x/S${n}@1`)
  const parts = fc
    .array(fc.record({ needs: fc.uniqueArray(service, { maxLength: 3 }), provides: fc.uniqueArray(service, { maxLength: 2 }) }), {
      maxLength: 8,
    })
    .map(list => list.map((wants, at) => ({ id: `p${at}`, ...wants })))
  fc.assert(
    fc.property(parts, all => {
      const { order, refused } = orderParts(all, new Set(['x/S0@1']))
      const open = new Set(['x/S0@1'])
      for (const id of order) {
        const { needs, provides } = all.find(one => one.id === id)!
        if (!needs.every(need => open.has(need)) || provides.some(one => open.has(one))) return false
        for (const one of provides) open.add(one)
      }
      const left = all.filter(({ id }) => !order.includes(id))
      return order.length + refused.size === all.length && left.every(({ id }) => refused.get(id)!.endsWith('.'))
    }),
    { numRuns: 2000 },
  )
})
