import { once } from 'node:events'
import { mkdir, readFile, readdir, symlink, writeFile } from 'node:fs/promises'
import { request, type IncomingMessage, type RequestOptions } from 'node:http'
import { dirname, join } from 'node:path'
import { text } from 'node:stream/consumers'
import t, { type Test } from 'tap'
import { WebSocket } from 'ws'
import { connect, openProgramDocument } from '@stoa/sdk/client'
import { bundled, createTestHub, type Person } from '@stoa/sdk/test'
import type { members, projects } from '@stoa/core/hub/contracts'
import { systemClock } from '@stoa/core/project'
import type { files } from '@stoa/plugin-files/contract'

const hour = 3_600_000
let ahead = 0
/** The machine's time, which a test can put forward. */
const clock = { ...systemClock, now: () => Date.now() + ahead }

const stoa = await createTestHub({ folders: bundled('files'), clock })
const [ada, bob] = [await stoa.person('Ada'), await stoa.person('Bob')]
const project = await ada.creates('Curves')
await project.admits(bob, 'editor')
await mkdir(project.root, { recursive: true })
const bystander = await goOn(bob, project.id)

t.teardown(async () => {
  await bystander.stop()
  await stoa.close()
})

/** A test after which ten more of another person's calls are answered. */
function story(title: string, body: (t: Test) => Promise<void>): void {
  void t.test(title, async t => {
    await body(t)
    await bystander.reaches(bystander.calls + 10)
    t.same(bystander.failures, [], 'another person was not disturbed')
  })
}

story('[P-1] a wrong password, a taken address and half a request are said where they happened', async t => {
  t.match(await post('/api/sign-in', { email: ada.email, password: 'not it' }), {
    status: 401,
    body: { code: 'wrong_password', field: 'password' },
  })
  t.match(
    await post('/api/sign-in', { email: 'nobody@example.org', password: 'not it' }),
    { status: 401, body: { code: 'wrong_password' } },
    'and tells nobody who has an account',
  )
  t.match(await post('/api/sign-up', { email: ada.email, name: 'Ada', password: 'a long password', acceptedTerms: true }), {
    status: 409,
    body: { code: 'email_taken', field: 'email', message: /“ada@example.org”/ },
  })
  t.match(await post('/api/sign-in', { email: ada.email, password: 7 }), { status: 400, body: { code: 'bad_body', field: 'password' } })
  t.match(await post('/api/sign-in', '{"email":'), { status: 400, body: { code: 'bad_request' } })
  t.match(await post('/api/sign-in', { email: 'x'.repeat(2_000_000), password: '' }), { status: 413, body: { code: 'too_large' } })
  t.match(await post('/api/nothing', {}), { status: 404, body: { code: 'unknown_page' } })
})

story('[P-6] an expired link lets nobody in, neither members nor strangers, and says so', async t => {
  const { token } = await stoa.registry.invitations.create({
    by: ada.account,
    project: project.id,
    role: 'viewer',
    expires: clock.now() + hour,
    limit: 5,
  })
  t.teardown(() => (ahead = 0))
  ahead = 2 * hour
  const carol = await inBrowser(t, await stoa.person('Carol'))
  await t.rejects(carol.connect<typeof members>('members@1').call('accept', { token }), {
    code: 'link_expired',
    message: /Ask for a new one/,
  })
  t.match(
    await post('/api/sign-up', { email: 'dave@example.org', name: 'Dave', password: 'a long password', acceptedTerms: true, token }),
    { status: 410, body: { code: 'link_expired' } },
  )
  t.match(
    await post('/api/sign-in', { email: 'dave@example.org', password: 'a long password' }),
    { status: 401 },
    'and no account was made',
  )
})

