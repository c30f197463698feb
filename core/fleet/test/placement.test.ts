import fc from 'fast-check'
import t from 'tap'
import { placed, room, type Candidate } from '../placement.ts'

const machine = (
  host: string,
  more: Partial<Candidate> & { free?: number; busy?: number; projects?: number; most?: number } = {},
): Candidate => {
  const { free = 8e9, busy = 0, projects = 0, most, ...rest } = more
  return {
    host,
    state: 'alive',
    given: 0,
    load: { projects, memory: { free, total: 16e9 }, cores: 4, busy, ...(most !== undefined && { most }) },
    ...rest,
  }
}

t.test('[R-6] a project goes where there is most room, and several at once are spread', async t => {
  const [ash, beech] = [machine('ash', { free: 2e9 }), machine('beech')]
  t.equal(placed({ among: [ash, beech], home: '' })?.host, 'beech')
  const given = new Map([
    ['ash', 0],
    ['beech', 0],
  ])
  for (let n = 0; n < 30; n++) {
    const chosen = placed({ among: [...given].map(([host, count]) => machine(host, { given: count })), home: '' })!
    given.set(chosen.host, given.get(chosen.host)! + 1)
  }
  t.same([...given.values()], [15, 15])
})

t.test(
  '[R-6] the machine that has the files keeps the project unless it is crowded; [P-10] the one that people want comes first',
  async t => {
    const among = [machine('ash', { free: 4e9 }), machine('beech')]
    t.equal(placed({ among, home: 'ash' })?.host, 'ash')
    t.equal(placed({ among: [machine('ash', { free: 1e8 }), machine('beech')], home: 'ash' })?.host, 'beech')
    t.equal(placed({ among, home: 'ash', wanted: 'beech' })?.host, 'beech')
    t.equal(placed({ among, home: 'ash', wanted: 'cedar' })?.host, 'ash', 'what people want and is not there is not waited for')
  },
)

t.test('[R-6] nothing goes to a machine that is full, leaving or dead', async t => {
  const out = [machine('ash', { projects: 3, most: 3 }), machine('beech', { state: 'draining' }), machine('cedar', { state: 'dead' })]
  t.equal(placed({ among: out, home: 'ash', wanted: 'beech' }), undefined)
  t.equal(placed({ among: [...out, machine('elm', { projects: 2, most: 3 })], home: 'ash' })?.host, 'elm')
})

t.test('[R-6] whatever the loads: room is between 0 and 1, more projects never make more of it, and hubs choose alike', async t => {
  const load = fc.record({ free: fc.integer({ min: 0, max: 16e9 }), busy: fc.float({ min: 0, max: 100, noNaN: true }), given: fc.nat(50) })
  fc.assert(
    fc.property(fc.array(load, { minLength: 1, maxLength: 6 }), loads => {
      const among = loads.map((one, at) => machine(`m${at}`, one))
      for (const one of among) {
        t.ok(room(one) >= 0 && room(one) <= 1)
        t.ok(room({ ...one, given: one.given + 1 }) <= room(one))
      }
      return placed({ among, home: '' })?.host === placed({ among: among.toReversed(), home: '' })?.host
    }),
    { numRuns: 50 },
  )
})
