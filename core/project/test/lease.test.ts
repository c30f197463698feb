import t from 'tap'
import { createLease } from '../lease.ts'
import { heldClock } from './held-clock.ts'

t.test('[R-6] a lease holds until its end, however often it is extended, and never again after that was told', async t => {
  const clock = heldClock()
  const start = clock.elapsed()
  const lease = createLease({ until: start + 100, time: () => clock.elapsed(), clock })
  let ended = 0
  lease.onEnd(() => ended++)
  clock.pass(90)
  t.ok(lease.holds())
  lease.extend(start + 200)
  lease.extend(start + 150)
  clock.pass(100)
  t.ok(lease.holds(), 'an earlier end changes nothing')
  clock.pass(20)
  t.notOk(lease.holds())
  t.equal(ended, 1)
  lease.extend(start + 1000)
  t.notOk(lease.holds())
})

t.test('[R-6] who stood still says nothing, and goes on if a renewal lay unread', async t => {
  const clock = heldClock()
  let time = 0
  const lease = createLease({ until: 100, time: () => time, clock })
  let ended = 0
  lease.onEnd(() => ended++)
  time = 150
  t.notOk(lease.holds())
  lease.extend(300)
  clock.pass(150)
  t.ok(lease.holds())
  t.equal(ended, 0)
})
