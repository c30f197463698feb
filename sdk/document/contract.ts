import { Bytes, Type, contract, type Static } from '@stoa/sdk/contract'

/** A version and the chain hash (16 hex digits) of the history up to it. A server that doesn't know the pair has another history. */
const Point = Type.Tuple([Type.Integer({ minimum: 0 }), Type.String({ pattern: '^[0-9a-f]{16}$' })])

/** Somebody at a document: one entry for each editor instance, so one person may appear several times. */
export const PersonSchema = Type.Object({
  session: Type.String(),
  user: Type.Object({ id: Type.String(), name: Type.String() }),
  /** 1 to 8: which ink of the tokens is theirs, by order of arrival in the project. */
  colour: Type.Integer({ minimum: 1, maximum: 8 }),
  /** The version that `ranges` counts in. */
  version: Type.Integer(),
  /** Selections as [anchor, head] in UTF-16 units, the main one first; null while they show none. */
  ranges: Type.Union([
    Type.Null(),
    Type.Array(Type.Tuple([Type.Integer({ minimum: 0 }), Type.Integer({ minimum: 0 })]), { maxItems: 100 }),
  ]),
})

/**
 * How the file stands: `clean` equals the document, `dirty` is older than it, `deleted` is gone (editing brings it back), `readonly` cannot be
 * written, `undecodable` was replaced by something that is not text, `too_large` by more than a document may hold; `disk_full` says that even the journal can't be written.
 */
export const FileStateSchema = Type.Union([
  Type.Literal('clean'),
  Type.Literal('dirty'),
  Type.Literal('deleted'),
  Type.Literal('readonly'),
  Type.Literal('undecodable'),
  Type.Literal('too_large'),
  Type.Literal('disk_full'),
])

/** How the file stands and whether this caller may edit, as a message. */
export const StatusSchema = Type.Object({
  file: FileStateSchema,
  /** The version that the file on disk contains. */
  saved: Type.Integer(),
  /** Whether this caller's edits are taken now: by role, and by what the document is. */
  editable: Type.Boolean(),
})

/** Who wrote: the session, whose it was, and the ink of the tokens that is theirs; 0 for the disk and parts of the server. */
const writer = {
  session: Type.String(),
  user: Type.Object({ id: Type.String(), name: Type.String() }),
  colour: Type.Integer({ minimum: 0, maximum: 8 }),
}

const Burst = Type.Object({
  first: Type.Integer(),
  last: Type.Integer(),
  ...writer,
  /** Milliseconds since 1970, of its last version. */
  time: Type.Number(),
  inserted: Type.Integer(),
  deleted: Type.Integer(),
})

const Bursts = Type.Object({
  bursts: Type.Array(Burst),
  /** The first version whose text can be read; not 0 after something was forgotten. */
  first: Type.Integer(),
  /** What owners had removed: everything before a version. */
  forgotten: Type.Array(
    Type.Object({ before: Type.Integer(), by: Type.Object({ id: Type.String(), name: Type.String() }), time: Type.Number() }),
  ),
})

/**
 * A text file edited by many at once. `open` says what this session has already; then come `text` pieces (only if it has nothing that
 * continues) and one `changed` a version, in order, without gaps. The answer to `edit` is the acknowledgement: it takes its place among the
 * versions, so a session never gets `changed` for what it submitted on the same channel. Bodies in bytes are said in `core/sync/SPEC.md`.
 */
