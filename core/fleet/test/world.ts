import { Readable } from 'node:stream'
import type { Clock } from '@stoa/sdk/hub'
import type { Stop } from '@stoa/sdk/contract'
import { createLease, type Lease } from '@stoa/core/project'
import type { Host, ProjectExit, ProjectStart } from '@stoa/core/host'
import { StoreError, type Condition, type Definition, type Outcome, type Store } from '@stoa/core/store'
import type { Folders } from '../folders.ts'

/** Random numbers that a seed makes the same again. */
export function dice(seed: number): { upTo(most: number): number; chance(share: number): boolean; one<T>(of: readonly T[]): T } {
  let state = seed >>> 0
  const roll = (): number => {
    state = (state + 0x6d2b79f5) >>> 0
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state)
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32
  }
  return { upTo: most => roll() * most, chance: share => roll() < share, one: of => of[Math.floor(roll() * of.length)]! }
}
export type Dice = ReturnType<typeof dice>

/** What happens, one thing after the other, at moments of a true time that nobody in the world can read. */
export function createTime() {
  const due: { at: number; order: number; work: () => void }[] = []
  let now = 0
  let order = 0
  return {
    get now() {
      return now
    },
    at(at: number, work: () => void): () => void {
      const entry = { at: Math.max(at, now), order: order++, work }
      const before = due.findIndex(other => other.at > entry.at)
      due.splice(before < 0 ? due.length : before, 0, entry)
      return () => {
        const index = due.indexOf(entry)
        if (index >= 0) due.splice(index, 1)
      }
    },
    /** Lets everything up to `end` happen, with all that follows from each thing before the next. */
    async run(end: number): Promise<void> {
      while (due.length > 0 && due[0]!.at <= end) {
        const { at, work } = due.shift()!
        now = at
        work()
        await new Promise<void>(resolve => setImmediate(resolve))
      }
      now = end
    },
  }
}
export type Time = ReturnType<typeof createTime>

/** A process: what is to happen in it waits while it is paused, and never happens once it was killed. */
export function createProcess({ time, rate }: { time: Time; rate: number }) {
  let paused = false
  let dead = false
  let waiting: (() => void)[] = []
  const offset = rate * 1e6
  const run = (work: () => void): void => {
    if (dead) return
    if (paused) waiting.push(work)
    else work()
  }
  const elapsed = (): number => time.now * rate + offset
  const after = (ms: number, work: () => void): Stop => {
    let cancelled = false
    const cancel = time.at(time.now + ms / rate, () => run(() => cancelled || work()))
    return () => {
      cancelled = true
      cancel()
    }
  }
  const clock: Clock = {
    now: () => Math.round(1.7e12 + time.now),
    elapsed,
    after,
    every(ms, work) {
      let stop = after(ms, function again() {
        work()
        stop = after(ms, again)
      })
      return () => void stop()
    },
  }
  return {
    clock,
    elapsed,
    run,
    get paused() {
      return paused
    },
    pause: () => void (paused = true),
    resume() {
      paused = false
      for (const work of waiting.splice(0)) run(work)
    },
    kill() {
      dead = true
      waiting = []
    },
    get dead() {
      return dead
    },
  }
}
export type Process = ReturnType<typeof createProcess>

type Values = Readonly<Record<string, unknown>>
type Rows = Map<string, Map<string, Values>>

