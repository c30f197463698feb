import { Bytes, RoleSchema, Type, contract, type Static } from '@stoa/sdk/contract'

const none = Type.Object({})
const Columns = Type.Integer({ minimum: 2, maximum: 500 })
const Rows = Type.Integer({ minimum: 1, maximum: 300 })
const Counter = Type.Integer({ minimum: 0 })

export const SizeSchema = Type.Object({ columns: Columns, rows: Rows })
/** Of a terminal, in characters. */
export type Size = Static<typeof SizeSchema>

export const AboutSchema = Type.Object({
  /** Which shell this is, or was the last to run here; empty before there was any. */
  shell: Type.String({ maxLength: 80 }),
  running: Type.Boolean(),
  /** What the program calls itself; empty if it says nothing. */
  title: Type.String(),
  /** Whose window the size is of, and whether it was taken; null while nobody's is. */
  size: Type.Union([Type.Object({ viewer: Type.String(), name: Type.String(), taken: Type.Boolean() }), Type.Null()]),
  /** The file that a recording goes into. */
  recording: Type.Union([Type.String(), Type.Null()]),
  viewers: Type.Array(
    Type.Object({ viewer: Type.String(), user: Type.String(), name: Type.String(), colour: Type.Integer(), role: RoleSchema }),
  ),
})
/** What there is to know of a terminal beside its screen. */
export type About = Static<typeof AboutSchema>

/**
 * A terminal by the name of its `.term` file; all who open it share one shell. Viewers watch, editors type.
 *
 * What the shell prints is one stream. A position in it counts its bytes, and one more for each change of size: a viewer adds up `output` and
 * `size`. Whoever opens with `since` goes on from there if that is still at hand; else, and whenever a viewer has fallen too far behind, `state`
 * comes: the whole screen as it is, in pieces of `screen`, and the stream goes on behind it. Positions lie between control sequences, never in one.
 */
export const terminal = contract({
  name: 'terminal',
  version: 1,
  at: 'project',
  open: {
    role: 'viewer',
    params: Type.Object({
      path: Type.String({ maxLength: 4096 }),
      /** Chosen by who types, one for each page, and kept for as long as that page is. */
      writer: Type.String({ pattern: '^[A-Za-z0-9-]{8,64}$' }),
      /** The size that this viewer has room for. */
      size: SizeSchema,
      /** What a viewer that was here before has seen. */
      since: Type.Optional(Type.Object({ stream: Type.String({ maxLength: 64 }), position: Counter })),
    }),
    answer: Type.Object({
      viewer: Type.String(),
      /** The name of the stream; another one has nothing in common with it. */
      stream: Type.String(),
      /** Whether it goes on from `since`. If not, `state` comes first. */
      resumed: Type.Boolean(),
      /** The last `seq` of this writer that was typed. */
      typed: Counter,
      about: AboutSchema,
    }),
  },
  calls: {
    /**
     * Types into shell `shell`; answered when the program's terminal has taken it. `seq` rises with each of a writer; one that was there before is
     * answered and not typed again. What was meant for another shell than the one of now is not typed; for one that has ended, it starts the next one.
     * `binary`: `data` stands for bytes, one a character.
     */
    type: {
      role: 'editor',
      input: Type.Object({
        seq: Type.Integer({ minimum: 1 }),
        shell: Type.String({ maxLength: 80 }),
        data: Type.String({ minLength: 1, maxLength: 65_536 }),
        binary: Type.Optional(Type.Boolean()),
      }),
      output: none,
    },
    /** The size that this viewer has room for now, and whether somebody looks at it. The size of the terminal is the smallest of those who may type and look. */
    look: { role: 'viewer', input: Type.Object({ size: SizeSchema, active: Type.Boolean() }), output: none, idempotent: true },
    /** Takes the size for this viewer's window, or leaves it to the smallest again. */
    takeSize: { role: 'editor', input: Type.Object({ take: Type.Boolean() }), output: none, idempotent: true },
    /** Writes what has been printed, as text, into a new file beside the terminal's. */
    save: { role: 'editor', input: none, output: Type.Object({ path: Type.String() }) },
    /** Begins to record into a new file beside the terminal's, in asciicast v2, or ends it. */
    record: {
      role: 'editor',
      input: Type.Object({ on: Type.Boolean() }),
      output: Type.Object({ path: Type.Union([Type.String(), Type.Null()]) }),
    },
  },
  events: {
    /** The screen as it is at `position`, in the `bytes` that follow as `screen`. What was there before is to be forgotten. */
    state: {
      role: 'viewer',
      body: Type.Object({ position: Counter, columns: Columns, rows: Rows, bytes: Counter }),
      whenSlow: 'queue',
    },
    screen: { role: 'viewer', body: Bytes, whenSlow: 'queue' },
    output: { role: 'viewer', body: Bytes, whenSlow: 'queue' },
    size: { role: 'viewer', body: SizeSchema, whenSlow: 'queue' },
    about: { role: 'viewer', body: AboutSchema, whenSlow: 'latest' },
    bell: { role: 'viewer', body: none, whenSlow: 'drop' },
    /** `open FILE` was run by who typed last, and this is their page. */
    open: { role: 'viewer', body: Type.Object({ path: Type.String(), line: Type.Optional(Type.Integer()) }), whenSlow: 'queue' },
  },
})
