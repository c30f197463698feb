import t from 'tap'
import { StoaError, type Contract } from '@stoa/sdk/contract'
import { createRouter, linkPair, refuseLink, type Link } from '../index.ts'
import { desk } from './contracts.ts'
import { createWorld, turns, until, type World } from './kit.ts'

type Desk = typeof desk
const open = { project: 'p' }

function world(given = {}) {
  const w = createWorld([desk], given)
  w.roles.set('ada p', 'editor').set('bob p', 'editor').set('ada q', 'editor')
  const began: string[] = []
  const waits = new Map<number, () => void>()
  for (const project of ['p', 'q']) {
    w.onBegin(project, ({ serve }) => {
      serve(
        desk,
        {
          read: ({ path }) => ({ text: path }),
          run: ({ n }) => (began.push(`run ${n}`), new Promise(resolve => waits.set(n, () => resolve({ n })))),
          write: ({ n }) => (began.push(`write ${n}`), n < 100 ? { n } : new Promise(resolve => waits.set(n, () => resolve({ n })))),
          echo: bytes => bytes,
          blow: ({ size }) => new Uint8Array(size),
        },
        { opened: ({ params }) => ({ at: params.since ?? 0 }) },
      )
    })
  }
  return { ...w, began, waits }
}

t.test('[R6.3] a project that crashes: calls under way are unknown, the page waits, is told why, and is served again', async t => {
  const w = world()
  const ada = w.page('ada')
  let since = 0
  const remote = ada.connect<Desk>('desk@2', { project: 'p', params: () => ({ since: since++ }) })
  const other = ada.connect<Desk>('desk@2', { project: 'q' })
  const states: unknown[] = []
  remote.onState((state, answer, error) => states.push([state, answer ?? error?.code, error?.message]))
  await Promise.all([remote.opened, other.opened])
  const run = remote.call('run', { n: 1 })
  await until(() => w.began.length === 1)
  w.crash('p')
  await t.rejects(run, { code: 'unknown_outcome', message: /“run”/ })
  t.equal(remote.state, 'waiting')
  const later = remote.call('read', { path: 'later' })
  w.clock.advance(250)
  t.same(await later, { text: 'later' }, 'what was not sent yet waits')
  t.same(states, [
    ['open', { at: 0 }, undefined],
    ['waiting', 'project_restarting', 'The project is being started again. It ran out of memory.'],
    ['open', { at: 1 }, undefined],
  ])
  t.same(await other.call('read', { path: 'q' }), { text: 'q' })
  t.equal(ada.state.kind, 'connected')
})

t.test('[R4.5] an idempotent call that is under way when the socket is cut runs once and is answered', async t => {
  const w = world()
  const ada = w.page('ada')
  const remote = ada.connect<Desk>('desk@2', open)
  await remote.opened
  const writes = [remote.call('write', { n: 100 }), remote.call('write', { n: 2 })]
  const run = remote.call('run', { n: 3 })
  await until(() => w.began.length === 3)
  ada.cut()
  await t.rejects(run, { code: 'unknown_outcome' })
  t.equal(ada.state.kind, 'reconnecting')
  w.clock.advance(250)
  await until(() => remote.state === 'open')
  await turns()
  w.waits.get(100)!()
  t.same(await Promise.all(writes), [{ n: 100 }, { n: 2 }])
  t.same(w.began, ['write 100', 'write 2', 'run 3'])
  const calls = ada.sent.filter(line => line.includes('"write"')).map(line => (JSON.parse(line) as unknown[])[2])
  t.equal(calls.length, 4)
  t.equal(new Set(calls).size, 2, 'the same ids')
})

t.test('[R4.5] the same id means nothing to another person, and numbers are not remembered', async t => {
  const w = world()
  const answers: string[] = []
  for (const [user, id] of [
    ['ada', '"x"'],
    ['ada', '"x"'],
    ['bob', '"x"'],
    ['bob', '7'],
    ['bob', '7'],
  ] as const) {
    const { say, heard } = await w.raw(user)
    say('["open",0,1,"desk@2"]\n{"project":"p"}')
    await until(() => heard.length === 1)
    say(`["call",1,${id},"write"]\n{"n":5}`)
    await until(() => heard.length === 2)
    answers.push(heard[1]!)
  }
  t.same(answers.length, 5)
  t.equal(w.began.length, 4)
})

t.test('[R6.1] a link to an older or newer epoch is not used', async t => {
  const w = world()
  const router = createRouter({
    log: w.log,
    contracts: new Map<string, Contract>([['desk@2', desk]]),
    roleOf: () => 'editor',
    enabled: () => true,
    clock: w.clock,
    local: linkPair()[0],
    async projectLink() {
      const [here, there] = linkPair()
      w.projectUp('p').serving.accept(there)
      return { link: here, epoch: 2 }
    },
  })
  await t.rejects(w.page('ada', router).connect('desk@2', open).opened, { code: 'wrong_epoch', message: /epoch 1; epoch “2”/ })
})

