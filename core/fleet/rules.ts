import type { Row } from '@stoa/core/store'
import type { hosts, leases } from './tables.ts'

export type HostRow = Row<typeof hosts>
export type LeaseRow = Row<typeof leases>

/** What a machine says of itself with each renewal. Memory in bytes; `busy` is the load average, `projects` how many run there. */
export type Load = {
  readonly projects: number
  readonly memory: { readonly free: number; readonly total: number }
  readonly cores: number
  readonly busy: number
  /** Projects that it takes at most; absent: as many as fit. */
  readonly most?: number
}

/** The times by which machines judge each other, in milliseconds of each one's own steady time. */
export type Terms = {
  /** How long a machine may serve after it sent the last renewal that was done. */
  readonly term: number
  /** How often it renews. */
  readonly beat: number
  /** How long others must have seen the same renewal before they may say that it is dead. */
  readonly patience: number
}

/**
 * Terms under which a machine is replaced after about `seconds` of silence. Nobody's clocks need agree; steady clocks may differ in speed by a tenth.
 */
export function termsOf(seconds: number): Terms {
  const term = seconds * 1000
  return { term, beat: term / 4, patience: term * 1.2 }
}

/** A host's row as somebody saw it, and since when, on his own steady clock, taken after he had read it. */
export type Sighting = { readonly row: HostRow; readonly since: number }

/** What was seen before and the row read now: another version begins a new sighting. */
export function sighted({ before, row, now }: { before: Sighting | undefined; row: HostRow; now: number }): Sighting {
  const same = before !== undefined && before.row.version === row.version && before.row.session === row.session
  return same ? before : { row, since: now }
}

/** Whether a machine has been silent for so long that nothing it runs can still serve anybody. */
export const silent = ({ sighting, now, terms }: { sighting: Sighting; now: number; terms: Terms }): boolean =>
  sighting.row.state !== 'dead' && now - sighting.since > terms.patience

/** Whether the holder of a lease may still be serving, given its machine's row. */
export const mayServe = (lease: Pick<LeaseRow, 'host' | 'session'>, row: HostRow | undefined): boolean =>
  lease.host !== '' && row !== undefined && row.host === lease.host && row.session === lease.session && row.state !== 'dead'

/** A project that nobody has run yet. */
export const unheld = (project: string): LeaseRow => ({
  project,
  host: '',
  session: '',
  epoch: 0,
  home: '',
  homeEpoch: 0,
  version: 0,
})

/** The lease in the hands of a session, one epoch on. The files of the machine it comes from are still the newest. */
export const taken = (lease: LeaseRow, by: Pick<HostRow, 'host' | 'session'>): LeaseRow => ({
  ...lease,
  host: by.host,
  session: by.session,
  epoch: lease.epoch + 1,
  wanted: undefined,
  version: lease.version + 1,
})

/** The lease once its holder has the files: from now on its folder is the newest. */
export const settled = (lease: LeaseRow): LeaseRow => ({
  ...lease,
  home: lease.host,
  homeEpoch: lease.epoch,
  version: lease.version + 1,
})

/** The lease let go, for `wanted` to take it if that is given. */
export const released = (lease: LeaseRow, wanted?: string): LeaseRow => ({
  ...lease,
  host: '',
  session: '',
  wanted,
  version: lease.version + 1,
})
