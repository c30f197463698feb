import { StoaError } from '@stoa/sdk/contract'
import type { Log, Restored, SnapshotStore, StoredSnapshot } from '@stoa/sdk/host'
import { errors } from './errors.ts'
import type { LocalRepository } from './local.ts'

/** What came of bringing a repository here: the snapshots whose trees are here, newest first, and the packs that were lost on the way. */
export type Pulled = { readonly snapshots: readonly StoredSnapshot[]; readonly all: number; readonly lost: readonly string[] }

/** Makes the repository of a project anew from the stores: each pack from the first that has it undamaged. Every byte is checked. Null if nothing is kept. */
export async function pull({
  project,
  local,
  stores,
  log,
}: {
  project: string
  local: LocalRepository
  stores: readonly SnapshotStore[]
  log: Log
}): Promise<Pulled | null> {
  const snapshots = new Map<string, StoredSnapshot>()
  const holders = new Map<string, SnapshotStore[]>()
  let reached = 0
  let away: unknown
  for (const store of stores) {
    try {
      for (const snapshot of await store.snapshots(project)) snapshots.set(snapshot.id, snapshot)
      for (const { pack } of await store.packs(project)) holders.set(pack, [...(holders.get(pack) ?? []), store])
      reached++
    } catch (failure) {
      log.warn({ project, store: store.id, failure: String(failure) }, 'A store of snapshots cannot be read.')
      away = failure
    }
  }
  // Nothing found is not the same as nothing there.
  if (reached === 0 || (snapshots.size === 0 && away !== undefined)) throw away
  if (snapshots.size === 0) return null
  await local.begin()
  const lost: string[] = []
  for (const [pack, having] of holders) {
    let here = false
    for (const store of having) {
      try {
        await local.add(pack, store.pack(project, pack))
        here = true
        break
      } catch (failure) {
        if (!(failure instanceof StoaError)) throw failure
        log.error({ project, store: store.id, pack, code: failure.code }, failure.message)
      }
    }
    if (!here) lost.push(pack)
  }
  const sorted = [...snapshots.values()].sort((a, b) => b.time - a.time)
  const listed = await local.list(sorted)
  return { snapshots: sorted.filter(({ id }) => listed.has(id)), all: sorted.length, lost }
}

/** The time in words that mean the same everywhere. */
const said = (time: number) => `${new Date(time).toISOString().slice(0, 16).replace('T', ' ')} UTC`

/**
 * Fills the empty folder of a project from the newest snapshot that is whole, the next best if that is not, and says what was lost. Null if nothing
 * is kept; rejects with `snapshots_damaged` if none is whole.
 */
export async function bringBack(asked: Parameters<typeof pull>[0]): Promise<{ restored: Restored } | null> {
  const pulled = await pull(asked)
  if (pulled === null) return null
  for (const snapshot of pulled.snapshots) {
    if (!(await asked.local.whole(snapshot.tree))) continue
    await asked.local.restore(snapshot)
    const newer = pulled.all - pulled.snapshots.length + pulled.snapshots.indexOf(snapshot)
    const lost =
      newer === 0
        ? undefined
        : `${newer === 1 ? 'A newer snapshot is' : `${newer} newer snapshots are`} damaged; the files are those of ${said(snapshot.time)}.`
    return { restored: { snapshot: snapshot.id, time: snapshot.time, ...(lost !== undefined && { lost }) } }
  }
  throw errors.nothingWhole(pulled.all)
}
