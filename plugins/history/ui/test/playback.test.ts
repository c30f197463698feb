import assert from 'node:assert/strict'
import fc from 'fast-check'
import t from 'tap'
import { mostPictures, nextStop, play, strideOf } from '../playback.ts'

t.test('[H-1] a playback goes from version to version up to the last, in few pictures however long the history is', async t => {
  fc.assert(
    fc.property(fc.nat(300_000), fc.nat(300_000), (from, more) => {
      const to = from + more
      const stride = strideOf({ from, to })
      const stops: number[] = []
      for (let at = nextStop(from, { to, stride }); at !== null; at = nextStop(at, { to, stride })) stops.push(at)
      assert.ok(stops.length <= mostPictures)
      assert.equal(stops.at(-1) ?? from, to)
      stops.forEach((stop, index) => assert.ok(stop > (stops[index - 1] ?? from)))
      if (more <= mostPictures) assert.equal(stops.length, more, 'a short history is shown version by version')
    }),
  )
  t.pass('held')
})

/** A clock that goes on when it is told to. */
function held() {
  let due: (() => void) | null = null
  return {
    after(_ms: number, work: () => void) {
      due = work
      return () => void (due = null)
    },
    tick() {
      const work = due
      due = null
      work?.()
    },
    get waits() {
      return due !== null
    },
  }
}
const turn = () => new Promise<void>(resolve => setImmediate(resolve))

t.test('[H-1] a picture is never before the one before it is there; a stopped playback shows nothing more', async t => {
  const clock = held()
  const shown: number[] = []
  const coming: number[] = []
  let arrive = (): void => undefined
  let ended = 0
  const stop = play({
    from: 0,
    to: 3,
    show: version => {
      shown.push(version)
      return new Promise<void>(resolve => void (arrive = resolve))
    },
    ahead: version => void coming.push(version),
    done: () => ended++,
    after: clock.after,
  })
  t.strictSame(shown, [1])
  t.strictSame(coming, [2], 'the next may come meanwhile')
  t.equal(clock.waits, false, 'while it is on its way no time runs')
  arrive()
  await turn()
  clock.tick()
  t.strictSame(shown, [1, 2])
  void stop()
  arrive()
  await turn()
  clock.tick()
  t.strictSame(shown, [1, 2])
  t.equal(ended, 0)
})

t.test('[H-1] a playback says when it is at its end, and ends at a version that cannot be shown', async t => {
  const clock = held()
  let ended = 0
  play({ from: 0, to: 1, show: async () => undefined, ahead: () => {}, done: () => ended++, after: clock.after })
  await turn()
  clock.tick()
  await turn()
  t.equal(ended, 1)
  play({ from: 0, to: 9, show: () => Promise.reject(new Error('no')), ahead: () => {}, done: () => ended++, after: clock.after })
  await turn()
  t.equal(ended, 2)
  t.equal(clock.waits, false)
})
