import * as fc from 'fast-check'
import t from 'tap'
import { encodeChanges, replicaRules, type ReplicaRules } from '@stoa/sdk/document'
import { authorityRules, type AuthorityRules } from '../authority.ts'
import { entriesIn } from './replay.ts'
import { createWorld, quiet, type World } from './world.ts'

type Step =
  | { do: 'type'; who: number; at: number; length: number }
  | { do: 'delete'; who: number; at: number; length: number }
  | { do: 'deliver'; who: number; way: 'up' | 'down'; count: number }
  | { do: 'cut'; who: number }
  | { do: 'crash'; power: boolean }
  | { do: 'outside'; at: number }
  | { do: 'wait'; ms: number }
  | { do: 'full'; full: boolean }
  | { do: 'hold'; sync: boolean }
  | { do: 'clock'; ms: number }

const who = fc.nat(2)
const types = fc.record({ do: fc.constant('type' as const), who, at: fc.nat(30), length: fc.integer({ min: 1, max: 4 }) })
const deletes = fc.record({ do: fc.constant('delete' as const), who, at: fc.nat(30), length: fc.integer({ min: 1, max: 5 }) })
const delivers = fc.record({
  do: fc.constant('deliver' as const),
  who,
  way: fc.constantFrom('up' as const, 'down' as const),
  count: fc.integer({ min: 1, max: 3 }),
})
const cuts = fc.record({ do: fc.constant('cut' as const), who })
const crashes = fc.record({ do: fc.constant('crash' as const), power: fc.boolean() })
const fills = fc.record({ do: fc.constant('full' as const), full: fc.boolean() })
const waits = fc.record({ do: fc.constant('wait' as const), ms: fc.constantFrom(100, 2_500, 6_000) })
const anyStep: fc.Arbitrary<Step> = fc.oneof(
  { weight: 6, arbitrary: types },
  { weight: 3, arbitrary: deletes },
  { weight: 8, arbitrary: delivers },
  { weight: 1, arbitrary: cuts },
  { weight: 1, arbitrary: crashes },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('outside' as const), at: fc.nat(20) }) },
  { weight: 1, arbitrary: fills },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('hold' as const), sync: fc.boolean() }) },
  { weight: 2, arbitrary: waits },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('clock' as const), ms: fc.constantFrom(-86_400_000, -3_000, 3_600_000) }) },
)

/** What people did that must be found again: each typed character is another one. */
type Told = { typed: Map<string, number>; deleted: Set<string>; broken: string | null }

async function play(world: World, steps: readonly Step[]): Promise<Told> {
  const told: Told = { typed: new Map(), deleted: new Set(), broken: null }
  // Who has not been back since the power went: what he was told, and was not durable, may be gone.
  const away = new Set<string>()
  let next = 0x4e00
  for (let i = 0; i < 3; i++) await world.joins(`p${i}`)
  for (const step of steps) {
    for (const { name, document } of world.people) if (document.state !== 'offline') away.delete(name)
    if (step.do === 'type') {
      const { document } = world.people[step.who]!
      let insert = ''
      for (let n = 0; n < step.length; n++) {
        insert += String.fromCharCode(next)
        told.typed.set(String.fromCharCode(next++), step.who)
      }
      document.edit({ from: Math.min(step.at, document.text().length), insert })
    } else if (step.do === 'delete') {
      const { document } = world.people[step.who]!
      const from = Math.min(step.at, document.text().length)
      const to = Math.min(from + step.length, document.text().length)
      for (const character of document.text().sliceString(from, to)) told.deleted.add(character)
      if (to > from) document.edit({ from, to })
    } else if (step.do === 'deliver') {
      const connection = [...world.net.connections][step.who]
      connection?.reopen()
      for (let n = 0; n < step.count; n++) connection?.[step.way].shift()?.()
      await quiet()
    } else if (step.do === 'cut') [...world.net.connections][step.who]?.cut()
    else if (step.do === 'crash') {
      await world.crash(step)
      const { versions } = entriesIn(world.disk.files)
      for (const { name, document } of world.people)
        if (versions < (step.power || away.has(name) ? document.durable : document.version))
          told.broken ??= `I5: ${name} was told more than the journal has`
      if (step.power) for (const { name } of world.people) away.add(name)
    } else if (step.do === 'full') world.disk.setFull(step.full)
    else if (step.do === 'hold') world.disk.holdSync(step.sync)
    else if (step.do === 'clock') world.clock.step(step.ms)
    else if (step.do === 'wait') {
      world.clock.advance(step.ms)
      await quiet()
    } else {
      const now = world.file.text!
      const at = Math.min(step.at, now.length)
      const character = String.fromCharCode(next++)
      told.typed.set(character, -1)
      world.file.outside(now.slice(0, at) + character + now.slice(at))
    }
  }
  world.disk.setFull(false)
  world.disk.holdSync(false)
  await world.settle()
  world.clock.advance(10_000)
  await world.settle()
  return told
}

