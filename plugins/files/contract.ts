import { Type, contract, type Static } from '@stoa/sdk/contract'

const none = Type.Object({})
/** From the top of the project, `/` between names, no leading slash; the project itself is ``. */
const Path = Type.String({ maxLength: 4096 })
const TrashId = Type.String({ pattern: '^[0-9a-z]{9}-[0-9a-f]{16}$' })
const Paths = Type.Array(Path, { minItems: 1, maxItems: 1000 })
const TrashIds = Type.Array(TrashId, { minItems: 1, maxItems: 1000 })
const Failure = Type.Object({ code: Type.String(), message: Type.String() })

export const EntrySchema = Type.Object({
  /** As a person should see it. With `bytes`, what could not be read as UTF-8 is shown as U+FFFD and no path leads there. */
  name: Type.String(),
  kind: Type.Union([Type.Literal('file'), Type.Literal('directory'), Type.Literal('link'), Type.Literal('other')]),
  /** Bytes; 0 for what is not an ordinary file. */
  size: Type.Number(),
  /** Milliseconds since 1970. */
  modified: Type.Number(),
  /** Of a link: what is written in it. */
  target: Type.Optional(Type.String()),
  /** Of a link: what it leads to. Nothing behind `outside` is ever opened. */
  leads: Type.Optional(
    Type.Union([Type.Literal('file'), Type.Literal('directory'), Type.Literal('other'), Type.Literal('missing'), Type.Literal('outside')]),
  ),
  /** Its nine bits of permissions; links have none. */
  mode: Type.Optional(Type.Integer()),
  /** The name's own bytes as base64url, when they are not UTF-8. Only `repairName` can use them. */
  bytes: Type.Optional(Type.String()),
})
/** One thing in a folder: a file, a folder, a link (not followed), or a pipe, socket or device (`other`), which is never opened. */
export type Entry = Static<typeof EntrySchema>

export const TrashedSchema = Type.Object({
  id: TrashId,
  /** Where it was. Several with the same path are versions of it. */
  path: Type.String(),
  kind: EntrySchema.properties.kind,
  size: Type.Number(),
  /** When it was removed, in milliseconds since 1970. */
  removed: Type.Number(),
  /** The name of who removed it. */
  by: Type.String(),
})
/** One thing in the trash. */
export type Trashed = Static<typeof TrashedSchema>

const LeftOut = Type.Object({ path: Type.String(), why: Type.String() })
const TaskId = Type.String({ pattern: '^[0-9a-f]{16}$' })
export const TaskSchema = Type.Object({
  id: TaskId,
  kind: Type.Union([Type.Literal('copy'), Type.Literal('compress'), Type.Literal('extract'), Type.Literal('import')]),
  /** What it is about: the first of what is copied, the archive, the new file. */
  path: Type.String(),
  /** The name of who asked for it. */
  by: Type.String(),
  state: Type.Union([Type.Literal('running'), Type.Literal('done'), Type.Literal('failed')]),
  /** Bytes, so far and in all; without `total` nobody knows yet. */
  done: Type.Number(),
  total: Type.Optional(Type.Number()),
  error: Type.Optional(Failure),
  /** When done: what is there now that was not. */
  made: Type.Optional(Type.Array(Type.String())),
  /** What could not be taken along, the first of them, and how many in all. */
  leftOut: Type.Optional(Type.Array(LeftOut)),
  leftOutCount: Type.Optional(Type.Integer()),
})
/** Something that takes long and goes on by itself. */
export type Task = Static<typeof TaskSchema>

export const FoundSchema = Type.Object({
  path: Type.String(),
  /** From 1. */
  line: Type.Integer(),
  /** The line, or the part of a long one around the match. */
  text: Type.String(),
  /** Where the first match is in `text`. */
  from: Type.Integer(),
  to: Type.Integer(),
})
/** One line that a search found. */
export type Found = Static<typeof FoundSchema>

/** Chosen by who asks, to know the news of one thing from the news of another. */
const RunId = Type.String({ pattern: '^[0-9a-f-]{1,40}$' })
const Begun = Type.Object({ task: TaskId })
const Made = Type.Object({ path: Type.String(), entry: EntrySchema })

