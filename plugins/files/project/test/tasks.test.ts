import t from 'tap'
import { makeClock } from '../../test/place.ts'
import { errors } from '../errors.ts'
import { startTasks, type Report } from '../tasks.ts'

/** Tasks, and one whose work a test holds in its hands. */
function start() {
  const clock = makeClock()
  const told: number[] = []
  const held = new Set<string>()
  const tasks = startTasks({
    clock,
    log: { info() {}, warn() {}, error() {} },
    activity: { hold: reason => (held.add(reason), () => void held.delete(reason)) },
    changed: () => told.push(tasks.list().length),
  })
  const begin = () => {
    const work = Promise.withResolvers<{ made: string[]; leftOut?: { path: string; why: string }[] }>()
    let given: { report: Report; signal: AbortSignal }
    const id = tasks.start({ kind: 'copy', path: 'a', by: 'Ada' }, all => {
      given = all
      return work.promise
    })
    return { id, work, given: given! }
  }
  const settled = () => new Promise(resolve => setImmediate(resolve))
  return { clock, told, held, tasks, begin, settled }
}

t.test('[F-4] a task is told of while it runs, at a pace that can be read, and keeps the project awake', async t => {
  const { clock, told, held, tasks, begin, settled } = start()
  const { work, given } = begin()
  t.strictSame([...held], ['copy a'])
  for (let done = 0; done < 1000; done++) given.report({ done, total: 1000 })
  t.equal(told.length, 1)
  clock.pass(200)
  t.equal(told.length, 2)
  t.match(tasks.list(), [{ state: 'running', done: 999, total: 1000, by: 'Ada' }])
  work.resolve({ made: ['b'] })
  await settled()
  t.match(tasks.list(), [{ state: 'done', made: ['b'] }])
  t.equal(held.size, 0)
  clock.pass(60_000)
  t.strictSame(tasks.list(), [])
})

t.test('[F-4] what failed says why until it is read; what was cancelled is gone', async t => {
  const { tasks, begin, settled } = start()
  const one = begin()
  one.work.reject(errors.noSpace('a'))
  await settled()
  t.match(tasks.list(), [{ state: 'failed', error: { code: 'no_space' } }])
  tasks.cancel(one.id)
  t.strictSame(tasks.list(), [])
  const other = begin()
  tasks.cancel(other.id)
  t.ok(other.given.signal.aborted)
  other.work.reject(new Error('aborted'))
  await settled()
  t.strictSame(tasks.list(), [])
})

t.test('[F-4] stopping ends what runs and waits for it', async t => {
  const { tasks, begin } = start()
  const { work, given } = begin()
  given.signal.addEventListener('abort', () => work.reject(new Error('aborted')))
  await tasks.stop()
  t.ok(given.signal.aborted)
})