/** What must be true of every world that has come to rest; the sentence says what is not. */
function wrong(world: World, { typed, deleted, broken }: Told): string | null {
  if (broken) return broken
  const ended = world.people.find(({ document }) => document.state === 'failed')
  if (ended) return `I1: ${ended.name} went adrift: ${ended.document.error?.message}`
  const texts = world.people.map(({ document }) => document.text().toString())
  const [first] = texts
  if (texts.some(text => text !== first)) return `I1: the texts differ: ${JSON.stringify(texts)}`
  const versions = world.people.map(({ document }) => document.version)
  if (versions.some(version => version !== versions[0])) return `I1: the versions differ: ${versions.join()}`
  const journal = entriesIn(world.disk.files)
  if (journal.text !== first) return `I1: the journal leads to ${JSON.stringify(journal.text)} and not to ${JSON.stringify(first)}`
  for (const [session, sequences] of journal.sequences)
    if (sequences.some((sequence, index) => sequence !== index + 1)) return `I4: ${session} has the edits ${sequences.join()}`
  for (const character of typed.keys()) {
    const count = first!.split(character).length - 1
    if (count > 1) return `I7: ${character} is there ${count} times`
    if (count === 0 && !deleted.has(character)) return `I6: ${character} is lost`
  }
  if (world.file.text !== first) return `I10: the file says ${JSON.stringify(world.file.text)} and not ${JSON.stringify(first)}`
  return null
}

const seed = Number(process.env['SEED'] ?? Date.now() % 1e9)
const runs = (count: number, limit = 25_000) => ({ numRuns: count, seed, interruptAfterTimeLimit: limit, markInterruptAsFailure: false })

/** What happened, as it would be told: the counterexample after shrinking. */
const story = (steps: readonly Step[]): string =>
  steps
    .map(step => {
      if (step.do === 'type') return `p${step.who} types ${step.length} at ${step.at}`
      if (step.do === 'delete') return `p${step.who} deletes ${step.length} at ${step.at}`
      if (step.do === 'deliver') return `${step.count} messages ${step.way === 'up' ? 'from' : 'to'} p${step.who} arrive`
      if (step.do === 'cut') return `p${step.who} is cut off`
      if (step.do === 'crash') return step.power ? 'the power goes' : 'the process is killed'
      if (step.do === 'full') return step.full ? 'the disk is full' : 'there is room again'
      if (step.do === 'hold') return step.sync ? 'nothing more gets durable' : 'things get durable again'
      if (step.do === 'clock') return `the clock is set by ${step.ms} ms`
      if (step.do === 'wait') return `${step.ms} ms pass`
      return `a program inserts at ${step.at} of the file`
    })
    .join('; ')

t.comment(`seed ${seed}`)

t.test(
  '[I1][I4][I6][I7][I10] whatever people, the network, crashes and other programs do: all texts, the journal and the file agree, and each edit is there once',
  { timeout: 300_000 },
  async t => {
    let ran = 0
    await fc.assert(
      fc.asyncProperty(fc.array(anyStep, { minLength: 5, maxLength: 40 }), fc.boolean(), async (steps, packing) => {
        ran++
        // Half of them pack their journals as they go.
        const world = createWorld({ file: 'start', ...(packing && { sizes: { snapshot: 150, pack: 400 } }) })
        const told = await play(world, steps)
        const found = wrong(world, told)
        if (found) throw new Error(`${found}\n${story(steps)}`)
      }),
      runs(10_000, 90_000),
    )
    t.comment(`${ran} worlds`)
    t.ok(ran > 400, `${ran} worlds`)
  },
)

/** Looks for a world in which a wrong rule shows, and says how it does. Right rules are not noticed in the same worlds. */
async function caught(
  rules: { authority?: AuthorityRules; replica?: ReplicaRules; eager?: boolean },
  step: fc.Arbitrary<Step>,
): Promise<string | null> {
  const worlds = (rules: Parameters<typeof caught>[0], numRuns: number) =>
    fc.check(
      fc.asyncProperty(fc.array(step, { minLength: 10, maxLength: 40 }), async steps => {
        const world = createWorld({ file: 'start', rules })
        const sequences = () =>
          [...entriesIn(world.disk.files).sequences].find(([, numbers]) => numbers.some((number, index) => number !== index + 1))
        let found: string | null
        try {
          found = wrong(world, await play(world, steps))
        } catch (failure) {
          // Two ends that went apart soon speak of positions that the other has not.
          if (!/length|position/i.test((failure as Error).message)) throw failure
          found = sequences() ? 'I4: an edit is there twice' : 'I1: an end got what is not for its text'
        }
        if (found) throw new Error(found)
      }),
      { ...runs(numRuns), endOnFailure: true },
    )
  const result = await worlds(rules, 300)
  if (!result.failed) return null
  const right = await worlds({}, result.numRuns)
  if (right.failed) throw right.errorInstance
  return (result.errorInstance as Error).message
}

t.test('[I1] mutant: a client with another rule for ties is noticed', { timeout: 300_000 }, async t => {
  t.match(await caught({ replica: { ...replicaRules, before: (one, other) => one > other } }, anyStep), /^I1/)
})

t.test('[I4] mutant: a server that takes repetitions as new is noticed', { timeout: 300_000 }, async t => {
  // Sent again is only what was taken and not yet written when its author came back.
  const step = fc.oneof(types, fills, delivers, cuts)
  t.match(await caught({ authority: { ...authorityRules, admit: () => 'new' } }, step), /^I[147]/)
})

t.test('[I7] mutant: a client that adds later edits to what is in flight is noticed', { timeout: 300_000 }, async t => {
  const later: ReplicaRules['later'] = (made, { inFlight }) => {
    const changes = inFlight.changes.compose(made)
    return { inFlight: { ...inFlight, changes, wire: encodeChanges(changes) }, pending: null }
  }
  t.match(await caught({ replica: { ...replicaRules, later } }, anyStep), /^I[1-7]/)
})

t.test('[I5] mutant: a server that acknowledges before it has written is noticed', { timeout: 300_000 }, async t => {
  t.match(
    await caught({ eager: true }, fc.oneof({ weight: 3, arbitrary: types }, { weight: 5, arbitrary: delivers }, crashes, waits)),
    /^I[1-7]/,
  )
})
