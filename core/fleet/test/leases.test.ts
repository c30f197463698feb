import { Readable } from 'node:stream'
import t from 'tap'
import type { Log } from '@stoa/sdk/hub'
import type { Lease } from '@stoa/core/project'
import { joinFleet, type Member } from '../member.ts'
import { termsOf, type Terms } from '../rules.ts'
import { createProcess, createTime, createWorldHost, createWorldStore, dice, worldFolders, type Answer, type Process } from './world.ts'

const silent: Log = { info() {}, warn() {}, error() {} }
const names = ['ash', 'beech', 'cedar']
const projects = ['p1', 'p2', 'p3', 'p4']

/** Three machines with clocks that differ, on one store, until there were so many pauses, kills and partitions. */
async function live({ seed, troubles, terms = termsOf(3) }: { seed: number; troubles: number; terms?: Terms }) {
  const random = dice(seed)
  const time = createTime()
  const storeFor = createWorldStore({ time, dice: random, rows: new Map() })
  const answers: Answer[] = []
  const counted = { pauses: 0, kills: 0, partitions: 0, starts: 0 }

  const machines = names.map(name => {
    const rate = 0.95 + random.upTo(0.1)
    const epochs = new Map<string, number>()
    const servers = new Map<string, { process: Process; lease: Lease; epoch: number }>()
    let process = createProcess({ time, rate })
    let member: Member | undefined
    let cut = false
    function boot(): void {
      const mine = createProcess({ time, rate })
      process = mine
      member = undefined
      void joinFleet({
        store: storeFor(mine, () => cut),
        host: createWorldHost({ machine: name, time, dice: random, rate, answers, servers }),
        terms,
        name,
        url: '',
        folders: worldFolders(epochs),
        fetchFolder: async () => Readable.from([]),
        clock: mine.clock,
        time: mine.elapsed,
        log: silent,
        prepare: async () => ({}),
        eraseKept: async () => undefined,
      }).then(
        joined => void (process === mine && (member = joined)),
        () => undefined,
      )
    }
    boot()
    return {
      name,
      start(project: string): void {
        process.run(() => {
          void member?.start({ id: project, uid: 0 }).then(
            () => counted.starts++,
            () => undefined,
          )
        })
      },
      stop: (project: string) => process.run(() => void member?.stop(project).catch(() => undefined)),
      trouble(): void {
        const kind = random.one(['host paused', 'server paused', 'all paused', 'killed', 'cut'] as const)
        const long = random.upTo(terms.term * 3)
        // What is down already comes up again by itself.
        if (process.dead) return
        if (kind === 'killed') {
          counted.kills++
          process.kill()
          // What it ran saves and ends, and answers meanwhile.
          for (const [project, server] of servers)
            time.at(time.now + random.upTo(6000), () => {
              server.process.kill()
              if (servers.get(project) === server) servers.delete(project)
            })
          time.at(time.now + long, boot)
        } else if (kind === 'cut') {
          counted.partitions++
          cut = true
          time.at(time.now + long, () => void (cut = false))
        } else {
          counted.pauses++
          const paused = [
            ...(kind === 'server paused' ? [] : [process]),
            ...(kind === 'host paused' ? [] : [...servers.values()].map(server => server.process)),
          ]
          for (const one of paused) one.pause()
          time.at(time.now + long, () => paused.forEach(one => one.resume()))
        }
      },
    }
  })
  // People open projects all the time, at whichever machine.
  const people = (): void => {
    random.one(machines).start(random.one(projects))
    if (random.chance(0.05)) random.one(machines).stop(random.one(projects))
    time.at(time.now + random.upTo(300), people)
  }
  people()
  for (let done = 0; done < troubles; done++) {
    await time.run(time.now + random.upTo(terms.term * 2))
    random.one(machines).trouble()
  }
  await time.run(time.now + terms.patience * 5)
  return { answers, counted, recent: answers.filter(({ at }) => at > time.now - terms.term) }
}

/** Answers of a server after one of a newer epoch had answered already. */
function stale(answers: readonly Answer[]): Answer[] {
  const newest = new Map<string, number>()
  return answers.filter(({ project, epoch }) => {
    const known = newest.get(project) ?? 0
    newest.set(project, Math.max(known, epoch))
    return epoch < known
  })
}

const seed = Number(process.env['SEED'] ?? 20_261_124)
const troubles = Number(process.env['TROUBLES'] ?? 100)

t.test(
  `[R-6] two machines never serve one project, over ${troubles} pauses, kills and partitions (seed ${seed})`,
  { timeout: 600_000 },
  async t => {
    const { answers, counted, recent } = await live({ seed, troubles })
    t.same(stale(answers), [], 'no server answered after a newer one had')
    t.ok(counted.pauses > 0 && counted.kills > 0 && counted.partitions > 0, JSON.stringify(counted))
    t.ok(counted.starts > troubles, `${counted.starts} starts, ${answers.length} answers`)
    t.equal(new Set(recent.map(({ project }) => project)).size, projects.length, 'and afterwards every project is served again')
  },
)

t.test('[R-6] that would be seen: machines that take others for dead too early do serve one project twice', async t => {
  const { term, beat } = termsOf(3)
  const { answers } = await live({ seed, troubles: 60, terms: { term, beat, patience: term / 3 } })
  t.not(stale(answers).length, 0)
})
