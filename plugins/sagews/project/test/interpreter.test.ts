import t from 'tap'
import { findInterpreter } from '../interpreter.ts'

t.test('[W-3] the Python that is named is taken, unless its path leads nowhere here', async t => {
  t.same(findInterpreter({ env: { STOA_PYTHON: '/bin/sh', PATH: '' }, app: '/' }), { command: ['/bin/sh'], sage: false })
  t.same(findInterpreter({ env: { STOA_PYTHON: 'python3', PATH: '' }, app: '/' }), { command: ['python3'], sage: false })
  t.equal(findInterpreter({ env: { STOA_PYTHON: '/nowhere/python', PATH: '' }, app: '/nowhere' }), null)
})
