import t from 'tap'
import type { Caller, Served } from '@stoa/sdk/contract'
import { firstWindow } from '@stoa/sdk/wire'
import { desk } from './contracts.ts'
import { createWorld, turn, turns, until } from './kit.ts'

type Desk = typeof desk
const open = { project: 'p' }
const text = 'x'.repeat(1000)

function world() {
  const w = createWorld([desk])
  for (const user of ['slow', 'fast']) w.roles.set(`${user} p`, 'viewer')
  let served: Served<Desk>
  const callers = new Map<string, Caller<Desk>>()
  const reads: string[] = []
  w.onBegin('p', ({ serve }) => {
    const none = () => ({ n: 0 })
    served = serve(
      desk,
      {
        read: ({ path }) => (reads.push(path), { text: path }),
        run: none,
        write: none,
        echo: bytes => bytes,
        blow: ({ size }) => (reads.push('blow'), new Uint8Array(size)),
      },
      { opened: caller => (callers.set(caller.user.id, caller), { at: 0 }) },
    )
  })
  async function viewer(user: string) {
    const page = w.page(user)
    const remote = page.connect<Desk>('desk@2', open)
    await remote.opened
    const heard: number[] = []
    for (const name of ['line', 'gauge', 'flash'] as const) remote.on(name, ({ n }) => void heard.push(n))
    return { page, remote, heard }
  }
  return { ...w, callers, reads, viewer, served: () => served }
}

t.test(
  '[R3.6][R-2] one viewer stops reading under a flood: the other gets everything, the producer learns of it, memory stays bounded',
  async t => {
    const w = world()
    const slow = await w.viewer('slow')
    const fast = await w.viewer('fast')
    slow.page.socket.hold()
    const caller = w.callers.get('slow')!
    t.ok(caller.writable)
    let toSlow = 0
    for (let n = 0; n < 20_000; n++) {
      if (caller.writable) {
        toSlow++
        w.served().emit('line', { n, text }, caller)
      }
      w.served().emit('line', { n, text }, w.callers.get('fast'))
      if (n % 50 === 0) await turns(6)
    }
    await until(() => fast.heard.length === 20_000)
    t.same(fast.heard.at(-1), 19_999)
    t.notOk(caller.writable)
    t.ok(toSlow * 1020 >= firstWindow && toSlow * 1020 < firstWindow + 2048, `${toSlow} lines were let go, a window’s worth`)
    let drained = false
    void caller.drained().then(() => (drained = true))
    await turns()
    t.notOk(drained)
    slow.page.socket.resume()
    await until(() => drained)
    t.equal(slow.heard.length, toSlow)
  },
)

t.test('[R3.4] without credit: `queue` keeps all in order, `latest` the newest and never out of turn, `drop` none', async t => {
  const w = world()
  const { page, remote, heard } = await w.viewer('slow')
  page.socket.hold()
  const served = w.served()
  for (let n = 0; n < 400; n++) served.emit('line', { n, text })
  heard.length = 0
  for (let n = 1000; n < 1010; n++) {
    served.emit('gauge', { n })
    served.emit('flash', { n: n + 1000 })
  }
  served.emit('line', { n: 3000 })
  served.emit('gauge', { n: 1010 })
  await turns()
  page.socket.resume()
  await remote.call('read', { path: 'end' })
  t.same(
    heard.slice(0, 400),
    Array.from({ length: 400 }, (_, n) => n),
  )
  t.same(heard.slice(400), [3000, 1010])
})

t.test('[R3.4] a queue beyond 4 MiB closes that channel as too slow, and no other', async t => {
  const w = world()
  const slow = await w.viewer('slow')
  const fast = await w.viewer('fast')
  slow.page.socket.hold()
  const states: unknown[] = []
  slow.remote.onState((state, _, error) => states.push(state, error?.code))
  for (let n = 0; n < 4600; n++) {
    w.served().emit('line', { n, text })
    if (n % 50 === 0) await turns(6)
  }
  await until(() => w.served().callers.size === 1)
  await until(() => fast.heard.length === 4600)
  slow.page.socket.resume()
  await until(() => states.length > 0)
  t.same(states, ['closed', 'too_slow'])
  t.equal(slow.page.state.kind, 'connected')
})

t.test('[R3.2] a listener that returns a promise holds the credit until it is done', async t => {
  const w = world()
  const { remote } = await w.viewer('slow')
  const gates: (() => void)[] = []
  remote.on('block', () => new Promise<void>(resolve => gates.push(resolve)) as never)
  const caller = w.callers.get('slow')!
  for (let n = 0; n < 4; n++) w.served().emit('block', new Uint8Array(100_000))
  await until(() => gates.length === 3)
  await turns()
  t.equal(gates.length, 3, 'the third overdrew the window; the fourth waits')
  t.notOk(caller.writable)
  for (const gate of gates.splice(0)) gate()
  await until(() => gates.length === 1)
  await caller.drained()
  t.ok(caller.writable)
})

