import fc from 'fast-check'
import t from 'tap'
import { gatherMoves, type Asked, type Sent } from '../moves.ts'

const sent = (value: unknown): Sent => ({ value, by: 'Ada', trusted: true })
const move = (values: Record<string, unknown>, who: string | null = null, interact = 'i') => ({
  interact,
  cell: 'c',
  who,
  values: Object.fromEntries(Object.entries(values).map(([name, value]) => [name, sent(value)])),
})
type Run = { asked: Asked; took: Record<string, unknown>; take(): void; finish(error?: Error): void }

/** Moves whose runs begin and end when the test says so. */
function held() {
  const runs: Run[] = []
  let now = 0
  const timers: { at: number; work: () => void }[] = []
  const clock = {
    elapsed: () => now,
    after(ms: number, work: () => void) {
      const timer = { at: now + ms, work }
      timers.push(timer)
      return () => void timers.splice(timers.indexOf(timer), 1)
    },
  }
  const moves = gatherMoves<string>({
    clock,
    run: asked =>
      new Promise((resolve, reject) => {
        const run: Run = {
          asked,
          took: {},
          take: () => void (run.took = Object.fromEntries(Object.entries(asked.take()).map(([name, { value }]) => [name, value]))),
          finish: error => (error ? reject(error) : resolve(`run ${asked.move}`)),
        }
        runs.push(run)
      }),
  })
  const pass = (ms: number) => {
    now += ms
    for (const timer of timers.filter(({ at }) => at <= now)) timer.work()
  }
  return { moves, runs, pass }
}
const turn = () => new Promise(resolve => setImmediate(resolve))

t.test('[I-5] while a run goes on newer values are gathered; those between are dropped and answered at once, the last is run', async t => {
  const { moves, runs } = held()
  const first = moves.set(move({ a: 1 }))
  runs[0]!.take()
  const second = moves.set(move({ a: 2, b: 'x' }))
  const third = moves.set(move({ a: 3 }))
  t.equal(runs.length, 1)
  t.equal(second.move, third.move, 'both are promised the same run')
  runs[0]!.finish()
  t.equal(await first.over, 'run 1')
  await turn()
  runs[1]!.take()
  t.same(runs[1]!.took, { a: 3, b: 'x' })
  runs[1]!.finish()
  t.same(await Promise.all([second.over, third.over]), [null, 'run 2'])
})

t.test('[I-5] what comes while a run waits for its turn goes with it', async t => {
  const { moves, runs } = held()
  const early = moves.set(move({ a: 1 }))
  const late = moves.set(move({ a: 2 }))
  runs[0]!.take()
  t.same(runs[0]!.took, { a: 2 })
  runs[0]!.finish()
  t.same([await early.over, await late.over], [null, 'run 1'])
  await turn()
  t.equal(runs.length, 1)
})

t.test('[I-5] a run that fails is told to those it was for, and the next goes on', async t => {
  const { moves, runs } = held()
  const first = moves.set(move({ a: 1 }))
  runs[0]!.finish(new Error('no session'))
  await t.rejects(first.over, { message: 'no session' })
  await turn()
  const second = moves.set(move({ a: 2 }))
  runs[1]!.take()
  runs[1]!.finish()
  t.equal(await second.over, 'run 2')
})

t.test('[I-5] a run that takes long is ended when newer values wait, and one that does not is left to show something', async t => {
  const { moves, runs, pass } = held()
  let ended = 0
  void moves.set(move({ a: 1 }))
  runs[0]!.take()
  runs[0]!.asked.begun(() => ended++)
  pass(5000)
  t.equal(ended, 0, 'nobody waits')
  void moves.set(move({ a: 2 }))
  pass(0)
  t.equal(ended, 1)
  runs[0]!.finish()
  await turn()
  runs[1]!.take()
  runs[1]!.asked.begun(() => ended++)
  void moves.set(move({ a: 3 }))
  pass(999)
  t.equal(ended, 1, 'it may show something yet')
  pass(1)
  t.equal(ended, 2)
  runs[1]!.finish()
})

t.test('[I-4] who looks alone shares no run with the others, and two interacts share none', async t => {
  const { moves, runs } = held()
  void moves.set(move({ a: 1 }))
  void moves.set(move({ a: 2 }, 'bob'))
  void moves.set(move({ a: 3 }, null, 'j'))
  t.same(
    runs.map(({ asked: { interact, who } }) => [interact, who]),
    [
      ['i', null],
      ['i', 'bob'],
      ['j', null],
    ],
  )
})

t.test('[I-5] whatever is set and whenever runs end, the last value of each control is run, and every call is answered', async t => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(fc.oneof(fc.record({ name: fc.constantFrom('a', 'b'), value: fc.integer() }), fc.constant('end' as const))),
      async steps => {
        const { moves, runs } = held()
        const wanted: Record<string, unknown> = {}
        const answers: Promise<string | null>[] = []
        const seen: Record<string, unknown> = {}
        let ended = 0
        const end = async () => {
          const run = runs[ended]
          if (!run) return
          ended++
          run.take()
          Object.assign(seen, run.took)
          run.finish()
          await turn()
        }
        for (const step of steps) {
          if (step === 'end') await end()
          else {
            wanted[step.name] = step.value
            answers.push(moves.set(move({ [step.name]: step.value })).over)
          }
        }
        while (ended < runs.length) await end()
        await Promise.all(answers)
        t.same(seen, wanted)
      },
    ),
    { numRuns: 100 },
  )
})
