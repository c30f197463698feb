import t from 'tap'
import { atLeast, roles } from '@stoa/sdk/contract'

t.test('[P-5] each role may do what those below it may, and nothing above', async t => {
  for (const [i, role] of roles.entries())
    for (const [j, needed] of roles.entries()) t.equal(atLeast(role, needed), i <= j, `${role} for ${needed}`)
  t.equal(atLeast(null, 'viewer'), false)
})
