import t from 'tap'
import { Type, StoaError, contract } from '@stoa/sdk/contract'
import { desk, desks } from './contracts.ts'
import { createWorld, turns, until, type World } from './kit.ts'

type Desk = typeof desk

function serveDesk(world: World, project = 'p') {
  const began: number[] = []
  const gates = new Map<number, PromiseWithResolvers<{ n: number }>>()
  world.onBegin(project, ({ serve }) => {
    serve(
      desk,
      {
        read: ({ path }, { user }) => ({ text: `${user.id} ${user.name} reads ${path}` }),
        run({ n }) {
          began.push(n)
          if (n < 0) throw new StoaError({ code: 'negative', message: `${n} is negative.`, field: 'n' })
          const gate = Promise.withResolvers<{ n: number }>()
          gates.set(n, gate)
          return gate.promise
        },
        write({ n }) {
          began.push(n)
          if (n === 13) throw new TypeError('a secret path: /etc/shadow')
          return { n: n === 14 ? ('no' as never) : n }
        },
        blow: ({ size }) => new Uint8Array(size),
        echo: bytes => (bytes[0] === 99 ? new Uint8Array(2 << 20) : bytes),
      },
      { opened: ({ params }) => ({ at: params.since ?? 0 }) },
    )
  })
  return { began, gates }
}

function world() {
  const made = createWorld([desk, desks])
  made.roles.set('ada p', 'editor').set('bob p', 'viewer')
  made.hub.serve(desks, { who: (_, { user, role }) => ({ id: user.id, role }) })
  return made
}

t.test('[R2.2] a channel to a project opens with its parameters, and the hub says who is asking', async t => {
  const w = world()
  serveDesk(w)
  const ada = w.page('ada')
  const remote = ada.connect<Desk>('desk@2', { project: 'p', params: { since: 7 } })
  t.equal(remote.state, 'opening')
  t.same(await remote.opened, { at: 7 })
  t.same(await remote.call('read', { path: 'a' }), { text: 'ada ADA reads a' })
  const bytes = new Uint8Array([1, 2, 10, 255])
  t.same(await remote.call('echo', bytes), bytes)
  t.same(await ada.connect<typeof desks>('desks@1').call('who', {}), { id: 'ada', role: 'owner' }, 'and so do the hub’s own')
})

t.test('[R2.2] a browser that writes its own user and role into an open is not believed', async t => {
  const w = world()
  serveDesk(w)
  const { say, heard } = await w.raw('bob')
  say('["open",0,1,"desk@2"]\n{"project":"p","params":{},"user":{"id":"ada","name":"Ada"},"role":"owner"}')
  await until(() => heard.length > 0)
  say('["call",1,2,"read"]\n{"path":"x"}')
  say('["call",1,3,"write"]\n{"n":1}')
  await until(() => heard.some(frame => frame.startsWith('["reply"')))
  t.match(
    heard.find(frame => frame.startsWith('["reply",1,2')),
    /bob bob reads x/,
  )
  t.match(
    heard.find(frame => frame.startsWith('["error",1,3')),
    /role_too_low/,
  )
})

t.test('[R2.4][R2.5] calls begin in order; a long one holds up no other', async t => {
  const w = world()
  const { began, gates } = serveDesk(w)
  const remote = w.page('ada').connect<Desk>('desk@2', { project: 'p' })
  const ended: number[] = []
  const runs = [1, 2, 3].map(n => remote.call('run', { n }).then(r => ended.push(r.n)))
  t.same(await remote.call('read', { path: 'quick' }), { text: 'ada ADA reads quick' })
  t.same(began, [1, 2, 3])
  for (const n of [3, 1, 2]) {
    gates.get(n)!.resolve({ n })
    await until(() => ended.includes(n))
  }
  await Promise.all(runs)
  t.same(ended, [3, 1, 2])
})

