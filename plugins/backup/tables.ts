import { table } from '@stoa/sdk/host'

// What belongs to a pack lies in three tables, written in this order: that it is begun, its pieces, and the row of `project_bups` that lists it.
// Only then is a snapshot listed that needs it. What is begun and not listed is removed by whoever next holds the claim.

/** The packs of a project's bup repository. `sums` are the SHA-256 of its pieces, in order; a small one has its only piece in `data`. */
export const projectBups = table({
  name: 'project_bups',
  partition: ['project'],
  cluster: ['sha1'],
  columns: { project: 'text', sha1: 'text', time: 'timestamp', bytes: 'int', sums: 'json', data: 'blob?' },
})

/** The pieces of larger packs, those of one pack together. */
export const projectBupPieces = table({
  name: 'project_bup_pieces',
  partition: ['project', 'sha1'],
  cluster: ['at'],
  columns: { project: 'text', sha1: 'text', at: 'int', data: 'blob' },
})

/** Packs that are being written. */
export const projectBupsBegun = table({
  name: 'project_bups_begun',
  partition: ['project'],
  cluster: ['sha1'],
  columns: { project: 'text', sha1: 'text' },
})

/** Snapshots; the row that makes one visible is written after all that it needs. */
export const projectSnapshots = table({
  name: 'project_snapshots',
  partition: ['project'],
  cluster: ['time', 'id'],
  columns: { project: 'text', time: 'timestamp', id: 'text', tree: 'text', note: 'text' },
})

/** Who may change what is kept of a project. Expires by itself. */
export const projectBupClaims = table({
  name: 'project_bup_claims',
  partition: ['project'],
  columns: { project: 'text', owner: 'text' },
  conditional: true,
})

/** How the keeping of each project went last, all together for whoever looks after the installation. */
export const snapshotHealth = table({
  name: 'snapshot_health',
  partition: ['all'],
  cluster: ['project'],
  columns: {
    all: 'text',
    project: 'text',
    /** When the newest snapshot that is kept was made. */
    newest: 'timestamp?',
    /** When something was last kept, or found to be kept. */
    kept: 'timestamp?',
    bytes: 'int',
    snapshots: 'int',
    /** When all that is kept was last read and checked, and how many packs were damaged then. */
    verified: 'timestamp?',
    damaged: 'int?',
    /** Since when it fails, how often in a row, and what was said last. */
    failing: 'timestamp?',
    failures: 'int',
    failure: 'text?',
  },
})
