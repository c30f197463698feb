import t from 'tap'
import fc from 'fast-check'
import { kept } from '../retention.ts'

const hour = 3_600_000
const now = Date.UTC(2026, 5, 15, 12)
const ago = (hours: number) => now - hours * hour

t.test('[B-3] all of a day stay, then the oldest of each hour, day, week and month, and of older ones the newest alone', async t => {
  const minutes = Array.from({ length: 12 }, (_, at) => ago(30) + at * 5 * 60_000)
  t.same([...kept({ times: [...minutes, now], now })].sort(), [minutes[0], now], 'of one hour yesterday its first')
  const today = Array.from({ length: 200 }, (_, at) => ago(20) + at * 5 * 60_000)
  t.equal(kept({ times: today, now }).size, 200)
  t.same([...kept({ times: [ago(24 * 500), ago(24 * 400)], now })], [ago(24 * 400)])
})

t.test(
  '[B-3] the newest always stays, retention is settled after once, and a year of snapshots every five minutes is a few hundred',
  async t => {
    fc.assert(
      fc.property(fc.uniqueArray(fc.integer({ min: 0, max: 24 * 500 }), { minLength: 1, maxLength: 100 }), hours => {
        const times = hours.map(ago)
        const stay = kept({ times, now })
        return stay.has(Math.max(...times)) && kept({ times: [...stay], now }).size === stay.size
      }),
    )
    const year = Array.from({ length: (365 * 24 * 60) / 5 }, (_, at) => now - at * 5 * 60_000)
    t.ok(kept({ times: year, now }).size < 450)
  },
)