t.test('[R4.1] a body that does not fit is refused with its field, and the next call is not disturbed', async t => {
  const w = world()
  const { began } = serveDesk(w)
  const remote = w.page('ada').connect<Desk>('desk@2', { project: 'p' })
  await t.rejects(remote.call('read', {} as never), { code: 'bad_body', field: 'path', message: /“path” is missing/ })
  await t.rejects(remote.call('read', { path: 5 } as never), { code: 'bad_body', field: 'path', message: /must be string, not “5”/ })
  await t.rejects(remote.call('read', { path: 'x'.repeat(21) }), { code: 'bad_body', field: 'path' })
  await t.rejects(remote.call('run', { n: 1.5 }), { code: 'bad_body', field: 'n' })
  await t.rejects(remote.call('echo', 'text' as never), { code: 'bad_body', message: /must be bytes/ })
  await t.rejects(remote.call('read', new Uint8Array(3) as never), { code: 'bad_body', message: /must be JSON/ })
  t.same(began, [])
  t.ok(await remote.call('read', { path: 'fine' }))
  const odd = w.page('ada').connect<Desk>('desk@2', { project: 'p', params: { since: 'yesterday' } as never })
  await t.rejects(odd.opened, { code: 'bad_body', field: 'since' })
})

t.test('[R4.2] unknown contracts, versions and methods are named', async t => {
  const w = world()
  serveDesk(w)
  const ada = w.page('ada')
  await t.rejects(ada.connect('chair@1', { project: 'p' }).opened, { code: 'unknown_contract', message: /chair@1/ })
  await t.rejects(ada.connect('desk@1', { project: 'p' }).opened, { code: 'wrong_version', message: /desk@2/ })
  const remote = ada.connect('desk@2', { project: 'p' })
  await t.rejects(remote.call('fly', {}), { code: 'unknown_method', message: /fly/ })
  await t.rejects(remote.call('constructor', {}), { code: 'unknown_method' })
  await t.rejects(ada.connect<Desk>('desk@2').opened, { code: 'bad_body', field: 'project' })
})

t.test('[R4.2] a contract installed at the hub that the project server does not answer is named too', async t => {
  const w = world()
  w.onBegin('p', () => {})
  await t.rejects(w.page('ada').connect('desk@2', { project: 'p' }).opened, { code: 'unknown_contract', message: /desk@2/ })
})

t.test('[R4.3] what a handler throws: a StoaError travels, anything else stays in the log', async t => {
  const w = world()
  serveDesk(w)
  const remote = w.page('ada').connect<Desk>('desk@2', { project: 'p' })
  await t.rejects(remote.call('run', { n: -4 }), { code: 'negative', field: 'n', message: '-4 is negative.' })
  const internal = await remote.call('write', { n: 13 }).catch((error: StoaError) => error)
  t.match(internal, { code: 'internal' })
  t.notMatch(JSON.stringify(internal), /shadow/)
  t.match(w.logged[0]!.facts, { error: { message: /shadow/ } })
  await t.rejects(remote.call('write', { n: 14 }), { code: 'internal' }, 'an answer that breaks the contract is the server’s fault')
  t.match(w.logged[1]!.facts, { error: { message: /write/ } })
})

t.test('[R1.5] what is too large is refused where it is made', async t => {
  const w = world()
  serveDesk(w)
  const remote = w.page('ada').connect<Desk>('desk@2', { project: 'p' })
  await t.rejects(remote.call('echo', new Uint8Array(1 << 20)), { code: 'too_large', message: /1048576/ })
  await t.rejects(remote.call('echo', new Uint8Array([99])), { code: 'too_large', message: /2097152/ })
  t.equal((await remote.call('echo', new Uint8Array((1 << 20) - 1024))).length, (1 << 20) - 1024)
})

