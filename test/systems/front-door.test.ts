import { once } from 'node:events'
import t from 'tap'
import { WebSocket } from 'ws'
import type { members, project as projectPage, projects } from '@stoa/core/hub/contracts'
import { connect } from '@stoa/sdk/client'
import { createTestHub, type Person, type TestHub } from '@stoa/sdk/test'

const ada = { email: 'ada@example.org', name: 'Ada', password: 'notes on the engine', acceptedTerms: true }

/** A browser without a page: it keeps its cookie and says where its page came from. */
function browser(stoa: TestHub) {
  let cookie = ''
  return {
    get cookie() {
      return cookie
    },
    async send(method: string, path: string, body?: unknown, headers: Record<string, string> = {}) {
      const answer = await fetch(`${stoa.url}${path}`, {
        method,
        headers: {
          origin: stoa.url,
          ...(cookie && { cookie }),
          ...(body === undefined ? {} : { 'content-type': 'application/json' }),
          ...headers,
        },
        ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      })
      const set = answer.headers.getSetCookie()[0]
      if (set !== undefined) cookie = set.split(';')[0]!
      return { status: answer.status, set, body: (await answer.json()) as any }
    },
  }
}

async function opened(stoa: TestHub, headers: Record<string, string>): Promise<WebSocket> {
  const socket = new WebSocket(`${stoa.url.replace('http', 'ws')}/socket`, { headers })
  await once(socket, 'open')
  return socket
}
const nextFrame = async (socket: WebSocket) => {
  const [data] = (await once(socket, 'message')) as [Buffer]
  const [head, ...rest] = data.toString().split('\n')
  return {
    head: JSON.parse(head!) as [string, number, number, string],
    body: rest.length > 0 && rest[0] !== '' ? JSON.parse(rest.join('\n')) : undefined,
  }
}

t.test('[P-1] a person signs up, stays signed in by a cookie that scripts cannot read, and signs out', async t => {
  const stoa = await createTestHub()
  t.teardown(() => stoa.close())
  const here = browser(stoa)
  t.match((await here.send('GET', '/api/me')).body, { signUp: 'open' })
  const made = await here.send('POST', '/api/sign-up', ada)
  t.equal(made.status, 200)
  t.match(made.set, /HttpOnly/)
  t.match(made.set, /SameSite=Lax/)
  t.match((await here.send('GET', '/api/me')).body, { account: { name: 'Ada', email: 'ada@example.org' } })
  await here.send('POST', '/api/sign-out')
  t.equal((await here.send('GET', '/api/me')).body.account, undefined)
})

t.test('[P-1] each thing wrong with a sign-up is said at its field', async t => {
  const stoa = await createTestHub()
  t.teardown(() => stoa.close())
  const here = browser(stoa)
  const refused = async (change: object) => (await here.send('POST', '/api/sign-up', { ...ada, ...change })).body
  t.match(await refused({ email: 'nobody' }), { field: 'email' })
  t.match(await refused({ password: 'short' }), { field: 'password' })
  t.match(await refused({ name: '' }), { field: 'name' })
  t.match(await refused({ acceptedTerms: false }), { field: 'acceptedTerms' })
  t.match(await refused({ acceptedTerms: 'yes' }), { code: 'bad_body', field: 'acceptedTerms' })
  t.match(await refused({ token: 'x'.repeat(43) }), { code: 'link_unknown' })
  await here.send('POST', '/api/sign-up', ada)
  t.match(await refused({}), { code: 'email_taken', field: 'email' })
  t.match((await here.send('POST', '/api/sign-in', { email: ada.email, password: 'wrong' })).body, {
    code: 'wrong_password',
    field: 'password',
  })
  const raw = await fetch(`${stoa.url}/api/sign-in`, { method: 'POST', headers: { 'content-type': 'application/json' }, body: '{"email":' })
  t.equal(raw.status, 400, 'half a JSON')
  t.notMatch(await raw.text(), /at .*\.ts/, 'without a stack')
})

