import t from 'tap'
import { takesMethod } from '@stoa/sdk/contract'

t.test('[P-5] a route is asked with the methods that it names, and HEAD wherever GET is', async t => {
  const get = { role: 'viewer', method: 'GET' } as const
  const many = { role: 'editor', method: ['POST', 'PATCH'] } as const
  t.strictSame(
    ['GET', 'HEAD', 'POST'].map(method => takesMethod(get, method)),
    [true, true, false],
  )
  t.strictSame(
    ['POST', 'PATCH', 'HEAD', 'GET'].map(method => takesMethod(many, method)),
    [true, true, false, false],
  )
})
