import t from 'tap'
import type { Caller, Served } from '@stoa/sdk/contract'
import { desk, desks } from './contracts.ts'
import { createWorld, turns, until } from './kit.ts'

type Desk = typeof desk

function world() {
  const w = createWorld([desk, desks])
  w.roles.set('ada p', 'owner').set('eve p', 'editor').set('rob p', 'runner').set('vic p', 'viewer')
  w.hub.serve(desks, { who: (_, { user, role }) => ({ id: user.id, role }) })
  let served: Served<Desk>
  const ran: string[] = []
  const closed: string[] = []
  w.onBegin('p', ({ serve }) => {
    served = serve(
      desk,
      {
        read: (_, { role }) => ({ text: role }),
        run: ({ n }, { user }) => (ran.push(`${user.id} ran`), { n }),
        write: ({ n }, { user }) => (ran.push(`${user.id} wrote`), { n }),
        echo: bytes => bytes,
        blow: ({ size }) => new Uint8Array(size),
      },
      { opened: () => ({ at: 0 }), closed: ({ user }) => void closed.push(user.id) },
    )
  })
  return { ...w, ran, closed, served: () => served }
}
const open = { project: 'p' }

t.test('[R5.1] each role does what it may and no more; what it may not reaches nobody', async t => {
  const w = world()
  const may = { ada: 'run write', eve: 'run write', rob: 'run', vic: '' }
  for (const [user, calls] of Object.entries(may)) {
    const remote = w.page(user).connect<Desk>('desk@2', open)
    for (const call of ['run', 'write'] as const) {
      if (calls.includes(call)) t.same(await remote.call(call, { n: 1 }), { n: 1 }, `${user} ${call}`)
      else await t.rejects(remote.call(call, { n: 1 }), { code: 'role_too_low', message: new RegExp(call) }, `${user} ${call}`)
    }
  }
  t.same(w.ran, ['ada ran', 'ada wrote', 'eve ran', 'eve wrote', 'rob ran'])
})

t.test('[R5.5] a stranger is told that there is no such project, whatever the contract says', async t => {
  const w = world()
  const mallory = w.page('mallory')
  for (const name of ['desk@2', 'desks@1']) await t.rejects(mallory.connect(name, open).opened, { code: 'project_unknown', message: /“p”/ })
  await t.rejects(mallory.connect('desk@2', { project: 'none' }).opened, { code: 'project_unknown' })
  t.same(await mallory.connect<typeof desks>('desks@1').call('who', {}), { id: 'mallory', role: 'owner' })
  t.same(
    await w.page('vic').connect<typeof desks>('desks@1', open).call('who', {}),
    { id: 'vic', role: 'viewer' },
    'in a project, its role counts',
  )
})

t.test('[R5.6] what is switched off in a project cannot be opened there, and is closed when it is switched off', async t => {
  const w = world()
  const remote = w.page('ada').connect<Desk>('desk@2', open)
  await remote.opened
  w.off.add('desk@2 p')
  await w.router.judge('p')
  await until(() => remote.state === 'closed')
  await t.rejects(remote.call('run', { n: 1 }), { code: 'not_enabled' })
  await t.rejects(w.page('eve').connect('desk@2', open).opened, { code: 'not_enabled' })
})

t.test('[R5.2] an event for editors reaches editors, and the others’ credit is not used up by it', async t => {
  const w = world()
  const heard: string[] = []
  for (const user of ['eve', 'vic']) {
    const remote = w.page(user).connect<Desk>('desk@2', open)
    remote.on('secret', ({ n }) => heard.push(`${user} secret ${n}`))
    remote.on('line', ({ n }) => heard.push(`${user} line ${n}`))
    await remote.opened
  }
  w.served().emit('secret', { n: 1 })
  w.served().emit('line', { n: 2 })
  await until(() => heard.length === 3)
  t.same(heard.toSorted(), ['eve line 2', 'eve secret 1', 'vic line 2'])
})

