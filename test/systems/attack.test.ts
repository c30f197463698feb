import { once } from 'node:events'
import { request, type IncomingMessage } from 'node:http'
import { text } from 'node:stream/consumers'
import t, { type Test } from 'tap'
import { WebSocket } from 'ws'
import type { keys, projects } from '@stoa/core/hub/contracts'
import { connect } from '@stoa/sdk/client'
import { contract } from '@stoa/sdk/contract'
import { Blobs, Routes, projectPart } from '@stoa/sdk/project'
import { createTestHub, type InlinePlugin, type Person, type TestHub } from '@stoa/sdk/test'

const vault = contract({
  name: 'vault',
  version: 1,
  at: 'project',
  calls: {},
  events: {},
  routes: {
    hall: { role: 'viewer', method: 'GET' },
    safe: { role: 'owner', method: 'GET' },
    acts: { role: 'viewer', method: 'GET' },
    keep: { role: 'editor', method: 'PUT' },
  },
})
/** Something to guard, and answers that would act as the site. */
const part = projectPart({
  needs: { blobs: Blobs, routes: Routes },
  start({ blobs, routes }) {
    return routes.serve(vault, {
      hall: async ({ path, query }) => ({ status: 200, body: `hall ${path} ${query.get('q') ?? ''}` }),
      safe: async () => ({ status: 200, body: 'the gold' }),
      acts: async () => ({
        status: 401,
        headers: {
          'content-type': 'text/html',
          'set-cookie': 'stoa_session=chosen; path=/',
          'www-authenticate': 'Basic realm="Your password, please"',
          'content-security-policy': 'default-src *',
          'access-control-allow-origin': '*',
          'service-worker-allowed': '/',
          location: 'https://elsewhere.example/',
          link: '</x>; rel=preload',
          refresh: '0; url=https://elsewhere.example/',
        },
        body: '<script>alert(1)</script>',
      }),
      keep: async ({ body }) => {
        const { id } = await blobs.add({ bytes: Buffer.from(await text(body)) }, { mime: 'text/html' })
        return { status: 200, body: id }
      },
    })
  },
})
const plugin: InlinePlugin = {
  manifest: { api: 1, id: 'vault', title: 'Vault', parts: { project: './project.ts' }, needs: [Blobs.id, Routes.id], trust: 'page' },
  contracts: [vault],
  project: part,
}

async function place(t: Test, options: Parameters<typeof createTestHub>[0] = {}) {
  const stoa = await createTestHub({ plugins: [plugin], ...options })
  t.teardown(() => stoa.close())
  return stoa
}

/** A request whose path is sent as it is written. */
async function raw({
  stoa,
  path,
  by,
  method = 'GET',
  body,
  headers = {},
}: {
  stoa: TestHub
  path: string
  by?: Person
  method?: string
  body?: string
  headers?: Record<string, string>
}) {
  const { hostname, port } = new URL(stoa.url)
  const asked = request({
    hostname,
    port,
    agent: false,
    path,
    method,
    headers: { ...(by && { authorization: `Bearer ${by.key}` }), ...headers },
  })
  asked.end(body)
  const [answer] = (await once(asked, 'response')) as [IncomingMessage]
  return { status: answer.statusCode!, headers: answer.headers, body: await text(answer) }
}

/** A socket by cookie or key that has said hello, and the reason it is closed for. */
async function socketOf(stoa: TestHub, headers: Record<string, string>) {
  const socket = new WebSocket(`${stoa.url.replace('http', 'ws')}/socket`, { headers: { origin: stoa.url, ...headers } })
  const heard: string[] = []
  socket.on('message', data => heard.push(String(data)))
  await once(socket, 'open')
  socket.send('["open",0,0,"stoa@1"]\n')
  await once(socket, 'message')
  return { socket, heard, closed: once(socket, 'close') }
}