t.test('[P-1] signing out everywhere ends other browsers’ sockets at once', async t => {
  const stoa = await createTestHub()
  t.teardown(() => stoa.close())
  const [home, office] = [browser(stoa), browser(stoa)]
  await home.send('POST', '/api/sign-up', ada)
  await office.send('POST', '/api/sign-in', { email: ada.email, password: ada.password })
  const socket = await opened(stoa, { cookie: office.cookie, origin: stoa.url })
  const closed = once(socket, 'close')
  await home.send('POST', '/api/sign-out-everywhere')
  await closed
  t.equal((await office.send('GET', '/api/me')).body.account, undefined)
})

t.test('[P-1] another site’s page can neither post nor open a socket with a visitor’s cookie', async t => {
  const stoa = await createTestHub()
  t.teardown(() => stoa.close())
  const here = browser(stoa)
  await here.send('POST', '/api/sign-up', ada)
  t.match((await here.send('POST', '/api/sign-out-everywhere', undefined, { origin: 'https://elsewhere.example' })).body, {
    code: 'foreign_origin',
  })
  const socket = new WebSocket(`${stoa.url.replace('http', 'ws')}/socket`, {
    headers: { cookie: here.cookie, origin: 'https://elsewhere.example' },
  })
  const [, answer] = (await once(socket, 'unexpected-response')) as [unknown, { statusCode: number }]
  t.equal(answer.statusCode, 403)
})

t.test('[R-1] nobody opens a socket without being signed in', async t => {
  const stoa = await createTestHub()
  t.teardown(() => stoa.close())
  for (const headers of [{}, { authorization: 'Bearer stoa_0123456789abcdef_nonsense' }, { cookie: 'stoa_session=made-up' }]) {
    const socket = new WebSocket(`${stoa.url.replace('http', 'ws')}/socket`, { headers })
    const [, answer] = (await once(socket, 'unexpected-response')) as [unknown, { statusCode: number }]
    t.equal(answer.statusCode, 401, JSON.stringify(headers))
  }
})

t.test('[R-1] a malformed frame, an unknown method and a huge frame are answered where they happen; others go on', async t => {
  const stoa = await createTestHub()
  t.teardown(() => stoa.close())
  const alice = await stoa.person('Alice')
  const socket = await opened(stoa, { authorization: `Bearer ${alice.key}` })
  let answer = nextFrame(socket)
  socket.send('["open",0,0,"stoa@1"]\n{}')
  t.match((await answer).head, ['open'])
  answer = nextFrame(socket)
  socket.send('this is no frame')
  t.match((await answer).head, ['error'])
  answer = nextFrame(socket)
  socket.send('["call",99,1,"list"]\n{}')
  t.match(await answer, { head: ['error', 99, 1], body: { code: 'no_channel' } })
  answer = nextFrame(socket)
  socket.send('["open",0,2,"nothing@1"]\n{}')
  t.match(await answer, { head: ['error', 0, 2], body: { code: 'unknown_contract' } })
  const closed = once(socket, 'close')
  const error = once(socket, 'error').catch(() => undefined)
  socket.send(Buffer.alloc(100_000_000), () => {})
  const [code] = (await closed) as [number]
  await Promise.race([error, closed])
  t.ok([1006, 1009].includes(code), `a frame of 100 MB ends that socket with ${code}`)
  const bob = await stoa.person('Bob')
  t.ok((await bob.creates('Still here')).id, 'and nobody else’s')
})

t.test('[P-4] a project’s title of 10,000 characters is refused in a sentence, and nothing was made', async t => {
  const stoa = await createTestHub()
  t.teardown(() => stoa.close())
  const alice = await stoa.person('Alice')
  const mine = alice.connect<typeof projects>('projects@1')
  await t.rejects(mine.call('create', { title: 'a'.repeat(10_000) }), {
    code: 'title_invalid',
    field: 'title',
    message: /200 characters.*10000/,
  })
  t.same((await mine.call('list', {})).projects, [])
})

