import t from 'tap'
import { day, freshRegistry } from './fixture.ts'

async function invited(t: Parameters<typeof freshRegistry>[0]) {
  const fresh = await freshRegistry(t)
  const ada = await fresh.person('ada')
  const bob = await fresh.person('bob')
  const { project } = await fresh.registry.projects.create({ account: ada, title: 'Knots' })
  return { ...fresh, ada, bob, project }
}

t.test('[P-6] a link shows what it offers, lets in, and is listed without its token', async t => {
  const { registry, ada, bob, project } = await invited(t)
  const { token, invitation } = await registry.invitations.create({ by: ada, project, role: 'editor' })
  t.same(await registry.invitations.look(token), { project, title: 'Knots', role: 'editor', by: 'ada' })
  t.same(await registry.invitations.accept({ token, account: bob }), { project, role: 'editor' })
  t.same(await registry.invitations.accept({ token, account: bob }), { project, role: 'editor' })
  t.same(
    (await registry.projects.list(bob)).map(({ title, role }) => [title, role]),
    [['Knots', 'editor']],
  )
  const listed = await registry.invitations.list({ by: ada, project })
  t.same(listed, [{ ...invitation, used: 1 }], 'coming again uses nothing up')
  t.notOk(JSON.stringify(listed).includes(token))
})

t.test('[P-6] an expired link, a used up one, a revoked one and one that never was are told apart', async t => {
  const { registry, ada, bob, project, clock, person } = await invited(t)
  const expiring = await registry.invitations.create({ by: ada, project, role: 'viewer', expires: clock.now() + day })
  const once = await registry.invitations.create({ by: ada, project, role: 'viewer', limit: 1 })
  const revoked = await registry.invitations.create({ by: ada, project, role: 'viewer' })
  clock.forward(day)
  await t.rejects(registry.invitations.accept({ token: expiring.token, account: bob }), {
    code: 'link_expired',
    message: 'This link has expired. Ask for a new one.',
  })
  await t.rejects(registry.invitations.look(expiring.token), { code: 'link_expired' })
  await registry.invitations.accept({ token: once.token, account: await person('cas') })
  await t.rejects(registry.invitations.accept({ token: once.token, account: bob }), { code: 'link_used_up' })
  await registry.invitations.revoke({ by: ada, project, invitation: revoked.invitation.invitation })
  await registry.invitations.revoke({ by: ada, project, invitation: revoked.invitation.invitation })
  await t.rejects(registry.invitations.accept({ token: revoked.token, account: bob }), { code: 'link_unknown' })
  await t.rejects(registry.invitations.accept({ token: 'made up', account: bob }), { code: 'link_unknown', field: 'token' })
  t.equal(await registry.members.roleOf(bob, project), null)
  t.equal((await registry.invitations.list({ by: ada, project })).length, 2)
})

t.test('[P-6] a link never lowers a role, and raises a lower one', async t => {
  const { registry, ada, bob, project } = await invited(t)
  const viewer = await registry.invitations.create({ by: ada, project, role: 'viewer', limit: 1 })
  const editor = await registry.invitations.create({ by: ada, project, role: 'editor' })
  t.same(await registry.invitations.accept({ token: viewer.token, account: ada }), { project, role: 'owner' })
  t.equal((await registry.invitations.accept({ token: viewer.token, account: bob })).role, 'viewer', 'the owner used nothing up')
  t.equal((await registry.invitations.accept({ token: editor.token, account: bob })).role, 'editor')
  t.equal((await registry.invitations.accept({ token: viewer.token, account: bob })).role, 'editor')
})

t.test('[P-6] of 20 people at a link for 5 exactly 5 come in', async t => {
  const { registry, ada, project, person } = await invited(t)
  const { token } = await registry.invitations.create({ by: ada, project, role: 'runner', limit: 5 })
  const people = await Promise.all(Array.from({ length: 20 }, (_, at) => person(`p${at}`)))
  const results = await Promise.allSettled(people.map(account => registry.invitations.accept({ token, account })))
  t.equal(results.filter(({ status }) => status === 'fulfilled').length, 5)
  for (const result of results) if (result.status === 'rejected') t.equal(result.reason.code, 'link_used_up')
  t.equal((await registry.members.list({ by: ada, project })).length, 6)
})

t.test('[P-6] only owners make, see and revoke links, of their own project, for roles below owner', async t => {
  const { registry, ada, bob, project } = await invited(t)
  await registry.members.join({ project, account: bob, role: 'editor' })
  const {
    invitation: { invitation },
    token,
  } = await registry.invitations.create({ by: ada, project, role: 'viewer' })
  await t.rejects(registry.invitations.create({ by: bob, project, role: 'viewer' }), { code: 'role_too_low' })
  await t.rejects(registry.invitations.list({ by: bob, project }), { code: 'role_too_low' })
  await t.rejects(registry.invitations.revoke({ by: bob, project, invitation }), { code: 'role_too_low' })
  const { project: own } = await registry.projects.create({ account: bob, title: 'Own' })
  await t.rejects(registry.invitations.revoke({ by: bob, project: own, invitation }), { code: 'link_unknown' })
  await t.rejects(registry.invitations.create({ by: ada, project, role: 'owner' }), { code: 'role_not_invitable', field: 'role' })
  await t.rejects(registry.invitations.create({ by: ada, project, role: 'viewer', limit: 0 }), { code: 'link_limit_invalid' })
  await registry.projects.remove({ by: ada, project })
  await t.rejects(registry.invitations.look(token), { code: 'link_unknown' }, 'a deleted project has no links')
})