t.test('[P-5] a viewer’s way cannot be turned into an owner’s, however the way is written', async t => {
  const stoa = await place(t)
  const [ada, vera] = [await stoa.person('Ada'), await stoa.person('Vera')]
  const project = await ada.creates('Bank')
  await project.admits(vera, 'viewer')
  const top = `/projects/${project.id}/vault@1`
  t.match(await raw({ stoa, by: vera, path: `${top}/hall/a/b?q=1?2` }), { status: 200, body: 'hall a/b 1?2' })
  t.match(await raw({ stoa, by: ada, path: `${top}/safe/` }), { status: 200, body: 'the gold' })
  t.match(await raw({ stoa, by: vera, path: `${top}/safe/` }), { status: 403, body: /role_too_low/ })
  for (const way of [
    'hall/../safe/x',
    'hall/%2e%2e/safe/x',
    'hall/..%2fsafe/x',
    'hall/%2e%2e%2fsafe%2fx',
    'hall/x/../../../vault@1/safe/',
    '../vault@1/safe/x',
    'hall/..;/safe/x',
    'hall\\..\\safe/x',
    'hall/%5c..%5csafe/x',
  ]) {
    const { status, body } = await raw({ stoa, by: vera, path: `${top}/${way}` })
    t.notMatch(body, /gold/, `${way} is answered ${status}`)
  }
})

t.test('[P-5] nobody reads another project’s routes and blobs, not even by knowing their names', async t => {
  const stoa = await place(t)
  const [ada, eve] = [await stoa.person('Ada'), await stoa.person('Eve')]
  const [bank, shed] = [await ada.creates('Bank'), await eve.creates('Shed')]
  const { body: id } = await raw({ stoa, by: ada, method: 'PUT', path: `/projects/${bank.id}/vault@1/keep/`, body: 'the gold' })
  t.match(await raw({ stoa, by: ada, path: `/projects/${bank.id}/blobs/${id}/x.html` }), {
    status: 200,
    body: 'the gold',
    headers: {
      'content-type': 'text/html',
      'content-security-policy': /^sandbox;/,
      'x-content-type-options': 'nosniff',
      'cross-origin-resource-policy': 'same-origin',
    },
  })
  for (const path of [
    `/projects/${bank.id}/blobs/${id}/x`,
    `/projects/${shed.id}/blobs/${id}/x`,
    `/projects/${shed.id}/blobs/../../${bank.id}/blobs/${id}/x`,
    `/projects/${bank.id}/vault@1/hall/`,
  ]) {
    t.match(await raw({ stoa, by: eve, path }), { status: 404 }, path)
    t.match((await raw({ stoa, path })).status, /401|404/, 'nor without an account')
  }
})

t.test('[R-5] what a project answers cannot act as the site', async t => {
  const stoa = await place(t)
  const ada = await stoa.person('Ada')
  const project = await ada.creates('Bank')
  const { headers } = await raw({ stoa, by: ada, path: `/projects/${project.id}/vault@1/acts/` })
  t.equal(headers['content-type'], 'text/html')
  t.match(headers['content-security-policy'], /^sandbox; default-src 'none'/)
  t.equal(headers['x-content-type-options'], 'nosniff')
  for (const name of [
    'set-cookie',
    'www-authenticate',
    'access-control-allow-origin',
    'service-worker-allowed',
    'location',
    'link',
    'refresh',
  ])
    t.notHas(headers, { [name]: /./ }, name)
})

t.test('[P-12] a key that was taken back ends what is open by it, at once', async t => {
  const stoa = await place(t)
  const ada = await stoa.person('Ada')
  const made = await stoa.registry.keys.create({ account: ada.account, role: 'owner', title: 'lost' })
  const thief = await socketOf(stoa, { authorization: `Bearer ${made.secret}` })
  const { session } = await stoa.registry.accounts.signIn({ email: ada.email, password: ada.password })
  const browser = connect({ url: stoa.url, cookie: `stoa_session=${session}` })
  t.teardown(() => browser.close())
  await browser.connect<typeof keys>('keys@1').call('revoke', { id: made.key.key })
  await thief.closed
  t.match(thief.heard.at(-1), /signed_out.*taken back/)
  t.equal(ada.state.kind, 'connected', 'her other key is another')
  t.equal(await stoa.registry.keys.roleOf({ key: made.key.key, account: ada.account, role: 'owner' }, (await ada.creates('Bank')).id), null)
  t.match(await raw({ stoa, path: '/api/sign-out-everywhere', method: 'POST', headers: { authorization: `Bearer ${made.secret}` } }), {
    status: 401,
  })
})

