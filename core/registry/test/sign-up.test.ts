import t from 'tap'
import { installation } from '../tables.ts'
import { day, freshRegistry, password } from './fixture.ts'

const form = (name: string, token?: string) => ({ email: `${name}@example.org`, name, password, acceptedTerms: true, token })

t.test('[P-3] the first link makes an administrator, once, whoever of ten is quickest', async t => {
  const { registry } = await freshRegistry(t, { initialPolicy: 'closed' })
  const links = (await Promise.all([registry.signUp.firstAdministratorLink(), registry.signUp.firstAdministratorLink()])) as [
    string,
    string,
  ]
  t.not(links[0], links[1])
  const results = await Promise.allSettled(Array.from({ length: 10 }, (_, at) => registry.signUp.signUp(form(`ada${at}`, links[at % 2]))))
  const won = results.filter(result => result.status === 'fulfilled')
  t.equal(won.length, 1)
  t.equal(won[0]!.value.account.administrator, true)
  for (const result of results) if (result.status === 'rejected') t.equal(result.reason.code, 'link_used_up')
  t.equal(await registry.signUp.firstAdministratorLink(), undefined)
})

t.test('[P-3] the first link expires, and survives a sign-up that failed or stopped half-way', async t => {
  const { registry, clock, store, person } = await freshRegistry(t)
  const old = (await registry.signUp.firstAdministratorLink())!
  clock.forward(31 * day)
  await t.rejects(registry.signUp.signUp(form('ada', old)), { code: 'link_expired' })
  const link = (await registry.signUp.firstAdministratorLink())!
  await person('taken')
  await t.rejects(registry.signUp.signUp(form('taken', link)), { code: 'email_taken' })
  // What a crash between the claim and the address leaves behind.
  await store.table(installation).putIf({ fact: 'first_administrator', owner: 'lost' }, { when: 'absent' })
  const next = (await registry.signUp.firstAdministratorLink())!
  t.equal((await registry.signUp.signUp(form('ada', next))).account.administrator, true)
  await t.rejects(registry.signUp.signUp(form('bob', link)), { code: 'link_used_up' })
})

t.test('[P-3] by invitation: a link with a limit and an expiry', async t => {
  const { registry, clock } = await freshRegistry(t, { initialPolicy: 'invitation' })
  await t.rejects(registry.signUp.signUp(form('bob')), { code: 'sign_up_by_invitation', message: /invitation/ })
  const {
    account: { account: by },
  } = await registry.signUp.signUp(form('ada', await registry.signUp.firstAdministratorLink()))
  const token = await registry.signUp.createToken({ by, limit: 2, expires: clock.now() + day })
  const results = await Promise.allSettled(['b', 'c', 'd', 'e', 'f'].map(name => registry.signUp.signUp(form(name, token))))
  t.equal(results.filter(({ status }) => status === 'fulfilled').length, 2)
  for (const result of results) if (result.status === 'rejected') t.equal(result.reason.code, 'link_used_up')
  const other = await registry.signUp.createToken({ by, expires: clock.now() + day })
  await t.rejects(registry.signUp.signUp(form('ada', other)), { code: 'email_taken' })
  t.notOk((await registry.signUp.signUp(form('g', other))).account.administrator, 'the failed attempt gave its use back')
  const late = await registry.signUp.createToken({ by, expires: clock.now() + day })
  clock.forward(day)
  await t.rejects(registry.signUp.signUp(form('h', late)), { code: 'link_expired' })
  await t.rejects(registry.signUp.signUp(form('h', 'made up')), { code: 'link_unknown' })
  await t.rejects(registry.signUp.createToken({ by, limit: 0 }), { code: 'link_limit_invalid', field: 'limit' })
  await t.rejects(registry.signUp.createToken({ by, expires: 1 }), { code: 'link_expiry_invalid', field: 'expires' })
})

t.test('[P-3] an administrator opens and closes sign-up; nobody else can', async t => {
  const { registry } = await freshRegistry(t, { initialPolicy: 'invitation' })
  const {
    account: { account: by },
  } = await registry.signUp.signUp(form('ada', await registry.signUp.firstAdministratorLink()))
  await registry.signUp.setPolicy({ by, policy: 'open' })
  const {
    account: { account: bob },
  } = await registry.signUp.signUp(form('bob'))
  await registry.signUp.setPolicy({ by, policy: 'closed' })
  t.equal(await registry.signUp.policy(), 'closed')
  await t.rejects(registry.signUp.signUp(form('cas')), { code: 'sign_up_closed' })
  await t.rejects(registry.signUp.signUp(form('cas', await registry.signUp.createToken({ by }))), { code: 'sign_up_closed' })
  await t.rejects(registry.signUp.setPolicy({ by: bob, policy: 'open' }), { code: 'not_administrator' })
  await t.rejects(registry.signUp.createToken({ by: bob }), { code: 'not_administrator' })
  await t.rejects(registry.accounts.setAdministrator({ by: bob, account: bob, administrator: true }), { code: 'not_administrator' })
  await t.rejects(registry.accounts.setAdministrator({ by, account: by, administrator: false }), { code: 'own_administrator' })
  t.ok((await registry.accounts.setAdministrator({ by, account: bob, administrator: true })).administrator)
  await registry.signUp.setPolicy({ by: bob, policy: 'open' })
  t.equal(await registry.signUp.policy(), 'open')
})

t.test("[P-6] a project's link lets somebody without an account in, under the policy “by invitation”, and counts", async t => {
  const { registry } = await freshRegistry(t, { initialPolicy: 'invitation' })
  const {
    account: { account: by },
  } = await registry.signUp.signUp(form('ada', await registry.signUp.firstAdministratorLink()))
  const { project } = await registry.projects.create({ account: by, title: 'Knots' })
  const { token } = await registry.invitations.create({ by, project, role: 'runner', limit: 1 })
  await t.rejects(registry.signUp.signUp(form('ada', token)), { code: 'email_taken' })
  const bob = await registry.signUp.signUp(form('bob', token))
  t.equal(bob.project, project)
  t.equal(await registry.members.roleOf(bob.account.account, project), 'runner')
  await t.rejects(registry.signUp.signUp(form('cas', token)), { code: 'link_used_up' })
})

t.test('[P-3] of two administrators who take it from each other at once one stays', async t => {
  const { registry, person } = await freshRegistry(t)
  const token = await registry.signUp.firstAdministratorLink()
  const { account: first } = await registry.signUp.signUp({
    email: 'first@example.org',
    name: 'First',
    password,
    acceptedTerms: true,
    token: token!,
  })
  const second = await person('second')
  const administrators = async () =>
    (await Promise.all([first.account, second].map(account => registry.accounts.get(account)))).filter(one => one!.administrator).length
  for (let round = 0; round < 20; round++) {
    const [by] = (await registry.accounts.get(first.account))!.administrator ? [first.account] : [second]
    for (const account of [first.account, second]) await registry.accounts.setAdministrator({ by: by!, account, administrator: true })
    const outcomes = await Promise.allSettled([
      registry.accounts.setAdministrator({ by: first.account, account: second, administrator: false }),
      registry.accounts.setAdministrator({ by: second, account: first.account, administrator: false }),
    ])
    t.equal(await administrators(), 1)
    t.match(
      outcomes.find(({ status }) => status === 'rejected'),
      { reason: { code: /^(busy|not_administrator)$/ } },
    )
  }
})
