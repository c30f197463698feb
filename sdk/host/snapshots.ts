import { token, type Stop } from '@stoa/sdk/contract'

/** A pack of a project's repository: a file of objects, named by the SHA-1 (40 hex digits) of what is in it. `time` is when it came, in milliseconds since 1970. */
export type StoredPack = { readonly pack: string; readonly bytes: number; readonly time: number }
/** A snapshot of a project: the packs of the same store hold `tree` and all that it refers to. `note` is the keeper's own, at most 10 kB. */
export type StoredSnapshot = { readonly id: string; readonly time: number; readonly tree: string; readonly note: string }
/** The right to change what is kept of one project, until it is released or its time runs out. */
export type SnapshotClaim = {
  /** Takes its full time again; false when it was lost, and nothing more may be changed. */
  renew(): Promise<boolean>
  release(): Promise<void>
}

/**
 * A place that keeps projects' snapshots. Whatever is listed is whole: what was cut off half way is not listed, and its space comes back with `sweep`.
 * Packs are written again under the same name without harm. A store reads and writes piece by piece, never a whole pack.
 */
export type SnapshotStore = {
  readonly id: string
  packs(project: string): Promise<StoredPack[]>
  /** Takes a pack in. If `content` fails, so does this, and the pack is not listed. */
  putPack(project: string, pack: string, content: AsyncIterable<Uint8Array>): Promise<void>
  /** A pack's content. Rejects on the way with `pack_damaged` where it is not what was put, and with `not_found` when there is none. */
  pack(project: string, pack: string): AsyncIterable<Uint8Array>
  deletePack(project: string, pack: string): Promise<void>
  /** Newest first. */
  snapshots(project: string): Promise<StoredSnapshot[]>
  /** Lists a snapshot; its packs were put before. */
  putSnapshot(project: string, snapshot: StoredSnapshot): Promise<void>
  deleteSnapshot(project: string, id: string): Promise<void>
  /** Null while another owner has it. */
  claim(project: string, options: { owner: string; seconds: number }): Promise<SnapshotClaim | null>
  /** Removes what was never finished, for whoever has the claim; says how many packs were begun. */
  sweep(project: string): Promise<number>
}

/** The places that keep snapshots; each gets all of them, and any can bring a project back. */
export type SnapshotStores = { add(store: SnapshotStore): Stop }
export const SnapshotStores = token<SnapshotStores>('stoa/SnapshotStores@1')