story('[P-4] a project’s name of 10,000 characters is refused, and no project was made', async t => {
  const mine = ada.connect<typeof projects>('projects@1')
  const before = await mine.call('list', {})
  await t.rejects(mine.call('create', { title: 'x'.repeat(10_000) }), { code: 'title_invalid', field: 'title' })
  await t.rejects(mine.call('rename', { project: project.id, title: 'two\nlines' }), { code: 'title_invalid', field: 'title' })
  t.same(await mine.call('list', {}), before)
})

story('[F-12] a path with `..` leads nowhere: by call, as a document, in a route however it is written', async t => {
  await writeFile(join(dirname(project.root), 'secret.txt'), 'secret')
  const listing = ada.connect<typeof files>('files@1', { project: project.id })
  for (const path of ['..', '../secret.txt', 'a/../../secret.txt', '/etc/passwd', './x', 'a//b', 'x\0y']) {
    await t.rejects(listing.call('list', { directory: path }), { code: 'path_invalid', message: /./ }, path)
    await t.rejects(listing.call('create', { path }), { code: 'path_invalid' }, path)
    await t.rejects(
      openProgramDocument({ connect: ada.connect, project: project.id, path, create: true }).ready,
      { code: 'path_invalid' },
      path,
    )
  }
  for (const path of [
    '../secret.txt',
    '%2e%2e/secret.txt',
    '..%2fsecret.txt',
    '%2e%2e%2fsecret.txt',
    '%00',
    '/etc/passwd',
    '%2fetc%2fpasswd',
    '.stoa/people.json',
  ])
    for (const [method, route] of [
      ['GET', 'download'],
      ['PUT', 'upload'],
    ] as const) {
      const answer = await raw(
        ada,
        { method, path: `/projects/${project.id}/files@1/${route}/${path}` },
        method === 'PUT' ? 'overwritten' : undefined,
      )
      t.ok(answer.status >= 400 && answer.status < 500, `${method} ${path} is answered ${answer.status}`)
      t.type(JSON.parse(answer.body).code, 'string')
      t.notMatch(answer.body, /root:|secret\b(?!\.txt)/)
    }
  t.equal(await readFile(join(dirname(project.root), 'secret.txt'), 'utf8'), 'secret')
  t.same(
    (await readdir(project.root)).filter(name => name !== '.stoa' && name !== 'diary.txt'),
    [],
  )
})

story('[F-12] a link out of the project is shown as one and never followed', async t => {
  const outside = join(dirname(project.root), 'outside')
  await mkdir(outside)
  await writeFile(join(outside, 'secret.txt'), 'secret')
  await symlink(outside, join(project.root, 'folder'))
  await symlink(join(outside, 'secret.txt'), join(project.root, 'link.txt'))
  const listing = ada.connect<typeof files>('files@1', { project: project.id })
  const { entries } = await listing.call('list', { directory: '' })
  t.match(
    entries.filter(({ kind }) => kind === 'link').map(({ name, leads }) => [name, leads]),
    [
      ['folder', 'outside'],
      ['link.txt', 'outside'],
    ],
  )
  await t.rejects(listing.call('list', { directory: 'folder' }), { code: 'path_outside' })
  for (const path of ['link.txt', 'folder/secret.txt', 'folder/new.txt']) {
    await t.rejects(
      openProgramDocument({ connect: ada.connect, project: project.id, path, create: true }).ready,
      { code: 'path_outside' },
      path,
    )
    t.match(
      await raw(ada, { method: 'GET', path: `/projects/${project.id}/files@1/download/${path}` }),
      { status: 403, body: /path_outside/ },
      path,
    )
    const put = await raw(ada, { method: 'PUT', path: `/projects/${project.id}/files@1/upload/${path}` }, 'overwritten')
    t.ok(put.status >= 400 && put.status < 500, `${path} is answered ${put.status}`)
  }
  t.same(await readdir(outside), ['secret.txt'])
  t.equal(await readFile(join(outside, 'secret.txt'), 'utf8'), 'secret')
})

