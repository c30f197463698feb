import { once } from 'node:events'
import { mkdtemp, rm, stat } from 'node:fs/promises'
import { request, type IncomingMessage } from 'node:http'
import { connect as connectSocket } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Readable } from 'node:stream'
import { text } from 'node:stream/consumers'
import t, { type Test } from 'tap'
import { WebSocket } from 'ws'
import { StoaError, contract } from '@stoa/sdk/contract'
import { createDoor } from '../http.ts'
import { createRoutes } from '../routes.ts'
import { startBlobs } from '../blobs.ts'
import { startFiles } from '../files.ts'
import { heldClock } from './held-clock.ts'
import { keptLog } from './kept-log.ts'

const desk = contract({
  name: 'desk',
  version: 1,
  at: 'project',
  calls: {},
  events: {},
  routes: { read: { role: 'viewer', method: 'GET' }, write: { role: 'editor', method: 'PUT' } },
})
const ada = Buffer.from('{"id":"u1","name":"Ünal"}').toString('base64url')

async function place(t: Test) {
  const top = await mkdtemp(join(tmpdir(), 'stoa-door-'))
  const [clock, log] = [heldClock(), keptLog()]
  const { files, stop } = await startFiles({ root: top, clock, log })
  const { blobs, stop: stopBlobs } = await startBlobs({ directory: join(top, '.stoa', 'blobs'), scratch: top, files, clock, log })
  const routes = createRoutes()
  let links = 0
  const door = createDoor({ token: 'the-token', accept: () => void links++, routes, blobs, log })
  const socketPath = join(top, 's')
  await door.listen(socketPath)
  t.teardown(async () => {
    await door.close()
    await stopBlobs()
    stop()
    await rm(top, { recursive: true, force: true })
  })
  async function ask(
    path: string,
    { method = 'GET', body, headers = {} }: { method?: string; body?: string | Readable; headers?: Record<string, string> } = {},
  ) {
    const asked = request({
      socketPath,
      path,
      method,
      agent: false,
      headers: { authorization: 'Bearer the-token', 'stoa-user': ada, ...headers },
    })
    if (body instanceof Readable) body.pipe(asked)
    else asked.end(body)
    const [answer] = (await once(asked, 'response')) as [IncomingMessage]
    return { status: answer.statusCode!, headers: answer.headers, body: await text(answer) }
  }
  return { top, log, blobs, routes: routes.routes, door, socketPath, ask, links: () => links }
}

void t.test('[R-5] whoever knocks without the token gets nothing: no route, no blob, no link, no hint of what is there', async t => {
  const { ask, blobs, routes, socketPath, links } = await place(t)
  routes.serve(desk, { read: async () => ({ status: 200, body: 'read' }), write: async () => ({ status: 200 }) })
  const { id } = await blobs.add({ bytes: Buffer.from('x') }, { mime: 'text/plain' })
  for (const authorization of ['', 'Bearer', 'Bearer the-token x', 'bearer the-token', 'Bearer the-toke', 'Basic dGhlLXRva2Vu'])
    for (const path of ['/routes/desk@1/read/x', `/blobs/${id}`, '/nothing', '/link'])
      t.match(await ask(path, { headers: { authorization } }), { status: 401, body: /token_wrong/ }, `${authorization} ${path}`)
  for (const [authorization, path, status] of [
    ['', '/link', 401],
    ['Bearer the-token', '/other', 404],
  ] as const) {
    const socket = new WebSocket(`ws+unix:${socketPath}:${path}`, { headers: { authorization } })
    socket.on('error', () => undefined)
    const [, answer] = (await once(socket, 'unexpected-response')) as [unknown, IncomingMessage]
    t.equal(answer.statusCode, status)
  }
  t.equal(links(), 0)
  const hub = new WebSocket(`ws+unix:${socketPath}:/link`, { headers: { authorization: 'Bearer the-token' } })
  await once(hub, 'open')
  t.equal(links(), 1)
})

