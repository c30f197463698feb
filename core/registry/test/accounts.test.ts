import t from 'tap'
import { accounts, sessions } from '../tables.ts'
import { argon2id, owasp } from '../passwords.ts'
import { day, freshRegistry, password } from './fixture.ts'

const ada = { email: 'Ada@Example.org ', name: ' Ada Lovelace ', password, acceptedTerms: true }

t.test('[P-1] signing up, out and in again, with the address typed in any case', async t => {
  const { registry } = await freshRegistry(t)
  const { account, session } = await registry.signUp.signUp(ada)
  t.match(account, { email: 'ada@example.org', name: 'Ada Lovelace', administrator: false })
  t.match(session, /^[\w-]{43}$/)
  t.same(await registry.accounts.signedIn(session), { account, renewed: false })
  await registry.accounts.signOut(session)
  await registry.accounts.signOut(session)
  t.equal(await registry.accounts.signedIn(session), undefined)
  const again = await registry.accounts.signIn({ email: 'ADA@example.ORG', password })
  t.same(again.account, account)
  t.same(await registry.accounts.find('ada@example.org'), account)
  t.equal(await registry.accounts.signedIn('nonsense'), undefined)
})

t.test('[P-1] each thing wrong in the form is said at its field', async t => {
  const { registry } = await freshRegistry(t)
  await registry.signUp.signUp(ada)
  const bad: [object, { code: string; field: string; message: RegExp }][] = [
    [{ email: 'ada at example' }, { code: 'email_invalid', field: 'email', message: /“ada at example” is not an e-mail/ }],
    [{ email: 'a\u202E@example.org' }, { code: 'email_invalid', field: 'email', message: /a.@example/ }],
    [{ email: `${'x'.repeat(300)}@example.org` }, { code: 'email_invalid', field: 'email', message: /312 characters/ }],
    [{ email: 'ADA@EXAMPLE.ORG' }, { code: 'email_taken', field: 'email', message: /“ada@example.org” already has an account/ }],
    [{ name: ' ' }, { code: 'name_invalid', field: 'name', message: /1 to 200/ }],
    [{ name: 'x'.repeat(201) }, { code: 'name_invalid', field: 'name', message: /201/ }],
    [{ password: '1234567' }, { code: 'password_short', field: 'password', message: /at least 8.*7/ }],
    [{ password: 'x'.repeat(1001) }, { code: 'password_long', field: 'password', message: /1001/ }],
    [{ acceptedTerms: false }, { code: 'terms_not_accepted', field: 'acceptedTerms', message: /Tick the box/ }],
  ]
  for (const [wrong, error] of bad) {
    await t.rejects(registry.signUp.signUp({ ...ada, email: 'other@example.org', ...wrong }), error)
  }
  t.equal(await registry.accounts.find('other@example.org'), undefined)
})

t.test('[P-1] a wrong password and an unknown address are answered alike', async t => {
  const { registry } = await freshRegistry(t)
  await registry.signUp.signUp(ada)
  const wrong = { code: 'wrong_password', field: 'password', message: 'That is not the password of this account.' }
  await t.rejects(registry.accounts.signIn({ email: ada.email, password: 'correct horsf' }), wrong)
  await t.rejects(registry.accounts.signIn({ email: 'nobody@example.org', password }), wrong)
  await t.rejects(registry.accounts.signIn({ email: ada.email, password: 'x'.repeat(2_000_000) }), wrong)
})

t.test('[P-1] one é is one é, however the keyboard makes it', async t => {
  const { registry } = await freshRegistry(t)
  await registry.signUp.signUp({ ...ada, password: 'caf\u00e9 noir' })
  t.ok(await registry.accounts.signIn({ email: ada.email, password: 'cafe\u0301 noir' }))
})

t.test('[P-1] of 20 people signing up with one address at once exactly one gets it', async t => {
  const { registry, store } = await freshRegistry(t)
  const results = await Promise.allSettled(Array.from({ length: 20 }, (_, at) => registry.signUp.signUp({ ...ada, name: `Ada ${at}` })))
  const won = results.filter(result => result.status === 'fulfilled')
  t.equal(won.length, 1)
  for (const result of results) if (result.status === 'rejected') t.equal(result.reason.code, 'email_taken')
  t.equal((await registry.accounts.find(ada.email))?.name, won[0]!.value.account.name)
  t.equal((await store.table(accounts).partitions().toArray()).length, 1, 'those who lost leave nothing')
})