t.test('[R2.6] a closed channel answers nothing more, on either side', async t => {
  const w = world()
  let mine: unknown
  const left: string[] = []
  w.onBegin('p', ({ serve }) => {
    serve(
      desk,
      {
        read: (_, caller) => (caller.close({ code: 'enough', message: 'Enough.' }), { text: '' }),
        run: (_, caller) => ((mine = caller), { n: 1 }),
        write: () => ({ n: 1 }),
        echo: b => b,
        blow: () => new Uint8Array(),
      },
      { opened: () => ({ at: 0 }), closed: ({ user }) => void left.push(user.id) },
    )
  })
  const ada = w.page('ada')
  const first = ada.connect<Desk>('desk@2', { project: 'p' })
  await first.call('run', { n: 1 })
  first.close()
  t.equal(first.state, 'closed')
  await t.rejects(first.call('run', { n: 1 }), { code: 'channel_closed' })
  await until(() => left.length === 1)
  await (mine as { drained(): Promise<void> }).drained()
  const second = ada.connect<Desk>('desk@2', { project: 'p' })
  await t.rejects(second.call('read', { path: 'x' }), { code: 'unknown_outcome' })
  t.equal(second.state, 'closed')
  t.same(left, ['ada', 'ada'])
  const { say, heard } = await w.raw('ada')
  say('["call",1,5,"read"]\n{"path":"x"}')
  await until(() => heard.length > 0)
  t.match(heard[0], /^\["error",1,5,""\]\n\{"code":"no_channel"/)
})

t.test('[R2.8] `closed` follows `opened` once, also when the page left meanwhile, and never after a refusal', async t => {
  const w = world()
  const steps: string[] = []
  const gate = Promise.withResolvers<void>()
  w.onBegin('p', ({ serve }) => {
    const served = serve(
      desk,
      { read: () => ({ text: '' }), run: () => ({ n: 0 }), write: () => ({ n: 1 }), echo: b => b, blow: () => new Uint8Array() },
      {
        async opened(caller) {
          steps.push('opened')
          served.emit('line', { n: 1 }, caller)
          served.emit('line', { n: 2 })
          await gate.promise
          if (caller.params.since === 1) throw new StoaError({ code: 'full', message: 'Full.' })
          return { at: 5 }
        },
        closed: () => void steps.push('closed'),
      },
    )
  })
  const ada = w.page('ada')
  const leaving = w.page('ada')
  leaving.connect<Desk>('desk@2', { project: 'p' })
  await until(() => steps.length === 1)
  leaving.close()
  const refused = ada.connect<Desk>('desk@2', { project: 'p', params: { since: 1 } })
  const kept = ada.connect<Desk>('desk@2', { project: 'p' })
  const heard: unknown[] = []
  kept.on('line', ({ n }) => heard.push(n))
  kept.onState((state, answer) => void (state === 'open' && heard.push(answer)))
  await until(() => steps.length === 3)
  await turns()
  t.same(heard, [])
  gate.resolve()
  await t.rejects(refused.opened, { code: 'full' })
  await kept.call('read', { path: 'x' })
  t.same(heard, [{ at: 5 }, 1, 2])
  t.same(steps, ['opened', 'opened', 'opened', 'closed'])
})

t.test('[R2.9] a contract that stops being answered makes its channels wait, and serves them again when it is back', async t => {
  const w = world()
  const handlers = {
    read: () => ({ text: 'back' }),
    run: () => ({ n: 0 }),
    write: () => ({ n: 1 }),
    echo: (b: Uint8Array) => b,
    blow: () => new Uint8Array(),
  }
  let served: { stop(): Promise<void> }
  w.onBegin('p', ({ serve }) => {
    served = serve(desk, handlers, { opened: () => ({ at: 0 }) })
  })
  const remote = w.page('ada').connect<Desk>('desk@2', { project: 'p' })
  await remote.opened
  await served!.stop()
  await until(() => remote.state === 'waiting')
  w.projectUp('p').serving.serve(desk, handlers, { opened: () => ({ at: 0 }) })
  w.clock.advance(250)
  t.same(await remote.call('read', { path: 'x' }), { text: 'back' })
})

t.test('[R2.7] one socket has at most 256 channels', async t => {
  const w = world()
  serveDesk(w)
  const { say, heard } = await w.raw('ada')
  for (let id = 1; id <= 300; id++) say(`["open",0,${id},"desk@2"]\n{"project":"p"}`)
  await until(() => heard.length === 300)
  t.equal(heard.filter(frame => frame.startsWith('["open"')).length, 256)
  t.equal(w.router.figures.channels, 256)
})

t.test('a contract with a call that nothing answers cannot be served', async t => {
  const w = world()
  const bare = contract({
    name: 'bare',
    version: 1,
    at: 'hub',
    calls: { go: { role: 'viewer', input: Type.Object({}), output: Type.Object({}) } },
    events: {},
  })
  t.throws(() => w.hub.serve(bare, {} as never), { code: 'no_handler', message: /go/ })
  t.throws(() => w.hub.serve(desks, { who: () => ({ id: '', role: '' }) }), { code: 'already_served' })
})