void t.test('[R-1] a route gets who asks, its path as it was sent, its query and its body, and never the token', async t => {
  const { ask, routes } = await place(t)
  const served = routes.serve(desk, {
    read: async ({ user, path, query, headers }) => ({
      status: 200,
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({
        user,
        path,
        query: [...query],
        authorization: headers.authorization ?? null,
        who: headers['stoa-user'] ?? null,
      }),
    }),
    write: async ({ body }) => ({ status: 201, body: `${(await text(body)).length}` }),
  })
  const asked = async (path: string) => JSON.parse((await ask(path)).body) as unknown
  t.same(await asked('/routes/desk@1/read/a%20b/%C3%BC/..?x=1&x=2'), {
    user: { id: 'u1', name: 'Ünal' },
    path: 'a b/ü/..',
    query: [
      ['x', '1'],
      ['x', '2'],
    ],
    authorization: null,
    who: null,
  })
  t.match(
    await ask('/routes/desk@1/read/../write/x'),
    { status: 200, body: /"path":"\.\.\/write\/x"/ },
    'a way out is the route’s to refuse, and no other route’s to answer',
  )
  t.match(await ask('/routes/desk@1/write/x', { method: 'PUT', body: 'x'.repeat(100_000) }), { status: 201, body: '100000' })
  t.match(await ask('/routes/desk@1/read/x', { method: 'HEAD' }), { status: 200, body: '' })
  for (const path of [
    '/routes/desk@1/read/a%2fb',
    '/routes/desk@1/read/%ff',
    '/routes/desk@2/read/x',
    '/routes/desk@1/constructor/x',
    '/routes/desk@1',
    '/routes/desk@1/write/x',
    '/',
    '/blobs/',
    '/blobs/x/y',
  ])
    t.match(await ask(path), { status: 404, body: /not_found/ }, path)
  t.match(await ask('/routes/desk@1/read/x', { headers: { 'stoa-user': 'nonsense' } }), { status: 400 })
  t.throws(() => routes.serve(desk, { read: async () => ({ status: 200 }), write: async () => ({ status: 200 }) }), {
    code: 'routes_twice',
  })
  await served()
  t.match(await ask('/routes/desk@1/read/x'), { status: 404 })
})

void t.test('[R-1] what a route throws: a StoaError travels with a fitting status, anything else stays in the log', async t => {
  const { ask, routes, log } = await place(t)
  let thrown: unknown
  routes.serve(desk, {
    read: async () => Promise.reject(thrown as Error),
    write: async () => ({ status: 200, body: Readable.from(halfOf(thrown)) }),
  })
  thrown = new StoaError({ code: 'exists', message: 'There is one.', field: 'path' })
  t.match(await ask('/routes/desk@1/read/x'), { status: 409, body: '{"code":"exists","message":"There is one.","field":"path"}' })
  thrown = Object.assign(new Error('ENOENT: no such file'), { code: 'ENOENT' })
  t.match(await ask('/routes/desk@1/read/x'), { status: 404, body: /file_error/ })
  thrown = new Error('a secret')
  const { status, body } = await ask('/routes/desk@1/read/x')
  t.equal(status, 500)
  t.notMatch(body, /secret/)
  t.match(log.lines.at(-1), { level: 'error', facts: { failure: /a secret/ } })
  await t.rejects(
    ask('/routes/desk@1/write/x', { method: 'PUT', body: '' }),
    { code: 'ECONNRESET' },
    'half a body is cut off, so that nobody takes it for the whole',
  )
})

async function* halfOf(thrown: unknown) {
  yield 'half'
  throw thrown
}

void t.test('[R-7] a blob comes with its type and a name for the browser’s cache, which then asks no more', async t => {
  const { ask, blobs } = await place(t)
  const { id } = await blobs.add({ bytes: Buffer.from('<svg/>') }, { mime: 'image/svg+xml' })
  t.match(await ask(`/blobs/${id}`), {
    status: 200,
    body: '<svg/>',
    headers: { 'content-type': 'image/svg+xml', 'content-length': '6', etag: `"${id}"`, 'cache-control': /immutable/ },
  })
  t.match(await ask(`/blobs/${id}`, { headers: { 'if-none-match': `"${id}"` } }), { status: 304, body: '' })
  t.match(await ask(`/blobs/${id}`, { method: 'HEAD' }), { status: 200, body: '', headers: { 'content-length': '6' } })
  for (const name of ['0'.repeat(64), '..', id.toUpperCase(), `${id}.mime`, `..%2f${id}`])
    t.match(await ask(`/blobs/${name}`), { status: 404 }, name)
  t.match(await ask(`/blobs/${id}`, { method: 'PUT', body: 'x' }), { status: 404 })
})

void t.test('[R-1] an upload that is refused ends its connection, so that its rest is not read as the next request', async t => {
  const { routes, socketPath, top } = await place(t)
  routes.serve(desk, {
    read: async () => ({ status: 200, body: 'smuggled' }),
    write: async () => Promise.reject(new StoaError({ code: 'exists', message: 'There is one.' })),
  })
  const socket = connectSocket(socketPath)
  socket.on('error', () => undefined)
  const head = (line: string, more: string) =>
    `${line} HTTP/1.1\r\nhost: x\r\nauthorization: Bearer the-token\r\nstoa-user: ${ada}\r\n${more}\r\n`
  socket.write(head('PUT /routes/desk@1/write/x', 'content-length: 1000000\r\n'))
  socket.write(head('GET /routes/desk@1/read/x', ''))
  const said = await text(socket)
  t.match(said, /^HTTP\/1\.1 409 .*connection: close/is)
  t.notMatch(said, /smuggled/)
  t.ok((await stat(join(top, 's'))).isSocket())
})