t.test('[R3.5] while 4 MiB of replies wait for a reader, no more calls begin; then all are answered', async t => {
  const w = world()
  const { page, remote } = await w.viewer('slow')
  page.socket.hold()
  const calls = Array.from({ length: 30 }, () => remote.call('blow', { size: 1_000_000 }).then(bytes => bytes.length))
  await turns(30)
  t.equal(w.reads.length, 6, 'one went over the window, five wait, the others have not begun')
  page.socket.resume()
  t.same(
    await Promise.all(calls),
    Array.from({ length: 30 }, () => 1_000_000),
  )
})

t.test('[R3.3] a browser that sends without credit, or makes itself credit, loses that channel', async t => {
  for (const cheat of ['flood', 'gift'] as const) {
    const w = world()
    const { say, heard } = await w.raw('slow')
    say('["open",0,1,"desk@2"]\n{"project":"p"}')
    say('["open",0,2,"desk@2"]\n{"project":"p"}')
    await until(() => heard.length === 2)
    const bytes = Buffer.concat([Buffer.from('["call",1,1,"echo"]\n'), Buffer.alloc(100_000)])
    if (cheat === 'gift') say('["credit",1,1000000000,""]\n')
    // Nothing is read in between, so nothing has given credit back for the fourth.
    else for (let n = 0; n < 4; n++) say(Buffer.from(bytes))
    await until(() => heard.some(frame => frame.startsWith('["close",1,0')))
    t.match(
      heard.find(frame => frame.startsWith('["close"')),
      /credit_exceeded/,
    )
    say('["call",2,9,"read"]\n{"path":"still"}')
    await until(() => heard.some(frame => frame.startsWith('["reply",2,9')))
    await until(() => w.projectUp('p').serving.channels === 1)
  }
})

t.test('[R4.6] a caller that overdoes it is told so before anything is sent', async t => {
  const w = world()
  const { page, remote } = await w.viewer('slow')
  page.cut()
  const waiting = Array.from({ length: 1000 }, () => remote.call('read', { path: '' }))
  await t.rejects(remote.call('read', { path: '' }), { code: 'too_many_calls' })
  w.clock.advance(250)
  t.equal((await Promise.all(waiting)).length, 1000)
})

t.test('[R1.4][R1.6] frames that cannot be read are answered, and disturb neither this socket’s channels nor anybody else', async t => {
  const w = world()
  const fast = await w.viewer('fast')
  const { say, heard, closed } = await w.raw('slow')
  say('["open",0,1,"desk@2"]\n{"project":"p"}')
  await until(() => heard.length === 1)
  heard.length = 0
  const bad = [
    '',
    'x',
    '{}\n',
    '["call",1,1]\n',
    '["shout",1,1,"x"]\n',
    '["emit",1,1,"line"]\n{"n":1}',
    '["reply",1,1,""]\n',
    '["open",0,3,"desk@2"]\n{not json',
    '["open",0,4,"desk@2"]\n{"project":""}',
    '["close",0,1,""]\n',
    '["call",0,1,"judge"]\n',
    '["emit",0,0,"role"]\n{"channel":1,"role":"owner"}',
    '["open",0,0,"stoa@1"]\n',
  ]
  for (const frame of bad) say(frame)
  say(Buffer.from([0xff, 0xfe, 10, 13]))
  await until(() => heard.length >= bad.length + 1)
  t.ok(
    heard.every(frame => frame.startsWith('["error",0,')),
    heard.join('\n'),
  )
  say('["call",1,7,"read"]\n{ "path":   "odd  spacing" }')
  await until(() => heard.some(frame => frame.startsWith('["reply",1,7,""]\n{"text":"odd  spacing"}')))
  t.same(await fast.remote.call('read', { path: 'fine' }), { text: 'fine' })
  for (let n = 0; n < 101; n++) say('junk')
  await until(closed)
  t.equal(closed()![0], 1008)
  t.same(await fast.remote.call('read', { path: 'fine' }), { text: 'fine' })
})

t.test('[R1.5] a frame above 1 MiB closes the socket it came on with 1009, and no other', async t => {
  const w = world()
  const fast = await w.viewer('fast')
  const { say, closed, heard } = await w.raw('slow')
  say(Buffer.alloc((1 << 20) + 1))
  await until(closed)
  t.equal(closed()![0], 1009)
  t.match(heard[0], /frame_too_large/)
  t.same(await fast.remote.call('read', { path: 'fine' }), { text: 'fine' })
  await turn()
  t.equal(w.router.figures.sockets, 1)
})
