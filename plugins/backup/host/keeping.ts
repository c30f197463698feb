import { stat } from 'node:fs/promises'
import { join } from 'node:path'
import { StoaError, type Stop } from '@stoa/sdk/contract'
import type { Clock, Log, ProjectFolders, TableOf } from '@stoa/sdk/host'
import type { snapshotHealth } from '../tables.ts'
import type { Pushed } from './push.ts'

/** How often folders are looked at, in milliseconds. A look costs one call to the system a project. */
const interval = 10_000
const atOnce = 2
const minute = 60_000

/** Sends one project's snapshots to every store; null while another host does. */
export type Send = (project: string) => Promise<Pushed | null>

type Seen = { changed: number; failures: number; since: number; mayStartAt: number }

/** After so many failures in a row the next attempt waits so long, in milliseconds: 1, 2, 4 … 60 minutes. */
export const waitAfter = (failures: number): number => (failures === 0 ? 0 : Math.min(60, 2 ** (failures - 1)) * minute)

/**
 * Watches the projects of this machine for new snapshots and sends them, two projects at a time. How it went is written to `health`, where
 * everybody who looks after the installation sees it.
 */
export function keepSnapshots({
  folders,
  health,
  send,
  clock,
  log,
}: {
  folders: Pick<ProjectFolders, 'list' | 'of'>
  health: TableOf<typeof snapshotHealth>
  send: Send
  clock: Clock
  log: Log
}): { erase(project: string): Promise<void>; stop: Stop } {
  const seen = new Map<string, Seen>()
  const busy = new Map<string, Promise<void>>()
  let looking: Promise<void> = Promise.resolve()
  let stopped = false

  /** Changes whenever a snapshot is made or let go. What a project puts in its place only makes us look in vain. */
  async function changedAt(project: string): Promise<number> {
    const found = await stat(join(folders.of(project), '.stoa', 'bup', 'refs', 'heads')).catch(() => null)
    return found?.mtimeMs ?? 0
  }

  async function keep(project: string, changed: number): Promise<void> {
    const before = seen.get(project) ?? { changed: 0, failures: 0, since: 0, mayStartAt: 0 }
    try {
      const pushed = await send(project)
      if (pushed === null) return
      seen.set(project, { changed, failures: 0, since: 0, mayStartAt: 0 })
      const row = await health.get({ all: 'all', project })
      await health.put({
        all: 'all',
        project,
        verified: row?.verified,
        damaged: row?.damaged,
        newest: pushed.newest,
        kept: clock.now(),
        bytes: pushed.bytes,
        snapshots: pushed.snapshots,
        failures: 0,
      })
    } catch (thrown) {
      if (stopped) return
      const failure = thrown instanceof StoaError ? thrown.message : 'The store of snapshots cannot be reached.'
      log.error({ project, failure: String(thrown) }, 'The snapshots of a project could not be kept elsewhere.')
      const failures = before.failures + 1
      const since = before.since || clock.now()
      seen.set(project, { changed: before.changed, failures, since, mayStartAt: clock.elapsed() + waitAfter(failures) })
      const row = await health.get({ all: 'all', project })
      await health.put({ ...(row ?? { all: 'all', project, bytes: 0, snapshots: 0 }), failures, failing: since, failure })
    }
  }

  async function look(): Promise<void> {
    for (const project of await folders.list()) {
      if (stopped) return
      const known = seen.get(project)
      if (busy.has(project) || (known && known.mayStartAt > clock.elapsed())) continue
      const changed = await changedAt(project)
      if (changed === 0 || changed === known?.changed) continue
      if (busy.size >= atOnce) await Promise.race(busy.values())
      const work = keep(project, changed)
        .catch((failure: unknown) => log.error({ project, failure: String(failure) }, 'How a snapshot was kept could not be noted.'))
        .finally(() => busy.delete(project))
      busy.set(project, work)
    }
  }

  const stopTimer = clock.every(interval, () => {
    looking = looking
      .then(look)
      .catch((failure: unknown) => log.error({ failure: String(failure) }, 'Projects could not be looked at for new snapshots.'))
  })
  return {
    async erase(project) {
      await busy.get(project)
      seen.delete(project)
      await health.delete({ all: 'all', project })
    },
    async stop() {
      stopped = true
      await stopTimer()
      await looking
      await Promise.all(busy.values())
    },
  }
}
