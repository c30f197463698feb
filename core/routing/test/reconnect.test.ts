import t from 'tap'
import { StoaError } from '@stoa/sdk/contract'
import {
  backOff,
  createConnection,
  decodeFrame,
  encodeFrame,
  maxBody,
  maxFrame,
  type ConnectionState,
  type SocketLike,
} from '@stoa/sdk/wire'
import { desk } from './contracts.ts'
import { createWorld, heldClock, turns, until } from './kit.ts'

type Desk = typeof desk

function world() {
  const w = createWorld([desk])
  for (const project of ['p', 'q']) {
    w.roles.set(`ada ${project}`, 'editor')
    w.onBegin(project, ({ serve }) => {
      const none = () => ({ n: 0 })
      serve(
        desk,
        { read: ({ path }) => ({ text: path }), run: none, write: none, echo: bytes => bytes, blow: () => new Uint8Array() },
        { opened: () => ({ at: 0 }) },
      )
    })
  }
  return w
}

t.test('[R7.1] a socket on which nothing comes for 15 s after a ping is replaced, and what waited is answered', async t => {
  const w = world()
  const page = w.page('ada')
  const remote = page.connect<Desk>('desk@2', { project: 'p' })
  await remote.opened
  w.clock.advance(10_000)
  await turns()
  t.equal(page.latency, 0)
  const first = page.socket
  first.hold()
  w.clock.advance(10_000)
  await turns()
  t.equal(page.state.kind, 'connected', 'a ping is under way')
  w.clock.advance(14_999)
  t.equal(page.state.kind, 'connected')
  w.clock.advance(1)
  t.equal(page.state.kind, 'reconnecting')
  const waiting = remote.call('read', { path: 'again' })
  w.clock.advance(250)
  t.same(await waiting, { text: 'again' })
  t.not(page.socket, first)
})

t.test('[R7.1] `probe` asks at once and waits two seconds; a live socket is kept', async t => {
  const w = world()
  const page = w.page('ada')
  await until(() => page.state.kind === 'connected')
  const first = page.socket
  page.probe()
  await turns()
  w.clock.advance(2_000)
  t.equal(page.socket, first)
  t.equal(page.state.kind, 'connected')
  first.hold()
  page.probe()
  w.clock.advance(2_000)
  t.equal(page.state.kind, 'reconnecting')
})

t.test('[R7.2] attempts are delayed by 250 ms, doubling to 15 s, each between half and all of it', t => {
  const longest = [0, 1, 2, 3, 4, 5, 6, 7, 1000].map(attempt => backOff(attempt, () => 0.999_999_9))
  t.same(longest.map(Math.round), [250, 500, 1000, 2000, 4000, 8000, 15_000, 15_000, 15_000])
  t.same(longest.map((_, attempt) => backOff(attempt, () => 0)).slice(0, 3), [125, 250, 500])
  t.end()
})

t.test('[R7.2] a channel opens again with its parameters read anew', async t => {
  const w = world()
  const page = w.page('ada')
  let since = 40
  const remote = page.connect<Desk>('desk@2', { project: 'p', params: () => ({ since: since++ }) })
  await remote.opened
  page.cut()
  w.clock.advance(250)
  await until(() => remote.state === 'open')
  t.equal(since, 42)
})

t.test('[R7.3] a refusal that may pass is tried again with growing delays; any other is final', async t => {
  const w = world()
  let reachable = false
  const tried: number[] = []
  const page = createWorld([desk], {
    clock: w.clock,
    roleOf: () => 'editor',
    projectLink: async () => {
      tried.push(w.clock.elapsed())
      if (!reachable) throw new Error('no route')
      return w.linkTo('p')
    },
  }).page('ada', undefined, w.clock)
  const remote = page.connect<Desk>('desk@2', { project: 'p' })
  await until(() => remote.state === 'waiting')
  for (let n = 0; n < 3; n++) {
    const before = tried.length
    w.clock.advance(187.5 * 2 ** n)
    await until(() => tried.length > before)
    await until(() => remote.state === 'waiting')
    await turns()
  }
  t.same(tried, [0, 187.5, 562.5, 1312.5])
  reachable = true
  w.clock.advance(1500)
  t.same(await remote.opened, { at: 0 })
  const final = w.page('ada').connect<Desk>('desk@2', { project: 'another' })
  await t.rejects(final.opened, { code: 'project_unknown' })
  t.equal(final.state, 'closed')
})

t.test(
  '[R7.3] a project that is held off after crashes ends nobody’s channel that was open; who asks for it the first time is told why',
  async t => {
    const w = world()
    let held = false
    let tries = 0
    const site = createWorld([desk], {
      clock: w.clock,
      roleOf: () => 'editor',
      projectLink: async () => {
        tries++
        if (held) throw new StoaError({ code: 'project_failed', message: 'It ran out of memory.' })
        return w.linkTo('p')
      },
    })
    const remote = site.page('ada', undefined, w.clock).connect<Desk>('desk@2', { project: 'p' })
    await remote.opened
    held = true
    w.crash('p')
    await until(() => remote.state === 'waiting')
    w.clock.advance(250)
    await until(() => tries === 2)
    await until(() => remote.state === 'waiting')
    const first = site.page('emmy', undefined, w.clock).connect<Desk>('desk@2', { project: 'p' })
    await t.rejects(first.opened, { code: 'project_failed', message: 'It ran out of memory.' })
    held = false
    for (let n = 0; n < 6 && remote.state === 'waiting'; n++) {
      w.clock.advance(15_000)
      await turns()
    }
    await until(() => remote.state === 'open')
    t.same(await remote.call('read', { path: 'back' }), { text: 'back' })
  },
)