story('[F-6] an upload cut in the middle leaves nothing behind', async t => {
  const asked = request(new URL(`/projects/${project.id}/files@1/upload/half.bin`, stoa.url), {
    method: 'PUT',
    headers: { authorization: `Bearer ${ada.key}`, 'content-length': 50_000_000 },
  })
  asked.on('error', () => undefined)
  asked.write(Buffer.alloc(1_000_000))
  const uploads = join(project.root, '.stoa', 'uploads')
  const underWay = () => readdir(uploads).catch(() => [])
  await until(async () => (await underWay()).length === 1)
  asked.destroy()
  await until(async () => (await underWay()).length === 0)
  t.notOk((await readdir(project.root)).includes('half.bin'))
  const whole = await raw(ada, { method: 'PUT', path: `/projects/${project.id}/files@1/upload/half.bin` }, 'the whole of it')
  t.equal(whole.status, 201)
  t.equal(await readFile(join(project.root, 'half.bin'), 'utf8'), 'the whole of it')
})

story('[K-3][R-1] a malformed frame, an unknown method and a body that does not fit are answered on their own channel', async t => {
  const socket = await frames(t, ada)
  await socket.asks('["open",0,1,"files@1"]', { project: project.id })
  const number = (socket.last.head as unknown[])[1] as number
  t.match(await socket.asks('nonsense'), { head: ['error', 0], body: { code: 'malformed_frame' } })
  t.match(await socket.asks('["call",1'), { head: ['error', 0], body: { code: 'malformed_frame' } })
  t.match(await socket.asks(`["call",${number},2,"explode"]`, {}), {
    head: ['error', number, 2],
    body: { code: 'unknown_method', message: /“explode”/ },
  })
  t.match(await socket.asks(`["call",${number},3,"list"]`, { directory: 7 }), {
    head: ['error', number, 3],
    body: { code: 'bad_body', field: 'directory' },
  })
  t.match(await socket.asks(`["call",${number},4,"list"]`, {}), {
    head: ['error', number, 4],
    body: { code: 'bad_body', field: 'directory' },
  })
  t.match(await socket.asks('["open",0,5,"files@99"]', { project: project.id }), { head: ['error', 0, 5], body: { code: 'wrong_version' } })
  t.match(await socket.asks('["open",0,6,"files@1"]', { project: 'no such' }), { head: ['error', 0, 6], body: { code: 'project_unknown' } })
  t.match(await socket.asks(`["call",${number},7,"list"]`, { directory: '' }), { head: ['reply', number, 7] }, 'and the channel works on')
})

story('[R-1] a frame of 100 MB ends the socket it came on, is not taken into memory, and ends no other', async t => {
  const socket = await frames(t, ada)
  const before = process.memoryUsage().arrayBuffers
  socket.send(Buffer.alloc(100_000_000))
  const code = await socket.closed
  t.ok([1006, 1009].includes(code), String(code))
  t.ok(process.memoryUsage().arrayBuffers - before < 250_000_000, 'the hub, which is in this process, kept no copy of it')
  const again = await frames(t, ada)
  t.match(await again.asks('["open",0,1,"files@1"]', { project: project.id }), { head: ['open'] })
})

story('[P-5] a viewer’s forged frame is refused by the server, whatever it claims', async t => {
  const vera = await stoa.person('Vera')
  await project.admits(vera, 'viewer')
  const socket = await frames(t, vera)
  await socket.asks('["open",0,1,"files@1"]', { project: project.id, role: 'owner', user: { id: ada.account, name: 'Ada' } })
  const number = (socket.last.head as unknown[])[1] as number
  t.match(await socket.asks(`["call",${number},2,"create"]`, { path: 'forged.txt' }), {
    head: ['error', number, 2],
    body: { code: 'role_too_low' },
  })
  t.match(await raw(vera, { method: 'PUT', path: `/projects/${project.id}/files@1/upload/forged.txt` }, 'forged'), {
    status: 403,
    body: /role_too_low/,
  })
  t.notOk((await readdir(project.root)).includes('forged.txt'))
})