t.test('[R6.2] a project that cannot be brought up: its own error travels, another is told as unreachable and tried again', async t => {
  let failure: Error = new StoaError({ code: 'over_quota', message: 'The plan allows two open projects.' })
  let tries = 0
  const w = world({
    projectLink: async () => {
      tries++
      throw failure
    },
  })
  await t.rejects(w.page('ada').connect('desk@2', open).opened, { code: 'over_quota' })
  failure = new Error('spawn /usr/bin/secret ENOENT')
  const remote = w.page('ada').connect('desk@2', open)
  await until(() => remote.state === 'waiting')
  w.clock.advance(250)
  await until(() => tries === 3)
  t.match(w.logged.at(-1)!.facts, { error: { message: /ENOENT/ } })
})

t.test('[R6.2] many opens at once bring a project up once', async t => {
  let links = 0
  const w: World = world({
    projectLink: async () => {
      links++
      await turns(3)
      const [here, there] = linkPair()
      w.projectUp('p').serving.accept(there)
      return { link: here, epoch: 1 }
    },
  })
  await Promise.all(['ada', 'bob', 'ada'].map(user => w.page(user).connect('desk@2', open).opened))
  t.equal(links, 1)
  t.equal(w.projectUp('p').serving.channels, 3)
})

t.test('[R6.4] a project server that breaks the rules loses its link and harms only its own project', async t => {
  for (const broken of [
    'nonsense',
    '["call",1,1,"read"]\n{}',
    '["credit",1,99999999,""]\n',
    '["emit",0,0,"judge"]\n{"user":5}',
    '["open",0,0,"x"]\n',
  ]) {
    const w = world()
    const ends: Link[] = []
    const router = createRouter({
      log: w.log,
      contracts: new Map<string, Contract>([['desk@2', desk]]),
      roleOf: () => 'editor',
      enabled: () => true,
      clock: w.clock,
      local: linkPair()[0],
      async projectLink(project) {
        const [here, there] = linkPair()
        ends.push(there)
        if (project === 'p') {
          w.projectUp('p').serving.accept(there)
          return { link: here, epoch: 1 }
        }
        const [relay, far] = linkPair()
        w.projectUp('q').serving.accept(far)
        relay.onFrame((frame, binary) => there.send(frame, binary))
        there.onFrame((frame, binary) => relay.send(frame, binary))
        return { link: here, epoch: 1 }
      },
    })
    const ada = w.page('ada', router)
    const good = ada.connect<Desk>('desk@2', open)
    const bad = ada.connect<Desk>('desk@2', { project: 'q' })
    await Promise.all([good.opened, bad.opened])
    const evil = ends[1]!
    const states: string[] = []
    bad.onState(state => states.push(state))
    evil.send(Buffer.from(broken), false)
    await until(() => states[0] === 'waiting', broken)
    t.same(await good.call('read', { path: 'x' }), { text: 'x' })
    t.equal(ada.state.kind, 'connected')
    w.clock.advance(300)
    t.same(await bad.call('read', { path: 'y' }), { text: 'y' }, 'and comes back')
  }
})

t.test('[R6.3] a project that is let go tells its channels why', async t => {
  const w = world()
  const remote = w.page('ada').connect<Desk>('desk@2', open)
  await remote.opened
  w.router.release('p', { code: 'project_deleted', message: 'The project was deleted.' })
  await until(() => remote.state === 'closed')
  await t.rejects(remote.call('read', { path: '' }), { code: 'project_deleted' })
  await until(() => w.projectUp('p').serving.channels === 0)
  t.equal(w.router.figures.links, 0)
})

t.test('[R2.1] a socket that is signed out is told so and does not come back; a hub that stops is tried again', async t => {
  const w = world()
  const [here, there] = linkPair()
  const heard: string[] = []
  there.onFrame(frame => void heard.push(frame.toString()))
  const attached = w.router.attach(here, { user: { id: 'ada', name: '' }, administrator: false })
  attached.close({ code: 'signed_out', message: 'You signed out.' })
  attached.close({ code: 'signed_out', message: 'You signed out.' })
  await until(() => heard.length > 0)
  t.same(heard, ['["close",0,0,""]\n{"code":"signed_out","message":"You signed out."}'])
  t.equal(w.router.figures.sockets, 0)
  const ada = w.page('ada')
  await until(() => ada.state.kind === 'connected')
  await w.router.stop()
  await w.router.stop()
  await until(() => ada.state.kind === 'reconnecting')
  const [mine, theirs] = linkPair()
  const closed = new Promise(resolve => theirs.onClose((...args) => resolve(args)))
  refuseLink(mine, { code: 'signed_out', message: '' })
  t.same(await closed, [1008, 'signed_out'])
})

t.test('a socket that says nothing for long is closed; one that pings is kept', async t => {
  const w = world()
  const ada = w.page('ada')
  const { closed } = await w.raw('bob')
  await until(() => ada.state.kind === 'connected')
  for (let second = 0; second < 200; second += 10) {
    w.clock.advance(10_000)
    await turns(4)
  }
  t.match(closed(), [1001, 'silent'])
  t.equal(ada.state.kind, 'connected')
  t.equal(w.router.figures.sockets, 1)
})
