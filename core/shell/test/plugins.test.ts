import t from 'tap'
import { token, type Connect } from '@stoa/sdk/contract'
import type { BootPlugin } from '../app/boot.ts'
import { createPageScope } from '../app/plugins/scope.ts'
import { startPlugins } from '../app/plugins/start.ts'

/** Parts of any needs: what they are given is what the test gives. */
type AnyPart = { needs: Record<string, { id: string }>; provides?: Record<string, { id: string }>; start(services: any): any }
type Greeter = { greet(name: string): string }
const Greeter = token<Greeter>('test/Greeter@1')
const Log = token<{ say(text: string): void }>('test/Log@1')
const Missing = token<object>('test/Missing@1')
const nobody: Connect = () => {
  throw new Error('no plugin here asks anybody')
}

/** Starts these parts in a page that gives a log; answers what was said and what became of each. */
async function page(
  t: { teardown(work: () => unknown): void },
  parts: Record<string, AnyPart | (() => Promise<{ default: AnyPart }>)>,
  { within = 5000 } = {},
) {
  const said: string[] = []
  const scope = createPageScope()
  scope.provide(Log, { say: text => void said.push(text) })
  const plugins = Object.entries(parts).map(([id, part]): BootPlugin => {
    const tokens = typeof part === 'function' ? { needs: {}, provides: {} } : part
    const ids = (of: AnyPart['needs'] | undefined) => Object.values(of ?? {}).map(({ id }) => id)
    return { id, title: id, module: id, needs: id === 'greedy' ? [] : ids(tokens.needs), provides: ids(tokens.provides) }
  })
  const warn = console.warn
  console.warn = () => undefined
  const load = async (id: string): Promise<any> => {
    const part = parts[id]!
    return typeof part === 'function' ? part() : { default: part }
  }
  const { reports, stop } = await startPlugins({ plugins, scope, services: new Set([Log.id]), connect: nobody, load, within }).finally(
    () => (console.warn = warn),
  )
  t.teardown(() => stop())
  return {
    said,
    stop,
    reason: (id: string) => reports.find(one => one.id === id)?.reason,
    started: reports.filter(({ started }) => started).map(({ id }) => id),
  }
}

const speaker = (text: string): AnyPart => ({
  needs: { log: Log },
  start: ({ log }: any) => (log.say(text), () => log.say(`${text} stopped`)),
})
const greeter: AnyPart = {
  needs: {},
  provides: { greeter: Greeter },
  start: () => ({ provided: { greeter: { greet: (name: string) => `Hello ${name}` } } }),
}
const visitor: AnyPart = { needs: { log: Log, greeter: Greeter }, start: ({ log, greeter }: any) => log.say(greeter.greet('Ada')) }

t.test('[K-3] parts start in the order of their needs, whatever order they are named in, and stop the other way round', async t => {
  const { said, started, stop } = await page(t, { visitor, one: speaker('one'), greeter, two: speaker('two') })
  t.strictSame(started.toSorted(), ['greeter', 'one', 'two', 'visitor'])
  t.match(said, ['one'])
  t.ok(said.includes('Hello Ada'))
  said.length = 0
  await stop()
  t.strictSame(said, ['two stopped', 'one stopped'])
})

t.test('[K-4] a missing service is refused by its name, and the others run', async t => {
  const { reason, started } = await page(t, { lonely: { needs: { missing: Missing }, start() {} }, one: speaker('one') })
  t.match(reason('lonely'), /test\/Missing@1/)
  t.strictSame(started, ['one'])
})

t.test('[K-4] who asks for more than the manifest says is refused by name', async t => {
  const { reason, started } = await page(t, { greedy: speaker('greedy'), one: speaker('one') })
  t.match(reason('greedy'), /test\/Log@1.*manifest/)
  t.strictSame(started, ['one'])
})

t.test('[K-7] a plugin that throws, whose code does not arrive, or that is no plugin, breaks nobody but those who need it', async t => {
  const broken: AnyPart = {
    needs: {},
    provides: { greeter: Greeter },
    start() {
      throw new Error('the knot came undone')
    },
  }
  const { reason, started } = await page(t, {
    broken,
    visitor,
    lost: () => Promise.reject(new Error('404')),
    odd: async () => ({ default: 'nothing' as never }),
    one: speaker('one'),
  })
  t.match(reason('broken'), /the knot came undone/)
  t.match(reason('visitor'), /test\/Greeter@1/)
  t.match(reason('lost'), /404/)
  t.ok(reason('odd'))
  t.strictSame(started, ['one'])
})

t.test('[K-7] a plugin that never answers is given up, and stopped if it comes after all', async t => {
  const late = Promise.withResolvers<void>()
  const stopped = Promise.withResolvers<void>()
  const slow: AnyPart = { needs: {}, start: async () => (await late.promise, () => stopped.resolve()) }
  const { reason, started } = await page(t, { slow, never: () => new Promise(() => undefined), one: speaker('one') }, { within: 50 })
  t.match(reason('slow'), /did not start/)
  t.match(reason('never'), /did not arrive/)
  t.strictSame(started, ['one'])
  late.resolve()
  await stopped.promise
})