t.test('[P-4] a project is made, renamed, deleted and brought back; other open lists follow', async t => {
  const stoa = await createTestHub()
  t.teardown(() => stoa.close())
  const alice = await stoa.person('Alice')
  const mine = alice.connect<typeof projects>('projects@1')
  await mine.opened
  const { project } = await mine.call('create', { title: 'Curves' })
  const page = alice.connect<typeof projectPage>('project@1', { params: { project } })
  t.match(await page.opened, { facts: { title: 'Curves', role: 'owner' }, state: { state: 'stopped' } })
  const renamed = new Promise(resolve => page.on('facts', resolve))
  await mine.call('rename', { project, title: 'Elliptic curves' })
  t.match(await renamed, { title: 'Elliptic curves' }, 'an open tab’s title follows')
  const gone = new Promise(resolve => page.on('gone', resolve))
  await mine.call('remove', { project })
  await gone
  t.same((await mine.call('list', {})).projects, [])
  t.match((await mine.call('list', { deleted: true })).projects, [{ id: project, title: 'Elliptic curves' }])
  await mine.call('restore', { project })
  t.match((await mine.call('list', {})).projects, [{ id: project }])
})

t.test('[P-6] an invitation by link lets a person in with its role, as often as it says, until it is taken back', async t => {
  const stoa = await createTestHub()
  t.teardown(() => stoa.close())
  const [alice, bob, carol] = [await stoa.person('Alice'), await stoa.person('Bob'), await stoa.person('Carol')]
  const project = await alice.creates('Curves')
  const [hers, his, carols] = await people([alice, bob, carol])
  const invited = await hers!.call('invite', { project: project.id, role: 'editor', expiresInHours: 24, uses: 1 })
  t.match(invited.url, /\/join#./)
  const token = invited.url.split('#')[1]!
  t.match(await his!.call('accept', { token }), { project: project.id, role: 'editor' })
  await t.rejects(carols!.call('accept', { token }), { code: 'link_used_up' })
  t.match(await hers!.call('list', { project: project.id }), {
    members: [
      { name: 'Alice', role: 'owner' },
      { name: 'Bob', role: 'editor' },
    ],
  })
  await t.rejects(his!.call('setRole', { project: project.id, account: bob.account, role: 'owner' }), { code: 'role_too_low' })

  /** Keys do not manage people, so these come with a cookie, as a browser does. */
  async function people(of: Person[]) {
    return Promise.all(
      of.map(async ({ name }) => {
        const { session } = await stoa.registry.accounts.signIn({
          email: `${name.toLowerCase()}@example.org`,
          password: 'correct horse battery',
        })
        const client = connect({ url: stoa.url, cookie: `stoa_session=${session}` })
        t.teardown(() => client.close())
        return client.connect<typeof members>('members@1')
      }),
    )
  }
})

t.test('[P-12] a key for one project opens that one with its role, and nothing else', async t => {
  const stoa = await createTestHub()
  t.teardown(() => stoa.close())
  const alice = await stoa.person('Alice')
  const [one, two] = [await alice.creates('One'), await alice.creates('Two')]
  const { secret } = await stoa.registry.keys.create({ account: alice.account, project: one.id, role: 'viewer', title: 'reader' })
  const program = connect({ url: stoa.url, key: secret })
  t.teardown(() => program.close())
  const lists = program.connect<typeof projects>('projects@1')
  t.match((await lists.call('list', {})).projects, [{ id: one.id }])
  await t.rejects(lists.call('remove', { project: one.id }), { code: 'key_too_narrow' })
  const page = program.connect<typeof projectPage>('project@1', { params: { project: one.id } })
  t.match(await page.opened, { facts: { role: 'viewer' } })
  await t.rejects(program.connect<typeof projectPage>('project@1', { params: { project: two.id } }).opened)
})
