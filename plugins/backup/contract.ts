import { Type, contract } from '@stoa/sdk/contract'

const Path = Type.String({ maxLength: 4096 })
const SnapshotId = Type.String({ pattern: '^[0-9]{1,16}$' })

/** The state of a project at one time. `partial`: some files could not be read, and are not in it. */
export const Snapshot = Type.Object({
  /** Names it; later ones have higher numbers. */
  id: SnapshotId,
  /** Milliseconds since 1970. */
  time: Type.Number(),
  partial: Type.Boolean(),
  /** Files changed while it was made, so that it may mix two moments. */
  raced: Type.Boolean(),
})
const Entry = Type.Object({
  name: Type.String(),
  kind: Type.Union([Type.Literal('file'), Type.Literal('folder'), Type.Literal('link')]),
  /** Bytes; absent for a folder. */
  size: Type.Optional(Type.Number()),
})

/** Snapshots of a project, kept by bup in the project's private folder. */
export const snapshots = contract({
  name: 'snapshots',
  version: 1,
  at: 'project',
  open: { role: 'editor' },
  calls: {
    /** Newest first. */
    list: { role: 'editor', input: Type.Object({}), output: Type.Object({ snapshots: Type.Array(Snapshot) }) },
    /** Makes one now; `made` is null when nothing changed since the newest. */
    take: { role: 'editor', input: Type.Object({}), output: Type.Object({ made: Type.Union([Snapshot, Type.Null()]) }) },
    /** What lies in a folder of a snapshot; the project itself is ``. */
    browse: {
      role: 'editor',
      input: Type.Object({ snapshot: SnapshotId, path: Path }),
      output: Type.Object({ entries: Type.Array(Entry) }),
    },
    /**
     * Puts a file or folder back in place as it was then; its present state is snapshotted first. `before` names the snapshot with what was
     * replaced, null when nothing stood there. With an empty path the whole project, which is for owners.
     */
    restore: {
      role: 'editor',
      input: Type.Object({ snapshot: SnapshotId, path: Path }),
      output: Type.Object({ before: Type.Union([SnapshotId, Type.Null()]) }),
    },
  },
  events: { changed: { role: 'editor', body: Type.Object({}), whenSlow: 'latest' } },
  routes: {
    /** The content of a file: `/<snapshot>/<path>`. */
    content: { role: 'editor', method: 'GET' },
  },
})