/** The one store of the world. Each question takes time on its way and back, and whoever is cut off loses either. */
export function createWorldStore({ time, dice, rows }: { time: Time; dice: Dice; rows: Rows }) {
  return (process: Process, cut: () => boolean): Store => {
    const verb = <T>(work: () => T): Promise<T> =>
      new Promise<T>((resolve, reject) => {
        const lost = () =>
          time.at(time.now + 4000, () => process.run(() => reject(new StoreError({ code: 'store_timeout', message: 'no answer' }))))
        if (cut()) return void lost()
        time.at(time.now + dice.upTo(dice.chance(0.02) ? 3000 : 60), () => {
          const answer = structuredClone(work())
          if (cut() || dice.chance(0.005)) return void lost()
          time.at(time.now + dice.upTo(60), () => process.run(() => resolve(answer)))
        })
      })
    const table = (definition: Definition) => {
      const stored = rows.get(definition.name) ?? new Map<string, Values>()
      rows.set(definition.name, stored)
      const keyOf = (key: Values) => JSON.stringify([...definition.partition, ...definition.cluster].map(column => key[column]))
      const holds = (found: Values | undefined, when: Condition) =>
        when === 'absent' ? found === undefined : found !== undefined && 'version' in when && found['version'] === when.version
      return {
        definition,
        get: (key: Values) => verb(() => stored.get(keyOf(key))),
        scan: () => ({ toArray: () => verb(() => [...stored.values()]) }),
        put: (row: Values) => verb(() => void stored.set(keyOf(row), row)),
        putIf: (row: Values, { when }: { when: Condition }) =>
          verb((): Outcome<Values> => {
            const found = stored.get(keyOf(row))
            if (!holds(found, when)) return { applied: false, found }
            stored.set(keyOf(row), row)
            return { applied: true }
          }),
      }
    }
    return { table, sweep: async () => 0, close: async () => undefined } as unknown as Store
  }
}

/** Somebody was answered by a project server. */
export type Answer = { readonly at: number; readonly project: string; readonly machine: string; readonly epoch: number }

/** The project servers of one machine, which go on for a while when their host is killed, and know nothing but their lease. */
export function createWorldHost({
  machine,
  time,
  dice,
  rate,
  answers,
  servers,
}: {
  machine: string
  time: Time
  dice: Dice
  rate: number
  answers: Answer[]
  /** By project; one that is there holds the lock of its folder. */
  servers: Map<string, { process: Process; lease: Lease; epoch: number }>
}): Host {
  const listeners = new Set<(exit: ProjectExit) => void>()
  function end(project: string, expected: boolean): void {
    const server = servers.get(project)
    if (!server) return
    servers.delete(project)
    server.process.kill()
    for (const listener of listeners) listener({ id: project, reason: 'It ended.', expected })
  }
  return {
    sandbox: { kind: 'none', sentence: '' },
    limits: '',
    async start({ id, epoch = 0, until = Infinity }: ProjectStart) {
      if (servers.has(id)) throw new Error('its lock is held')
      const process = createProcess({ time, rate })
      const lease = createLease({ until, time: process.elapsed, clock: process.clock })
      servers.set(id, { process, lease, epoch })
      lease.onEnd(() => end(id, false))
      const answer = (): void => {
        if (lease.holds()) answers.push({ at: time.now, project: id, machine, epoch })
        process.clock.after(20 + dice.upTo(200), answer)
      }
      answer()
      return { id, epoch, socketPath: '', token: '', pid: 0, startup: 0, plugins: [] }
    },
    async stop(id) {
      end(id, true)
    },
    async erase(id) {
      end(id, true)
    },
    extend(until) {
      for (const { process, lease } of servers.values()) process.clock.after(dice.upTo(5), () => lease.extend(until))
    },
    async fence() {
      for (const id of [...servers.keys()]) end(id, false)
    },
    run: () => Promise.reject(new Error('there are no programs')),
    rootInside: id => id,
    status: async () => [],
    onExit(listener) {
      listeners.add(listener)
      return () => void listeners.delete(listener)
    },
    async close() {
      for (const id of [...servers.keys()]) end(id, true)
    },
  }
}

/** Folders without files. */
export function worldFolders(epochs: Map<string, number>): Folders {
  return {
    of: project => project,
    exists: async project => epochs.has(project),
    epoch: async project => epochs.get(project) ?? null,
    mark: async (project, epoch) => void epochs.set(project, epoch),
    list: async () => [],
    pack: () => Readable.from([]),
    unpack: async () => undefined,
    putAside: async () => ({ back: async () => undefined }),
    forget: async project => void epochs.delete(project),
  }
}
