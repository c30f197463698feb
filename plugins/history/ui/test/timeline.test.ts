import assert from 'node:assert/strict'
import fc from 'fast-check'
import t from 'tap'
import { rowOf, rowsOf, sittingsOf } from '../rows.ts'
import { daysOf, flagsOf, placeOf, ticksOf, versionAt } from '../ticks.ts'
import { addBursts, burstAt, stretchAt, unknownBelow, type Burst, type Timeline } from '../timeline.ts'

const sessions = ['A', 'B', '!disk']
/** A whole history: bursts that follow each other, oldest first in the making, newest first in the end. */
const history: fc.Arbitrary<Timeline> = fc
  .array(
    fc.record({
      size: fc.integer({ min: 1, max: 60 }),
      who: fc.constantFrom(...sessions),
      wait: fc.constantFrom(0, 1_000, 10_000, 200_000, 3_600_000, 90_000_000),
      inserted: fc.nat(500),
      deleted: fc.nat(500),
    }),
    { minLength: 1, maxLength: 40 },
  )
  .map(steps => {
    const bursts: Burst[] = []
    let version = 0
    let time = 1_700_000_000_000
    for (const { size, who, wait, inserted, deleted } of steps) {
      time += wait
      bursts.unshift({
        first: version + 1,
        last: version + size,
        session: who,
        user: { id: who, name: who },
        colour: 1,
        time,
        inserted,
        deleted,
      })
      version += size
    }
    return bursts
  })

/** A page as the server gives it: bursts up to a version, the newest cut there, the oldest perhaps cut too. */
function page(whole: Timeline, before: number, most: number): Burst[] {
  return whole
    .filter(({ first }) => first <= before)
    .map(burst => (burst.last > before ? { ...burst, last: before } : burst))
    .slice(0, most)
}

const versionsIn = (timeline: Timeline): number[] =>
  timeline.flatMap(({ first, last }) => Array.from({ length: last - first + 1 }, (_, step) => last - step))

t.test(
  '[H-1] pages of any part of a history, in any order, come together to a line in which each version is once, under who wrote it',
  async t => {
    fc.assert(
      fc.property(
        history,
        fc.array(fc.record({ before: fc.nat(2400), most: fc.integer({ min: 1, max: 9 }) }), { maxLength: 12 }),
        (whole, asked) => {
          const head = whole[0]!.last
          let timeline: Timeline = []
          const known = new Set<number>()
          for (const { before, most } of asked) {
            const got = page(whole, Math.max(1, Math.min(before, head)), most)
            for (const version of versionsIn(got)) known.add(version)
            timeline = addBursts(timeline, got)
          }
          const versions = versionsIn(timeline)
          assert.deepEqual(
            versions,
            [...known].sort((one, other) => other - one),
          )
          for (let version = 1; version <= head; version++) {
            assert.equal(burstAt(timeline, version)?.session, known.has(version) ? burstAt(whole, version)!.session : undefined)
            const stretch = versionsIn(stretchAt(timeline, version))
            assert.equal(stretch.includes(version), known.has(version))
            const below = unknownBelow(timeline, version)
            assert.ok(!known.has(below) && versions.filter(one => one > below && one <= version).length === version - below)
          }
        },
      ),
    )
    t.pass('held')
  },
)

t.test('[H-1] asked for again and again, the whole history has the sums that were written', async t => {
  fc.assert(
    fc.property(history, fc.integer({ min: 1, max: 9 }), (whole, most) => {
      let timeline: Timeline = []
      for (let before = whole[0]!.last; before > 0; before = unknownBelow(timeline, before))
        timeline = addBursts(timeline, page(whole, before, most))
      assert.deepEqual(timeline, whole)
      assert.equal(addBursts(timeline, whole), timeline, 'what is known is no news')
    }),
  )
  t.pass('held')
})

