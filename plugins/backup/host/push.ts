import type { Clock, SnapshotStore } from '@stoa/sdk/host'
import { kept } from '../project/retention.ts'
import { errors } from './errors.ts'
import { largest, type LocalRepository } from './local.ts'

/** How long a claim is good for, in seconds; it is renewed before each pack. */
const claimSeconds = 900
const day = 86_400_000
/** So long a pack stays that the project has no more. */
const grace = 10 * day

/** What a store has of a project after a push. */
export type Pushed = { readonly newest: number | undefined; readonly bytes: number; readonly snapshots: number; readonly sent: number }

/**
 * Brings a store up to date with the repository of a project: the packs that it lacks, then the snapshots. Null while another host does it. What a
 * snapshot needs is there before it is listed, so a kill at any moment leaves only whole ones. Which snapshots go is decided here, by their times:
 * a project cannot remove what is kept of it.
 */
export async function push({
  project,
  local,
  store,
  owner,
  clock,
}: {
  project: string
  local: LocalRepository
  store: SnapshotStore
  owner: string
  clock: Pick<Clock, 'now'>
}): Promise<Pushed | null> {
  const claim = await store.claim(project, { owner, seconds: claimSeconds })
  if (claim === null) return null
  const stillMine = async () => {
    if (!(await claim.renew())) throw errors.claimLost()
  }
  try {
    await store.sweep(project)
    // Snapshots first, then packs: what comes meanwhile is sent the next time.
    const made = await local.snapshots()
    const here = await local.packs()
    const total = [...here.values()].reduce((sum, bytes) => sum + bytes, 0)
    if (total > largest.project) throw errors.tooLarge({ what: 'What is kept of the project', bytes: total, limit: largest.project })
    const there = new Map((await store.packs(project)).map(pack => [pack.pack, pack]))
    let sent = 0
    for (const [pack, bytes] of here) {
      if (there.has(pack)) continue
      await stillMine()
      await store.putPack(project, pack, local.read(pack))
      there.set(pack, { pack, bytes, time: clock.now() })
      sent++
    }
    await stillMine()
    const listed = new Map((await store.snapshots(project)).map(snapshot => [snapshot.id, snapshot]))
    // A time that lies ahead would keep later ones from being the newest.
    const latest = clock.now() + day
    for (const snapshot of made) {
      if (listed.has(snapshot.id) || snapshot.time > latest) continue
      await store.putSnapshot(project, snapshot)
      listed.set(snapshot.id, snapshot)
    }
    const stay = kept({ times: [...listed.values()].map(({ time }) => time), now: clock.now() })
    for (const { id, time } of listed.values()) {
      if (stay.has(time)) continue
      await store.deleteSnapshot(project, id)
      listed.delete(id)
    }
    // After a repack the old packs are not here any more. They go once all that is listed was found whole without them, and not at once.
    const gone = [...there.values()].filter(({ pack, time }) => !here.has(pack) && clock.now() - time > grace)
    if (gone.length > 0 && (await allWhole([...listed.values()].map(({ tree }) => tree)))) {
      for (const { pack } of gone) {
        await stillMine()
        await store.deletePack(project, pack)
        there.delete(pack)
      }
    }
    return {
      newest: Math.max(0, ...[...listed.values()].map(({ time }) => time)) || undefined,
      bytes: [...there.values()].reduce((sum, { bytes }) => sum + bytes, 0),
      snapshots: listed.size,
      sent,
    }
  } finally {
    await claim.release()
  }

  async function allWhole(trees: readonly string[]): Promise<boolean> {
    for (const tree of trees) if (!(await local.whole(tree))) return false
    return true
  }
}
