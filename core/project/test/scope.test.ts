import t from 'tap'
import { token } from '@stoa/sdk/contract'
import { createScope } from '../scope.ts'

const A = token<number>('x/A@1')

void t.test('[K-4] a child sees its parents’ services, and keeps its own; identity is the name', async t => {
  const root = createScope()
  const child = root.child()
  root.provide(A, 1)
  t.equal(child.get(token<number>('x/A@1')), 1)
  child.provide(token<string>('x/B@1'), 'mine')
  t.same(child.resolve({ a: A, b: token<string>('x/B@1') }), { a: 1, b: 'mine' })
  t.notOk(root.has('x/B@1'))
  t.throws(() => root.get(token('x/B@1')), { code: 'service_missing' })
  t.throws(() => root.provide(A, 2), { code: 'service_twice' })
  t.notOk(createScope().has(A.id), 'nothing is shared between two processes’ scopes')
})
