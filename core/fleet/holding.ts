import type { Store } from '@stoa/core/store'
import { errors } from './errors.ts'
import { candidateOf, takes } from './placement.ts'
import type { Roster } from './roster.ts'
import { released, settled, taken, unheld, type HostRow, type LeaseRow } from './rules.ts'
import { leases } from './tables.ts'

/** A project's lease in the hands of this machine. */
export type Held = {
  readonly epoch: number
  /** Whose folder has the newest files, of which epoch; null: nobody has run it yet. */
  readonly newest: { readonly host: string; readonly epoch: number } | null
  /** This machine has those files now. Must be done before anything is served. Rejects with `lease_elsewhere` if the lease is lost. */
  settle(): Promise<void>
  /** Lets it go, for `wanted` if that is given. No matter if it is lost already. */
  release(wanted?: string): Promise<void>
}

/**
 * Takes a project's lease for a session by compare-and-set. Rejects with `lease_elsewhere`, naming who has it in `field`, while another that may
 * still be serving does.
 */
export async function hold({
  store,
  roster,
  project,
  by,
}: {
  store: Store
  roster: Roster
  project: string
  by: Pick<HostRow, 'host' | 'session'>
}): Promise<Held> {
  const rows = store.table(leases)
  const found = await rows.get({ project })
  const before = found ?? unheld(project)
  const mine = before.host === by.host && before.session === by.session
  // People want it elsewhere; who was asked to start it had not heard of that yet.
  const wanted = roster.hosts.find(({ host }) => host === before.wanted && host !== by.host)
  if (wanted && takes(candidateOf(wanted, 0))) throw errors.leaseElsewhere(project, wanted.host)
  if (!mine && (await roster.mayServe(before))) throw errors.leaseElsewhere(project, before.host)
  let lease = await put(taken(before, by), found)

  async function put(row: LeaseRow, over: LeaseRow | undefined): Promise<LeaseRow> {
    const outcome = await rows.putIf(row, { when: over ? { version: over.version } : 'absent' })
    if (!outcome.applied) throw errors.leaseElsewhere(project, outcome.found?.host ?? '')
    return row
  }

  return {
    epoch: lease.epoch,
    newest: before.home === '' ? null : { host: before.home, epoch: before.homeEpoch },
    async settle() {
      lease = await put(settled(lease), lease)
    },
    async release(wanted) {
      const row = released(lease, wanted)
      await rows.putIf(row, { when: { version: lease.version } })
    },
  }
}