/** A connection whose sockets do what the test says. */
function dialled(behave: (socket: SocketLike, attempt: number) => void) {
  const clock = heldClock()
  const states: ConnectionState['kind'][] = []
  let attempts = 0
  const connection = createConnection({
    clock,
    random: () => 0,
    onState: ({ kind }) => states.at(-1) === kind || states.push(kind),
    socket() {
      const socket: SocketLike = { binaryType: '', onopen: null, onmessage: null, onclose: null, onerror: null, send() {}, close() {} }
      const attempt = ++attempts
      setImmediate(() => behave(socket, attempt))
      return socket
    },
  })
  return { clock, states, connection, attempts: () => attempts }
}
const hello = encodeFrame({ kind: 'open', channel: 0, id: 0, method: 'stoa@1', body: '' })

t.test('[R7.4] connecting, reconnecting for 15 s, then offline but still trying, and connected again', async t => {
  let back = false
  const d = dialled(socket => (back ? socket.onmessage?.({ data: hello }) : socket.onclose?.({ code: 1006, reason: '' })))
  await until(() => d.states.includes('reconnecting'))
  for (let ms = 0; ms < 20_000; ms += 250) {
    d.clock.advance(250)
    await turns(2)
  }
  t.same(d.states, ['reconnecting', 'offline'])
  t.ok(d.attempts() > 5, `${d.attempts()} attempts`)
  back = true
  d.clock.advance(15_000)
  await until(() => d.connection.state.kind === 'connected')
  d.connection.close()
  t.same(d.states, ['reconnecting', 'offline', 'connected', 'closed'])
})

t.test('[R7.4][R7.3] a connection that is refused is final: by HTTP, or by a close on channel 0', async t => {
  const refusals: [(socket: SocketLike) => void, string][] = [
    [socket => socket.onclose?.({ code: 4401, reason: 'signed out' }), 'signed_out'],
    [
      socket =>
        socket.onmessage?.({
          data: encodeFrame({
            kind: 'close',
            channel: 0,
            id: 0,
            method: '',
            body: '{"code":"wrong_version","message":"Another version."}',
          }),
        }),
      'wrong_version',
    ],
  ]
  for (const [refuse, code] of refusals) {
    const d = dialled(refuse)
    const remote = d.connection.connect<Desk>('desk@2', { project: 'p' })
    await t.rejects(remote.opened, { code })
    t.match(d.connection.state, { kind: 'refused', error: { code } })
    d.clock.advance(60_000)
    await turns()
    t.equal(d.attempts(), 1)
  }
})

t.test('[R7.4][R1.4] a hub that sends garbage, or nothing at all, is left for another socket', async t => {
  const d = dialled((socket, attempt) => {
    if (attempt === 1) socket.onmessage?.({ data: 'garbage' })
    if (attempt === 3) socket.onmessage?.({ data: hello })
  })
  await until(() => d.states.includes('reconnecting'))
  d.clock.advance(250)
  await turns()
  d.clock.advance(15_000)
  await turns()
  d.clock.advance(500)
  await until(() => d.connection.state.kind === 'connected')
  t.equal(d.attempts(), 3)
})

t.test('[R2.3] each socket has numbers of its own, and none is used twice', async t => {
  const w = world()
  const [one, two] = [await w.raw('ada'), await w.raw('ada')]
  const open = async ({ say, heard }: typeof one, id: number) => {
    say(`["open",0,${id},"desk@2"]\n{"project":"p"}`)
    await until(() => heard.some(frame => frame.includes(`,${id},"desk@2"]`)))
    return (JSON.parse(heard.find(frame => frame.includes(`,${id},"desk@2"]`))!.split('\n')[0]!) as [string, number])[1]
  }
  const first = await open(one, 1)
  t.equal(await open(two, 1), first, 'of its own')
  one.say(`["close",${first},0,""]\n`)
  t.not(await open(one, 2), first, 'not again')
  one.say(`["call",${first},5,"read"]\n{"path":"x"}`)
  await until(() => one.heard.some(frame => frame.startsWith(`["error",${first},5`)))
  t.match(one.heard.at(-1), /no_channel/)
})

t.test('[R1.3] the longest header fits its 512 bytes, a longer line is refused, and a body leaves room for a longer header', t => {
  t.equal(maxFrame - maxBody, 1024)
  const longest = encodeFrame({ kind: 'credit', channel: 2 ** 31 - 1, id: 'x'.repeat(64), method: 'y'.repeat(100), body: '' })
  t.ok(longest.length <= 512)
  t.equal(decodeFrame(longest).method.length, 100)
  t.throws(() => decodeFrame(`["call",1,1,"m"${' '.repeat(500)}]\n`), { code: 'malformed_frame' })
  t.end()
})
