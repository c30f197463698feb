import type { Stop } from '@stoa/sdk/contract'
import type { Clock, Log } from '@stoa/sdk/hub'
import type { Store } from '@stoa/core/store'
import { mayServe, sighted, silent, type HostRow, type LeaseRow, type Sighting, type Terms } from './rules.ts'
import { hostNames, hosts } from './tables.ts'

/** Every machine that runs projects, as this process sees them. */
export type Roster = {
  /** The rows read last. */
  readonly hosts: readonly HostRow[]
  /** Reads all of them again. Rejects if the store does not answer. */
  refresh(): Promise<void>
  /** Whether the holder of a lease may still be serving; read anew, and kept in mind for the next question. */
  mayServe(lease: Pick<LeaseRow, 'host' | 'session'>): Promise<boolean>
  /** Hears of each session that has ended, once: its machine left or is dead. */
  onDead(listener: (row: HostRow) => void): Stop
  stop(): Promise<void>
}

/** The machines of a store, as their rows say. */
export async function readHosts(store: Store): Promise<HostRow[]> {
  const names = await store.table(hostNames).scan({ all: 'all' }).toArray()
  const found = await Promise.all(names.map(({ host }) => store.table(hosts).get({ host })))
  return found.filter(row => row !== undefined)
}

/**
 * Watches the machines, and declares dead those that have been silent for long enough. What is alive is judged by this process's own steady clock
 * `time` alone, never by comparing clocks of two machines.
 */
export function watchRoster({
  store,
  terms,
  clock,
  time,
  log,
}: {
  store: Store
  terms: Terms
  clock: Pick<Clock, 'after'>
  /** Milliseconds of steady time. */
  time(): number
  log: Log
}): Roster {
  const names = store.table(hostNames)
  const rows = store.table(hosts)
  const sightings = new Map<string, Sighting>()
  const listeners = new Set<(row: HostRow) => void>()
  let stopTimer: Stop | null = null
  let stopped = false
  let refreshing: Promise<void> | null = null
  let failing = false

  async function look(host: string): Promise<HostRow | undefined> {
    const row = await rows.get({ host })
    const before = sightings.get(host)
    if (row === undefined) {
      sightings.delete(host)
      if (before && before.row.state !== 'dead') tell(before.row)
      return undefined
    }
    // What was read may be older than what is known by now.
    if (before && before.row.version > row.version) return before.row
    const sighting = sighted({ before, row, now: time() })
    sightings.set(host, sighting)
    if (before && before.row.state !== 'dead' && (before.row.session !== row.session || row.state === 'dead')) tell(before.row)
    if (!silent({ sighting, now: time(), terms })) return row
    const dead = { ...row, state: 'dead', version: row.version + 1 }
    const { applied } = await rows.putIf(dead, { when: { version: row.version } })
    if (!applied) return row
    log.warn({ host }, `The machine ${host} has been silent for ${Math.round(terms.patience / 1000)} s and is taken for dead.`)
    sightings.set(host, { row: dead, since: time() })
    tell(row)
    return dead
  }
  function tell(row: HostRow): void {
    for (const listener of [...listeners]) listener(row)
  }

  async function readAll(): Promise<void> {
    const found = await names.scan({ all: 'all' }).toArray()
    await Promise.all(found.map(({ host }) => look(host)))
  }
  function refresh(): Promise<void> {
    refreshing ??= readAll().finally(() => (refreshing = null))
    return refreshing
  }
  async function tick(): Promise<void> {
    try {
      await refresh()
      failing = false
    } catch (failure) {
      if (!failing) log.warn({ failure: String(failure) }, 'The machines could not be looked for. They are looked for again.')
      failing = true
    }
    if (!stopped) stopTimer = clock.after(terms.beat / 2, () => void tick())
  }
  void tick()

  return {
    get hosts() {
      return [...sightings.values()].map(({ row }) => row).toSorted((a, b) => (a.host < b.host ? -1 : 1))
    },
    refresh,
    async mayServe(lease) {
      if (lease.host === '') return false
      return mayServe(lease, await look(lease.host))
    },
    onDead(listener) {
      listeners.add(listener)
      return () => void listeners.delete(listener)
    },
    async stop() {
      stopped = true
      await stopTimer?.()
      await refreshing?.catch(() => undefined)
    },
  }
}