t.test('[R5.2][R3.7] a project server that sends it all the same is filtered at the hub, and gets the credit back', async t => {
  const w = createWorld([desk])
  w.roles.set('vic p', 'viewer')
  const { linkPair } = await import('../index.ts')
  const [here, there] = linkPair()
  const credits: number[] = []
  there.onFrame(frame => {
    const [kind, , id, name] = JSON.parse(frame.toString().split('\n')[0]!) as [string, number, number, string]
    if (kind === 'open')
      there.send(
        Buffer.from(name === 'stoa@1' ? '["open",0,0,"stoa@1"]\n{"epoch":1}' : `["open",4,${id},"desk@2"]\n{"answer":{"at":0}}`),
        false,
      )
    if (kind === 'credit') credits.push(id)
  })
  const { createRouter } = await import('../index.ts')
  const router = createRouter({
    log: w.log,
    contracts: new Map([['desk@2', desk]]),
    roleOf: () => 'viewer',
    enabled: () => true,
    projectLink: async () => ({ link: here, epoch: 1 }),
    local: linkPair()[0],
    clock: w.clock,
  })
  const remote = w.page('vic', router).connect<Desk>('desk@2', open)
  const heard: unknown[] = []
  remote.on('secret', body => heard.push(body))
  remote.on('line', body => heard.push(body))
  await remote.opened
  there.send(Buffer.from('["emit",4,0,"secret"]\n{"n":1}'), false)
  there.send(Buffer.from('["emit",4,0,"undeclared"]\n{}'), false)
  there.send(Buffer.from('["emit",4,0,"line"]\n{"n":2}'), false)
  await until(() => heard.length > 0)
  t.same(heard, [{ n: 2 }])
  t.same(credits, [7, 2])
})

t.test('[R5.3] a role that changes counts at once: less, more, none', async t => {
  const w = world()
  const remote = w.page('eve').connect<Desk>('desk@2', open)
  t.same(await remote.call('read', { path: '' }), { text: 'editor' })
  w.roles.set('eve p', 'viewer')
  await w.router.judge('p', 'eve')
  await t.rejects(remote.call('write', { n: 1 }), { code: 'role_too_low', message: /yours is viewer/ })
  t.same(await remote.call('read', { path: '' }), { text: 'viewer' }, 'the project server knows')
  w.served().emit('secret', { n: 1 })
  w.roles.set('eve p', 'owner')
  await w.router.judge('p')
  t.same(await remote.call('write', { n: 1 }), { n: 1 })
  w.roles.delete('eve p')
  await w.router.judge('p', 'eve')
  await until(() => remote.state === 'closed')
  await t.rejects(remote.call('read', { path: '' }), { code: 'role_changed', message: /no longer a member/ })
  await until(() => w.closed.length === 1)
  t.same(w.closed, ['eve'])
})

t.test('[R5.3] who changes while an open is under way is judged when it is answered', async t => {
  const w = world()
  const gate = Promise.withResolvers<void>()
  const callers: Caller<Desk>[] = []
  w.onBegin('q', ({ serve }) => {
    const none = () => ({ n: 0 })
    serve(
      desk,
      { read: () => ({ text: '' }), run: none, write: none, echo: b => b, blow: () => new Uint8Array() },
      { opened: async caller => (callers.push(caller), await gate.promise, { at: 0 }) },
    )
  })
  w.roles.set('eve q', 'editor')
  const remote = w.page('eve').connect<Desk>('desk@2', { project: 'q' })
  await until(() => callers.length === 1)
  w.roles.delete('eve q')
  await w.router.judge('q', 'eve')
  gate.resolve()
  await until(() => remote.state === 'closed')
  t.equal(w.router.figures.channels, 0)
})

t.test('[R5.4] another hub hears of it through the project server', async t => {
  const w = world()
  const other = w.secondHub()
  const remote = w.page('eve', other).connect<Desk>('desk@2', open)
  const here = w.page('ada').connect<Desk>('desk@2', open)
  await Promise.all([remote.opened, here.opened])
  w.roles.delete('eve p')
  await w.router.judge('p', 'eve')
  await until(() => remote.state === 'closed')
  await turns()
  t.equal(here.state, 'open')
})

t.test('[R5.1] the answering side checks again, should a hub not have done so', async t => {
  const w = world()
  w.projectUp('p')
  const { linkPair } = await import('../index.ts')
  const [here, there] = linkPair()
  w.projectUp('p').serving.accept(there)
  const heard: string[] = []
  here.onFrame(frame => void heard.push(frame.toString()))
  const say = (frame: string) => here.send(Buffer.from(frame), false)
  say('["open",0,0,"stoa@1"]\n{"epoch":1}')
  say('["open",0,1,"desk@2"]\n{"project":"p","user":{"id":"vic","name":"Vic"},"role":"viewer"}')
  say('["call",1,2,"write"]\n{"n":1}')
  await until(() => heard.some(frame => frame.startsWith('["error",1,2')))
  t.match(heard.at(-1), /role_too_low/)
  t.same(w.ran, [])
})
