import t from 'tap'
import { token, type Manifest, type Stop } from '@stoa/sdk/contract'
import { startParts } from '../parts.ts'
import { createScope } from '../scope.ts'
import { keptLog } from './kept-log.ts'

type Greeter = { greet(): string }
const Greeter = token<Greeter>('x/Greeter@1')
const Own = token<string>('x/Own@1')
const Absent = token<string>('x/Absent@1')

const manifest = (id: string, more: Partial<Manifest> = {}): Manifest => ({
  api: 1,
  id,
  title: id,
  parts: { project: './project.ts' },
  trust: 'page',
  ...more,
})
type AnyPart = { needs: object; provides?: object; start(services: any): void | Stop | { provided: object; stop?: Stop } }
const plugin = (about: Manifest, part: AnyPart) => ({ manifest: about, load: async () => part as never })
const log = keptLog()
const start = (plugins: Parameters<typeof startParts>[0]['plugins']) =>
  startParts({
    plugins,
    root: createScope(),
    services: new Set([Own.id]),
    log,
    enter: ({ manifest: { id }, scope }) => (scope.provide(Own, `for ${id}`), { id }),
  })

void t.test('[K-4] parts get what they need and are stopped last started first', async t => {
  const story: string[] = []
  const { reports, stop } = await start([
    plugin(manifest('caller', { needs: [Greeter.id, Own.id] }), {
      needs: { greeter: Greeter, own: Own },
      start({ greeter, own, id }) {
        story.push(`${id} ${greeter.greet()} ${own}`)
        return () => void story.push('caller stops')
      },
    }),
    plugin(manifest('greeter', { provides: [Greeter.id] }), {
      needs: {},
      provides: { greeter: Greeter },
      start: () => ({ provided: { greeter: { greet: () => 'hears hello' } }, stop: () => void story.push('greeter stops') }),
    }),
  ])
  t.same(reports, [
    { id: 'caller', started: true },
    { id: 'greeter', started: true },
  ])
  await stop()
  await stop()
  t.same(story, ['caller hears hello for caller', 'caller stops', 'greeter stops'], 'each stops once')
})

void t.test('[K-4] [K-7] what does not fit is left out with the reason, and everything else works', async t => {
  let ran = 0
  const good = plugin(manifest('good'), { needs: {}, start: () => void ran++ })
  const { reports, stop } = await start([
    plugin(manifest('greedy'), { needs: { own: Own }, start: () => void ran++ }),
    plugin(manifest('pushy'), { needs: {}, provides: { greeter: Greeter }, start: () => ({ provided: {} }) }),
    plugin(manifest('lonely', { needs: [Absent.id] }), { needs: { absent: Absent }, start: () => void ran++ }),
    plugin(manifest('thrower', { provides: [Greeter.id] }), {
      needs: {},
      provides: { greeter: Greeter },
      start() {
        throw new Error('the moon is wrong')
      },
    }),
    plugin(manifest('after', { needs: [Greeter.id] }), { needs: { greeter: Greeter }, start: () => void ran++ }),
    plugin(manifest('forgetful', { provides: [Absent.id] }), { needs: {}, provides: { absent: Absent }, start: () => ({ provided: {} }) }),
    { manifest: manifest('broken'), load: async () => import(String('./no-such-module.ts')) },
    { manifest: manifest('empty'), load: async () => undefined as never },
    good,
    good,
  ])
  const reason = (id: string) => reports.find(report => report.id === id)?.reason
  t.equal(reason('greedy'), 'It asks for x/Own@1, which its manifest does not list under “needs”.')
  t.equal(reason('pushy'), 'It provides x/Greeter@1, which its manifest does not list under “provides”.')
  t.match(reason('lonely'), 'It needs x/Absent@1')
  t.equal(reason('thrower'), 'It failed to start: the moon is wrong.')
  t.equal(reason('after'), 'It needs x/Greeter@1, whose plugin could not be started.')
  t.match(reason('forgetful'), 'did not return the service x/Absent@1')
  t.match(reason('broken'), 'could not be loaded')
  t.match(reason('empty'), 'no part as its default export')
  t.same(reports.at(-1), { id: 'good', started: true })
  t.equal(ran, 1, 'only the good one ran, and once though installed twice')
  t.ok(
    log.lines.some(({ facts }) => facts.plugin === 'thrower' && String(facts.failure).includes('parts.test')),
    'the stack is in the log',
  )
  await stop()
})

void t.test('[K-7] a part that fails to stop keeps no other from stopping', async t => {
  let stopped = false
  const { stop } = await start([
    plugin(manifest('first'), { needs: {}, start: () => () => void (stopped = true) }),
    plugin(manifest('second'), { needs: {}, start: () => () => Promise.reject(new Error('no')) }),
  ])
  await stop()
  t.ok(stopped)
})