t.test('[P-1] a sign-in lasts 30 days after its last use', async t => {
  const { registry, clock } = await freshRegistry(t)
  const { session } = await registry.signUp.signUp(ada)
  for (const renewed of [true, true, true]) {
    clock.forward(20 * day)
    t.equal((await registry.accounts.signedIn(session))?.renewed, renewed)
    t.equal((await registry.accounts.signedIn(session))?.renewed, false, 'written once a day at most')
  }
  clock.forward(30 * day)
  t.equal(await registry.accounts.signedIn(session), undefined)
})

t.test('[P-1] signing out everywhere ends every sign-in, and renewing one at the same moment does not revive it', async t => {
  const { registry, clock } = await freshRegistry(t)
  const { account, session } = await registry.signUp.signUp(ada)
  const others = await Promise.all(Array.from({ length: 5 }, () => registry.accounts.signIn({ email: ada.email, password })))
  clock.forward(2 * day)
  await Promise.all([registry.accounts.signedIn(session), registry.accounts.signOut(session), registry.accounts.signedIn(session)])
  t.equal(await registry.accounts.signedIn(session), undefined)
  await registry.accounts.signOutEverywhere(account.account)
  for (const { session } of others) t.equal(await registry.accounts.signedIn(session), undefined)
  t.ok(await registry.accounts.signedIn((await registry.accounts.signIn({ email: ada.email, password })).session))
})

t.test('[P-1] a new password ends other sign-ins and needs the old one', async t => {
  const { registry } = await freshRegistry(t)
  const {
    account: { account },
    session: old,
  } = await registry.signUp.signUp(ada)
  await t.rejects(registry.accounts.changePassword({ account, current: 'wrong one', password: 'battery staple' }), {
    code: 'wrong_password',
    field: 'current',
  })
  await t.rejects(registry.accounts.changePassword({ account, current: password, password: 'short' }), { code: 'password_short' })
  const { session } = await registry.accounts.changePassword({ account, current: password, password: 'battery staple' })
  t.equal(await registry.accounts.signedIn(old), undefined)
  t.ok(await registry.accounts.signedIn(session))
  await t.rejects(registry.accounts.signIn({ email: ada.email, password }), { code: 'wrong_password' })
  t.ok(await registry.accounts.signIn({ email: ada.email, password: 'battery staple' }))
  t.equal((await registry.accounts.rename({ account, name: 'Countess' })).name, 'Countess')
})

t.test('[P-1] passwords and tokens lie in the store only as hashes', async t => {
  const { registry, store } = await freshRegistry(t)
  const { account, session } = await registry.signUp.signUp(ada)
  t.match((await store.table(accounts).get({ account: account.account }))!.password, /^\$argon2id\$/)
  t.notOk(JSON.stringify(account).includes('argon2id'), 'and the hash stays inside')
  t.match(await argon2id().hash('x'), new RegExp(`^\\$argon2id\\$v=19\\$m=${owasp.memoryCost},t=2,p=1\\$`), 'as OWASP asks')
  for await (const { hash } of store.table(sessions).partitions()) t.not(hash, session)
})

t.test('[P-9] settings are kept with the account, each on its own', async t => {
  const { registry, person } = await freshRegistry(t)
  const account = await person('ada')
  t.same(await registry.accounts.settings(account), {})
  await Promise.all(Array.from({ length: 10 }, (_, at) => registry.accounts.saveSettings({ account, settings: { [`s${at}`]: at } })))
  t.equal(Object.keys(await registry.accounts.settings(account)).length, 10, 'none overwrites another')
  t.same(await registry.accounts.saveSettings({ account, settings: { s0: null, keymap: 'vim' } }).then(({ s0, keymap }) => [s0, keymap]), [
    undefined,
    'vim',
  ])
  await t.rejects(registry.accounts.saveSettings({ account, settings: { big: 'x'.repeat(65_536) } }), { code: 'settings_too_large' })
})