/**
 * The project's files: what lies in a folder, live; making, renaming, removing and restoring; and by `routes`, bytes in and out.
 *
 * - `download/<path>`: the file's bytes. Ranges work. An attachment, unless `?view=1` and its type is one that cannot act as the site.
 * - `upload/<path>`: takes a file. All or nothing: a body that ends early leaves nothing. What is there is refused with 409 `exists`,
 *   unless `?replace=1`, which puts it in the trash. `?parents=1` makes missing folders. Answers `{ path, entry, trashed? }`.
 * - `archive/<folder>?as=zip` or `tar.gz`: the folder packed while it is sent; with `?name=` (several), those things in it. The project is ``.
 * - `resumable/`: the tus protocol, for uploads that go on after a lost connection. Of the metadata, `path` says where the file goes.
 *   Errors are JSON `{ code, message }`.
 */
export const files = contract({
  name: 'files',
  version: 1,
  at: 'project',
  open: { role: 'viewer' },
  calls: {
    /**
     * What lies in a folder, by name in code unit order, as much as fits one answer; ask again with `after: next` for the rest.
     * `total` counts the whole folder. To miss nothing, `watch` first.
     */
    list: {
      role: 'viewer',
      input: Type.Object({ directory: Path, after: Type.Optional(Type.String()) }),
      output: Type.Object({ entries: Type.Array(EntrySchema), total: Type.Integer(), next: Type.Optional(Type.String()) }),
      idempotent: true,
    },
    /** Sends `listing` for this folder to this channel until `unwatch` or the channel closes. A reopened channel watches nothing yet. */
    watch: { role: 'viewer', input: Type.Object({ directory: Path }), output: none, idempotent: true },
    unwatch: { role: 'viewer', input: Type.Object({ directory: Path }), output: none, idempotent: true },
    /**
     * What is at a path; `null` when nothing is, and then `nearest` is the deepest folder on the way that exists and `why` a sentence.
     * `text`, of ordinary files (a link is followed): whether its beginning reads as text.
     */
    stat: {
      role: 'viewer',
      input: Type.Object({ path: Path }),
      output: Type.Object({
        entry: Type.Union([EntrySchema, Type.Null()]),
        nearest: Type.String(),
        why: Type.Optional(Type.String()),
        text: Type.Optional(Type.Boolean()),
      }),
      idempotent: true,
    },
    /** Makes a file; refuses with `exists`. `parents` makes missing folders too. */
    create: {
      role: 'editor',
      input: Type.Object({
        path: Path,
        content: Type.Optional(Type.String({ maxLength: 500_000 })),
        parents: Type.Optional(Type.Boolean()),
      }),
      output: Made,
    },
    /** Makes a folder; refuses with `exists`. `parents` makes missing folders on the way too. */
    makeDirectory: { role: 'editor', input: Type.Object({ path: Path, parents: Type.Optional(Type.Boolean()) }), output: Made },
    /** Renames or moves; never onto something that is there (`exists`), never into itself (`into_itself`). */
    rename: { role: 'editor', input: Type.Object({ from: Path, to: Path }), output: Made },
    /** Gives something whose name is not UTF-8 a name that is. `bytes` is from its entry. */
    repairName: {
      role: 'editor',
      input: Type.Object({ directory: Path, bytes: Type.String({ maxLength: 400 }), name: Type.String({ maxLength: 255 }) }),
      output: Made,
    },
    /** Moves to the trash. Each path succeeds or fails by itself. */
    remove: {
      role: 'editor',
      input: Type.Object({ paths: Paths }),
      output: Type.Object({ trashed: Type.Array(TrashedSchema), failed: Type.Array(Type.Object({ path: Type.String(), error: Failure })) }),
    },
    /** What is in the trash, newest first; ask again with `after: next` for the rest. */
    trash: {
      role: 'viewer',
      input: Type.Object({ after: Type.Optional(TrashId) }),
      output: Type.Object({ trashed: Type.Array(TrashedSchema), total: Type.Integer(), next: Type.Optional(TrashId) }),
      idempotent: true,
    },
    /** Puts things back where they were, making missing folders; where something is by now, beside it under the `path` answered. */
    restore: {
      role: 'editor',
      input: Type.Object({ ids: TrashIds }),
      output: Type.Object({
        restored: Type.Array(Type.Object({ id: TrashId, path: Type.String() })),
        failed: Type.Array(Type.Object({ id: TrashId, error: Failure })),
      }),
    },
    /** Deletes for good: these, or everything in the trash. */
    emptyTrash: { role: 'editor', input: Type.Object({ ids: Type.Optional(TrashIds) }), output: Type.Object({ deleted: Type.Integer() }) },
    /** Copies into a folder; what has a name that is taken goes beside it. Never into itself (`into_itself`). */
    copy: { role: 'editor', input: Type.Object({ paths: Paths, to: Path }), output: Begun },
    /** Packs things of one folder into a new archive in it. */
    compress: {
      role: 'editor',
      input: Type.Object({ directory: Path, names: Paths, form: Type.Union([Type.Literal('zip'), Type.Literal('tar.gz')]) }),
      output: Begun,
    },
    /** Extracts an archive beside it: everything, or nothing and a sentence why. */
    extract: { role: 'editor', input: Type.Object({ path: Path }), output: Begun },
    /** Fetches what is at an address (http or https) into a folder. Private addresses are refused unless the administrator allows them. */
    import: { role: 'editor', input: Type.Object({ url: Type.String({ maxLength: 4000 }), directory: Path }), output: Begun },
    /** Looks for text below a folder; `found` tells each match to this channel alone. `limited`: there was more than is told. */
    find: {
      role: 'viewer',
      input: Type.Object({
        run: RunId,
        directory: Path,
        text: Type.String({ minLength: 1, maxLength: 1000 }),
        expression: Type.Boolean(),
        exactCase: Type.Boolean(),
        hidden: Type.Boolean(),
      }),
      output: Type.Object({ matches: Type.Integer(), files: Type.Integer(), limited: Type.Boolean() }),
    },
    /** Runs a line of a shell in a folder; `printed` tells what it prints to this channel alone. Answers when it ends, with the folder it ended in. */
    run: {
      role: 'editor',
      input: Type.Object({ run: RunId, directory: Path, command: Type.String({ minLength: 1, maxLength: 20_000 }) }),
      output: Type.Object({
        code: Type.Union([Type.Integer(), Type.Null()]),
        signal: Type.Union([Type.String(), Type.Null()]),
        directory: Type.String(),
        limited: Type.Boolean(),
      }),
    },
    /** Ends one's own search. */
    endFind: { role: 'viewer', input: Type.Object({ run: RunId }), output: none, idempotent: true },
    /** Ctrl C for one's own command; with `kill`, ends it whatever it does. */
    interrupt: { role: 'editor', input: Type.Object({ run: RunId, kill: Type.Boolean() }), output: none, idempotent: true },
    /** What is under way, and what has ended lately. */
    tasks: { role: 'viewer', input: none, output: Type.Object({ tasks: Type.Array(TaskSchema) }), idempotent: true },
    /** Ends a task, so that nothing is left of it; of one that has ended, says that it was read. */
    cancel: { role: 'editor', input: Type.Object({ task: TaskId }), output: none, idempotent: true },
    /** Changes the nine bits of permissions. `before` is for the way back. */
    setMode: {
      role: 'editor',
      input: Type.Object({ paths: Paths, mode: Type.Integer({ minimum: 0, maximum: 0o777 }) }),
      output: Type.Object({
        changed: Type.Array(Type.Object({ path: Type.String(), before: Type.Integer() })),
        failed: Type.Array(Type.Object({ path: Type.String(), error: Failure })),
      }),
    },
  },
  events: {
    /**
     * What changed in a watched folder since the last one. `again`: too much to say, list it again. `gone`: the folder is no longer there;
     * the sentence says so, and when it is back `again` follows.
     */
    listing: {
      role: 'viewer',
      body: Type.Object({
        directory: Type.String(),
        changed: Type.Array(EntrySchema),
        removed: Type.Array(Type.String()),
        again: Type.Optional(Type.Boolean()),
        gone: Type.Optional(Type.String()),
      }),
      whenSlow: 'queue',
    },
    /** Something went into the trash or left it. */
    trash: { role: 'viewer', body: none, whenSlow: 'latest' },
    found: { role: 'viewer', body: Type.Object({ run: RunId, found: Type.Array(FoundSchema) }), whenSlow: 'queue' },
    printed: { role: 'editor', body: Type.Object({ run: RunId, text: Type.String() }), whenSlow: 'queue' },
    /** All that is under way, after each change of it. */
    tasks: { role: 'viewer', body: Type.Object({ tasks: Type.Array(TaskSchema) }), whenSlow: 'latest' },
  },
  routes: {
    download: { role: 'viewer', method: 'GET' },
    archive: { role: 'viewer', method: 'GET' },
    upload: { role: 'editor', method: 'PUT' },
    resumable: {
      role: 'editor',
      method: ['POST', 'HEAD', 'PATCH', 'DELETE'],
      headers: ['tus-resumable', 'tus-version', 'tus-extension', 'upload-offset', 'upload-length', 'upload-metadata', 'upload-expires'],
    },
  },
})
