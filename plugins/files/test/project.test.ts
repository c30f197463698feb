import { mkdir, readdir } from 'node:fs/promises'
import { join } from 'node:path'
import { Readable } from 'node:stream'
import t, { type Test } from 'tap'
import type { Contract, Handlers } from '@stoa/sdk/contract'
import type { RouteAnswer, RouteRequest } from '@stoa/sdk/project'
import type { files as contract } from '../contract.ts'
import part from '../project.ts'
import { makeClock, makePlace, makeRequest, makeViewer } from './place.ts'

type Routes = Record<'download' | 'upload', (request: RouteRequest) => Promise<RouteAnswer>>

const nothing = (): never => {
  throw new Error('no program is started here')
}

/** Starts the part itself, with what it serves caught in hand. */
async function start(t: Test, before: (place: Awaited<ReturnType<typeof makePlace>>) => Promise<unknown> = async () => {}) {
  const place = await makePlace()
  await before(place)
  const events: string[] = []
  const logged: object[] = []
  const moved: object[] = []
  const caught = {} as { handlers: Handlers<typeof contract>; routes: Routes; stopped: boolean }
  const stop = await part.start({
    files: place.files,
    documents: {
      open: () => Promise.reject(new Error('nothing is opened here')),
      moved: async entry => void moved.push(entry),
      translate: () => () => {},
    },
    processes: { sandbox: { kind: 'none', sentence: '' }, scratch: '', spawn: nothing, spawnTerminal: nothing },
    python: [],
    activity: { hold: () => () => {} },
    clock: makeClock(),
    policy: { privateAddresses: false },
    log: { info() {}, warn() {}, error: facts => void logged.push(facts) },
    routes: {
      serve(_, handlers) {
        caught.routes = handlers as never
        return () => {}
      },
    },
    serve: <C extends Contract>(_: C, handlers: Handlers<C>) => {
      caught.handlers = handlers as never
      return { emit: (name: string) => void events.push(name), callers: new Set(), stop: async () => void (caught.stopped = true) } as never
    },
  })
  t.teardown(place.remove)
  return { place, caught, events, logged, moved, stop: stop!, ada: makeViewer() as never }
}

const told = (answer: RouteAnswer) => ({ status: answer.status, body: JSON.parse(String(answer.body)) as object })

t.test('[F-5] of several removed, each succeeds or fails by itself, and the trash is said to have changed', async t => {
  const { place, caught, events, ada } = await start(t)
  await place.write('a')
  await place.write('b')
  const { trashed, failed } = await caught.handlers.remove({ paths: ['a', 'missing', 'b'] }, ada)
  t.strictSame(
    trashed.map(one => [one.path, one.by]),
    [
      ['a', 'Ada'],
      ['b', 'Ada'],
    ],
  )
  t.match(failed, [{ path: 'missing', error: { code: 'not_found', message: /missing/ } }])
  t.strictSame(events, ['trash'])
  const back = await caught.handlers.restore({ ids: trashed.map(one => one.id) }, ada)
  t.strictSame([back.restored.length, back.failed.length, events.length], [2, 0, 2])
})

t.test('[F-6] a transfer that is refused answers with a status, a code and a sentence', async t => {
  const { place, caught } = await start(t)
  await place.write('there')
  t.match(told(await caught.routes.download(makeRequest('gone'))), { status: 404, body: { code: 'not_found', message: /gone/ } })
  t.match(told(await caught.routes.upload(makeRequest('there'))), { status: 409, body: { code: 'exists' } })
  t.match(told(await caught.routes.download(makeRequest('there', { headers: { range: 'bytes=9-' } }))), {
    status: 416,
    body: { code: 'range_outside' },
  })
  t.match(told(await caught.routes.upload(makeRequest('new', { body: ['x'] }))), { status: 201, body: { path: 'new', entry: { size: 1 } } })
  t.match(told(await caught.routes.upload(makeRequest('new', { query: 'replace=1' }))), { status: 200, body: { trashed: { path: 'new' } } })
})

t.test('[F-6] what fails inside says nothing of itself to the other end, and everything to the log', async t => {
  const { caught, logged } = await start(t)
  const body = new Readable({
    read() {
      this.destroy(new Error('/secret/place broke'))
    },
  })
  const answer = await caught.routes.upload(makeRequest('x', { body }))
  t.match(told(answer), { status: 500, body: { code: 'internal' } })
  t.notMatch(String(answer.body), /secret/)
  t.match(logged, [{ path: 'x', error: { message: /secret/ } }])
})

t.test('[F-6] starting clears away what uploads left when the server was killed; stopping ends all it started', async t => {
  const { place, caught, stop } = await start(t, async place => {
    await mkdir(join(place.root, '.stoa/uploads'), { recursive: true })
    await place.write('.stoa/uploads/half', 'half a file')
  })
  t.strictSame(await readdir(join(place.root, '.stoa')), [])
  await stop()
  await stop()
  t.equal(caught.stopped, true)
})

t.test('[S-4] histories are told of each file that was renamed, and of none that could not be', async t => {
  const { place, caught, moved, ada } = await start(t)
  await place.write('a')
  await place.write('taken')
  await caught.handlers.rename({ from: 'a', to: 'b' }, ada)
  await t.rejects(async () => caught.handlers.rename({ from: 'b', to: 'taken' }, ada))
  t.strictSame(moved, [{ from: 'a', to: 'b' }])
})