export const document = contract({
  name: 'document',
  version: 1,
  at: 'project',
  open: {
    role: 'viewer',
    params: Type.Object({
      path: Type.String({ maxLength: 4096 }),
      /** Makes the file if it is missing and the caller may edit. */
      create: Type.Optional(Type.Boolean()),
      session: Type.String({ pattern: '^[0-9A-Za-z]{14}$' }),
      /** Takes a long text at opening deflated. */
      packed: Type.Optional(Type.Boolean()),
      /** What it has: the journal's lineage and epoch, the last confirmed version, and the last it knows to be durable. Null at first. */
      has: Type.Union([Type.Null(), Type.Object({ lineage: Type.String(), epoch: Type.Integer(), base: Point, durable: Point })]),
    }),
    answer: Type.Object({
      lineage: Type.String(),
      epoch: Type.Integer(),
      /**
       * `changes`: versions after `from` follow. `rollback`: versions after `from` were lost with the power, those the server has now follow.
       * `text`: the text of version `from` follows, in pieces of together `length` UTF-16 units.
       */
      start: Type.Union([Type.Literal('changes'), Type.Literal('rollback'), Type.Literal('text')]),
      from: Type.Integer(),
      /** Chain hash at `from`. */
      chain: Type.String(),
      length: Type.Integer(),
      /** The newest version; having reached it, a session may send again what is in flight. */
      head: Type.Integer(),
      durable: Type.Integer(),
      /** The last sequence number of this session that is committed at `from`; 0 if none. */
      sequence: Type.Integer(),
      /** The most UTF-16 units that the document may hold. */
      limit: Type.Integer(),
      status: StatusSchema,
    }),
  },
  calls: {
    /** A piece of an `edit` too large for one frame; the rest follows in the next `part` or in `edit`. */
    part: { role: 'editor', input: Bytes, output: Type.Object({}) },
    /** `sequence base changes`; the answer is the version it became, 0 for a repetition of something older than the last. */
    edit: { role: 'editor', input: Bytes, output: Bytes },
    presence: {
      role: 'viewer',
      input: Type.Object({ version: Type.Integer({ minimum: 0 }), ranges: PersonSchema.properties.ranges }),
      output: Type.Object({}),
    },
    /**
     * Patches rows of a document whose lines are JSON objects, in one version, in the text of that moment; each row is named by its key fields. Answers
     * the version that has it. Asked twice, it does the same.
     */
    rows: {
      role: 'editor',
      idempotent: true,
      input: Type.Object({
        keys: Type.Array(Type.String(), { minItems: 1, maxItems: 8 }),
        patches: Type.Array(
          Type.Union([
            Type.Object({ set: Type.Record(Type.String(), Type.Unknown()), unset: Type.Optional(Type.Array(Type.String())) }),
            Type.Object({ delete: Type.Record(Type.String(), Type.Unknown()) }),
          ]),
          { minItems: 1, maxItems: 1000 },
        ),
      }),
      output: Type.Object({ version: Type.Integer() }),
    },
    /** Makes the file contain at least `version`; answers the version it contains then. */
    save: {
      role: 'editor',
      input: Type.Object({ version: Type.Integer({ minimum: 0 }) }),
      output: Type.Object({ version: Type.Integer() }),
    },
    /** A piece of the text of a version, as UTF-8, from `offset` in UTF-16 units; empty at the end. */
    text: {
      role: 'viewer',
      input: Type.Object({ version: Type.Integer({ minimum: 0 }), offset: Type.Integer({ minimum: 0 }) }),
      output: Bytes,
    },
    /** Who wrote when: bursts of one session, newest first, of versions up to `before`, at most 500. */
    versions: { role: 'viewer', input: Type.Object({ before: Type.Optional(Type.Integer({ minimum: 1 })) }), output: Bursts },
    /**
     * All versions in at most so many parts of the same number of versions, newest first: what was written in each, and by whom most of it. What a line of
     * all versions is drawn from.
     */
    timeline: { role: 'viewer', input: Type.Object({ buckets: Type.Integer({ minimum: 1, maximum: 1000 }) }), output: Bursts },
    /**
     * Who wrote each line of a version, from the line `from` on, 1 being the first: the version that last made it say something else. Lines of one version
     * that follow each other are one run. `next` is the line to go on with, null at the end.
     */
    blame: {
      role: 'viewer',
      input: Type.Object({ version: Type.Integer({ minimum: 0 }), from: Type.Integer({ minimum: 1 }) }),
      output: Type.Object({
        runs: Type.Array(
          Type.Object({
            lines: Type.Integer({ minimum: 1 }),
            version: Type.Integer(),
            /** With an empty session where nobody can be named, since the history before it was forgotten. */
            ...writer,
            /** Milliseconds since 1970. */
            time: Type.Number(),
          }),
        ),
        next: Type.Union([Type.Integer(), Type.Null()]),
      }),
    },
    /** Removes the history before a version for good, such as a password that was pasted. The fact is kept. */
    forget: { role: 'owner', input: Type.Object({ before: Type.Integer({ minimum: 1 }) }), output: Type.Object({}) },
  },
  events: {
    /** A piece of the text at opening, UTF-8. */
    text: { body: Bytes, whenSlow: 'queue' },
    /** The same for who said `packed`: a piece of the deflated UTF-8 (RFC 1951), one stream from the first piece to the last. */
    packed: { body: Bytes, whenSlow: 'queue' },
    /** Names the number by which a session is called in `changed` on this channel. */
    session: { body: Type.Object({ index: Type.Integer(), session: Type.String() }), whenSlow: 'queue' },
    /** A piece of a `changed` too large for one frame, as for `edit`. */
    part: { body: Bytes, whenSlow: 'queue' },
    /** `version session sequence changes`: one committed version. */
    changed: { body: Bytes, whenSlow: 'queue' },
    /** Versions up to this survive a loss of power. */
    durable: { body: Type.Object({ version: Type.Integer() }), whenSlow: 'latest' },
    status: { body: StatusSchema, whenSlow: 'latest' },
    /** The file was renamed or moved within the project, and everything goes on under this path. */
    moved: { body: Type.Object({ path: Type.String() }), whenSlow: 'latest' },
    /** Everybody whose presence changed, and the sessions that left. */
    presence: { body: Type.Object({ people: Type.Array(PersonSchema), left: Type.Array(Type.String()) }), whenSlow: 'drop' },
  },
})

export type Person = Static<typeof PersonSchema>
export type FileState = Static<typeof FileStateSchema>
/** How the file stands and whether this caller may edit. */
export type DocumentStatus = Static<typeof StatusSchema>
/** What opening a document says. */
export type OpenParams = Static<(typeof document)['open']['params']>
/** What opening a document is answered. */
export type OpenAnswer = Static<(typeof document)['open']['answer']>