t.test(
  '[H-1] the list has every version once, newest first, each sitting of one person and one day, under the name of the day',
  async t => {
    fc.assert(
      fc.property(history, whole => {
        const now = whole[0]!.time + 1
        const sittings = sittingsOf(whole)
        assert.deepEqual(versionsIn(sittings), versionsIn(whole))
        const sum = (list: Timeline) => list.reduce((all, { inserted, deleted }) => all + inserted - deleted, 0)
        assert.equal(sum(sittings), sum(whole))
        for (const { first, last, session, time } of sittings)
          for (const burst of whole.filter(one => one.first >= first && one.last <= last)) {
            assert.equal(burst.session, session)
            assert.equal(new Date(burst.time).toDateString(), new Date(time).toDateString())
          }
        const rows = rowsOf(sittings, now)
        const days = rows.flatMap(row => (row.kind === 'day' ? [row.title] : []))
        assert.equal(new Set(days).size, days.length, 'no day is named twice')
        for (const { first, last } of whole)
          for (const version of [first, last]) {
            const row = rows[rowOf(rows, version)]!
            assert.ok(row.kind === 'sitting' && row.sitting.first <= version && version <= row.sitting.last)
          }
      }),
    )
    t.pass('held')
  },
)

t.test('[H-1] what somebody wrote without leaving is one sitting; another person, an absence or midnight begins another', async t => {
  const burst = (last: number, minutes: number, who = 'A'): Burst => ({
    first: last,
    last,
    session: who,
    user: { id: who, name: who },
    time: new Date(2026, 10, 24, 12, minutes).getTime(),
    inserted: 1,
    deleted: 0,
    colour: 1,
  })
  const ends = (list: Timeline) => sittingsOf(list).map(({ first, last }) => [first, last])
  t.strictSame(ends([burst(3, 4), burst(2, 2), burst(1, 0)]), [[1, 3]])
  t.strictSame(ends([burst(3, 4), burst(2, 2, 'B'), burst(1, 0)]), [
    [3, 3],
    [2, 2],
    [1, 1],
  ])
  t.strictSame(
    ends([burst(2, 9), burst(1, 0)]),
    [
      [2, 2],
      [1, 1],
    ],
    'nine minutes away',
  )
  t.strictSame(
    ends([burst(4, 2), burst(2, 1)]),
    [
      [4, 4],
      [2, 2],
    ],
    'a gap is no sitting',
  )
})

t.test('[H-1] every version has its place on the track, and the track of any history has few marks', async t => {
  fc.assert(
    fc.property(history, fc.integer({ min: 40, max: 1400 }), (whole, width) => {
      const scale = { width, first: 1, head: whole[0]!.last }
      for (const { first, last } of whole) {
        assert.ok(placeOf(first, scale) <= placeOf(last, scale))
        if (scale.head < width) assert.equal(versionAt(placeOf(last, scale), scale), last)
      }
      assert.equal(versionAt(-5, scale), 1)
      const later = { ...scale, first: whole[0]!.first }
      assert.equal(versionAt(0, later), later.first)
      if (scale.head > later.first) assert.equal(placeOf(later.first, later), 0)
      assert.equal(versionAt(width + 5, scale), scale.head)
      const ticks = ticksOf(whole, scale)
      assert.ok(ticks.length <= Math.min(scale.head, Math.floor(width / 3) + 1))
      assert.ok(ticks.every(({ x, height }) => x >= 0 && x <= width && height >= 0 && height <= 1))
      const days = daysOf(whole, { scale, now: whole[0]!.time, room: 84 })
      days.forEach(({ x }, index) => assert.ok(index === 0 || x - days[index - 1]!.x >= 84, 'no name stands on another'))
      assert.ok(days.length >= 1)
    }),
  )
  t.pass('held')
})

t.test('[H-1] the flags of two versions can both be read, wherever the versions are', async t => {
  const place = fc.double({ min: 0, max: 1, noNaN: true })
  fc.assert(
    fc.property(place, place, fc.integer({ min: 200, max: 1400 }), fc.integer({ min: 14, max: 32 }), (one, other, width, half) => {
      const [a, b] = flagsOf([one * width, other * width], { width, half }) as [number, number]
      assert.ok(Math.abs(a - b) >= 2 * half)
      for (const x of [a, b]) assert.ok(x >= half - 0.001 && x <= width - half + 0.001)
      if (one !== other) assert.equal(a < b, one < other)
      const [alone] = flagsOf([one * width], { width, half })
      assert.ok(Math.abs(alone! - one * width) <= half)
    }),
  )
  t.pass('held')
})