t.test('[P-1] signing out ends that browser’s sockets and no other’s', async t => {
  const stoa = await place(t)
  const ada = await stoa.person('Ada')
  const signIn = async () => `stoa_session=${(await stoa.registry.accounts.signIn({ email: ada.email, password: ada.password })).session}`
  const [home, office] = [await signIn(), await signIn()]
  const [one, two] = [await socketOf(stoa, { cookie: home }), await socketOf(stoa, { cookie: office })]
  await raw({ stoa, path: '/api/sign-out', method: 'POST', headers: { cookie: home, origin: stoa.url } })
  await one.closed
  const answer = once(two.socket, 'message')
  two.socket.send('["call",0,1,"ping"]\n')
  t.match(String((await answer)[0]), /^\["reply",0,1/)
  two.socket.close()
})

t.test('[P-1] tries are counted by where they come from, whatever a client writes of it', async t => {
  for (const address of ['', 'https://stoa.example.edu/math']) {
    const stoa = await place(t, { address, attempts: 5 })
    await stoa.registry.signUp.signUp({ email: 'ada@example.org', name: 'Ada', password: 'correct horse', acceptedTerms: true })
    const tries = async (forwarded: (n: number) => string) => {
      const statuses: number[] = []
      for (let n = 0; n < 8; n++) {
        const headers = {
          'content-type': 'application/json',
          origin: address ? 'https://stoa.example.edu' : stoa.url,
          'x-forwarded-for': forwarded(n),
        }
        statuses.push(
          (
            await raw({
              stoa,
              path: '/api/sign-in',
              method: 'POST',
              headers,
              body: JSON.stringify({ email: 'ada@example.org', password: 'wrong' }),
            })
          ).status,
        )
      }
      return statuses
    }
    t.same(
      await tries(n => (address ? `203.0.113.${n}, 198.51.100.7` : `203.0.113.${n}`)),
      [401, 401, 401, 401, 401, 429, 429, 429],
      address || 'no proxy',
    )
    if (address) t.equal((await tries(() => '198.51.100.8'))[0], 401, 'the proxy’s own word is believed')
  }
})

t.test('[P-1] another site’s page can do nothing with a visitor’s cookie', async t => {
  const stoa = await place(t)
  const ada = await stoa.person('Ada')
  const project = await ada.creates('Bank')
  const cookie = `stoa_session=${(await stoa.registry.accounts.signIn({ email: ada.email, password: ada.password })).session}`
  const { port } = new URL(stoa.url)
  const others: Record<string, string>[] = [
    { origin: 'https://elsewhere.example' },
    { origin: 'null' },
    { origin: `http://127.0.0.1:${Number(port) + 1}` },
    { 'sec-fetch-site': 'cross-site' },
    { 'sec-fetch-site': 'same-site' },
  ]
  for (const headers of others) {
    const sent = { cookie, ...headers }
    t.match(await raw({ stoa, method: 'PUT', path: `/projects/${project.id}/vault@1/keep/`, headers: sent, body: 'x' }), {
      status: 403,
      body: /foreign_origin/,
    })
    t.match(await raw({ stoa, method: 'POST', path: '/api/sign-out-everywhere', headers: sent }), { status: 403, body: /foreign_origin/ })
    t.match(
      await raw({
        stoa,
        path: '/socket',
        headers: {
          ...sent,
          connection: 'Upgrade',
          upgrade: 'websocket',
          'sec-websocket-version': '13',
          'sec-websocket-key': 'MDEyMzQ1Njc4OWFiY2RlZg==',
        },
      }),
      { status: 403 },
    )
  }
  const lists = ada.connect<typeof projects>('projects@1')
  t.equal((await lists.call('list', {})).projects.length, 1)
})