/** Somebody who lists files and types a diary, one after the other, until stopped. */
async function goOn(person: Person, id: string) {
  const listing = person.connect<typeof files>('files@1', { project: id })
  const diary = openProgramDocument({ connect: person.connect, project: id, path: 'diary.txt', create: true })
  await Promise.all([listing.opened, diary.ready])
  const failures: unknown[] = []
  let calls = 0
  let stopping = false
  let waiting: { count: number; resolve(): void }[] = []
  person.onState(({ kind }) => kind === 'connected' || stopping || failures.push(kind))
  const going = (async () => {
    while (!stopping) {
      try {
        diary.edit({ from: 0, insert: '.' })
        await Promise.all([listing.call('list', { directory: '' }), diary.acknowledged()])
        calls++
      } catch (failure) {
        failures.push(failure)
      }
      for (const { count, resolve } of waiting) if (calls >= count || failures.length > 0) resolve()
      waiting = waiting.filter(({ count }) => calls < count)
      await new Promise(resolve => setTimeout(resolve, 5))
    }
  })()
  return {
    failures,
    get calls() {
      return calls
    },
    reaches: (count: number) => new Promise<void>(resolve => void waiting.push({ count, resolve })),
    stop() {
      stopping = true
      return going
    },
  }
}

async function post(path: string, body: unknown): Promise<{ status: number; body: unknown }> {
  const answer = await fetch(`${stoa.url}${path}`, {
    method: 'POST',
    headers: { origin: stoa.url, 'content-type': 'application/json' },
    body: typeof body === 'string' ? body : JSON.stringify(body),
  })
  return { status: answer.status, body: await answer.json() }
}

/** A request whose path is sent as it is written. */
async function raw(person: Person, options: RequestOptions, body?: string): Promise<{ status: number; body: string }> {
  const { hostname, port } = new URL(stoa.url)
  const asked = request({
    hostname,
    port,
    agent: false,
    ...options,
    headers: { authorization: `Bearer ${person.key}`, ...(body !== undefined && { 'content-length': Buffer.byteLength(body) }) },
  })
  asked.on('error', () => undefined)
  asked.end(body)
  const [answer] = (await once(asked, 'response')) as [IncomingMessage]
  return { status: answer.statusCode!, body: await text(answer) }
}

/** A connection by cookie, as browsers have it: keys do not accept invitations. */
async function inBrowser(t: Test, { email, password }: Person) {
  const { session } = await stoa.registry.accounts.signIn({ email, password })
  const client = connect({ url: stoa.url, cookie: `stoa_session=${session}` })
  t.teardown(() => client.close())
  return client
}

/** A bare socket that has said hello; `asks` sends a frame and resolves with the next one that comes. */
async function frames(t: Test, person: Person) {
  const socket = new WebSocket(`${stoa.url.replace('http', 'ws')}/socket`, { headers: { authorization: `Bearer ${person.key}` } })
  t.teardown(() => socket.terminate())
  socket.on('error', () => undefined)
  const closed = new Promise<number>(resolve => socket.once('close', resolve))
  await once(socket, 'open')
  let last: { head: unknown; body: unknown } = { head: null, body: null }
  async function asks(head: string, body?: unknown) {
    const next = once(socket, 'message')
    socket.send(`${head}\n${body === undefined ? '' : JSON.stringify(body)}`)
    const [data] = (await next) as [Buffer]
    const [line, ...rest] = data.toString().split('\n')
    last = { head: JSON.parse(line!), body: rest.join('\n') === '' ? undefined : JSON.parse(rest.join('\n')) }
    return last
  }
  await asks('["open",0,0,"stoa@1"]')
  return {
    asks,
    closed,
    send: (data: Buffer) => socket.send(data, () => undefined),
    get last() {
      return last
    },
  }
}

async function until(holds: () => Promise<boolean>): Promise<void> {
  while (!(await holds())) await new Promise(resolve => setTimeout(resolve, 5))
}
