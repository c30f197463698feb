import t from 'tap'
import { keys } from '../tables.ts'
import { freshRegistry } from './fixture.ts'

t.test('[P-12] a key speaks for its account, within its role and its project, until it is revoked', async t => {
  const { registry, person, store } = await freshRegistry(t)
  const ada = await person('ada')
  const one = await registry.projects.create({ account: ada, title: 'One' })
  const two = await registry.projects.create({ account: ada, title: 'Two' })
  const wide = await registry.keys.create({ account: ada, role: 'editor', title: 'laptop' })
  const narrow = await registry.keys.create({ account: ada, project: one.project, role: 'runner', title: 'build' })
  t.match(wide.secret, /^stoa_[0-9a-f]{16}_[\w-]{43}$/)

  const wideIdentity = (await registry.keys.authenticate(wide.secret))!
  const narrowIdentity = (await registry.keys.authenticate(narrow.secret))!
  t.same(wideIdentity, { key: wide.key.key, account: ada, role: 'editor' })
  t.same(narrowIdentity, { key: narrow.key.key, account: ada, project: one.project, role: 'runner' })
  t.equal(await registry.keys.roleOf(wideIdentity, two.project), 'editor')
  t.equal(await registry.keys.roleOf(narrowIdentity, one.project), 'runner')
  t.equal(await registry.keys.roleOf(narrowIdentity, two.project), null)

  for (const forged of [
    '',
    'stoa_',
    wide.secret.slice(0, -1),
    `${wide.secret}x`,
    wide.secret.replace(wide.key.key, narrow.key.key),
    'stoa_0000000000000000_' + 'x'.repeat(43),
  ]) {
    t.equal(await registry.keys.authenticate(forged), undefined, forged)
  }
  t.same((await registry.keys.list(ada)).map(({ title }) => title).sort(), ['build', 'laptop'])
  const stored = await store.table(keys).get({ key: wide.key.key })
  t.notOk(JSON.stringify([stored, await registry.keys.list(ada), wide.key]).includes(wide.secret.slice(-43)), 'the secret is shown once')

  const bob = await person('bob')
  await t.rejects(registry.keys.revoke({ account: bob, key: wide.key.key }), { code: 'key_unknown' })
  await registry.keys.revoke({ account: ada, key: wide.key.key })
  t.equal(await registry.keys.authenticate(wide.secret), undefined)
  await t.rejects(registry.keys.revoke({ account: ada, key: wide.key.key }), { code: 'key_unknown' })
})

t.test('[P-12] a key never does more than its account may at that moment', async t => {
  const { registry, person } = await freshRegistry(t)
  const ada = await person('ada')
  const bob = await person('bob')
  const { project } = await registry.projects.create({ account: ada, title: 'Knots' })
  await t.rejects(registry.keys.create({ account: bob, project, role: 'viewer', title: 'x' }), { code: 'project_unknown' })
  await registry.members.join({ project, account: bob, role: 'editor' })
  await t.rejects(registry.keys.create({ account: bob, project, role: 'owner', title: 'x' }), { code: 'role_too_low' })
  await t.rejects(registry.keys.create({ account: bob, project, role: 'god' as 'owner', title: 'x' }), { code: 'role_unknown' })
  await t.rejects(registry.keys.create({ account: bob, project, role: 'editor', title: ' ' }), { code: 'title_invalid' })
  const identity = (await registry.keys.authenticate((await registry.keys.create({ account: bob, role: 'owner', title: 'all' })).secret))!
  t.equal(await registry.keys.roleOf(identity, project), 'editor')
  await registry.members.setRole({ by: ada, project, account: bob, role: 'viewer' })
  t.equal(await registry.keys.roleOf(identity, project), 'viewer')
  await registry.members.remove({ by: ada, project, account: bob })
  t.equal(await registry.keys.roleOf(identity, project), null)
})

t.test('[P-10] plugins are enabled unless the installation or the project switched them off', async t => {
  const { registry, person } = await freshRegistry(t)
  const link = await registry.signUp.firstAdministratorLink()
  const root = (
    await registry.signUp.signUp({ email: 'root@example.org', name: 'Root', password: 'root password', acceptedTerms: true, token: link })
  ).account.account
  const ada = await person('ada')
  const { project } = await registry.projects.create({ account: ada, title: 'Knots' })
  const enabled = (plugin: string) => registry.plugins.enabled({ plugin, project })
  t.equal(await enabled('chat'), true)
  await registry.plugins.set({ by: ada, project, plugin: 'chat', enabled: false })
  t.equal(await enabled('chat'), false)
  await registry.plugins.set({ by: ada, project, plugin: 'chat', enabled: true })
  await t.rejects(registry.plugins.set({ by: ada, plugin: 'chat', enabled: false }), { code: 'not_administrator' })
  await t.rejects(registry.plugins.set({ by: root, project, plugin: 'chat', enabled: false }), { code: 'project_unknown' })
  await registry.plugins.set({ by: root, plugin: 'chat', enabled: false })
  t.equal(await enabled('chat'), false)
  t.same([...(await registry.plugins.settings(project))], [['chat', true]])
  t.same([...(await registry.plugins.settings())], [['chat', false]])
})
