import { Type, contract, type Static } from '@stoa/sdk/contract'

const cellId = Type.String({ maxLength: 64 })
const cellIds = Type.Array(cellId, { maxItems: 100_000 })
const none = Type.Object({})

/**
 * What the server knows of one cell. A cell that is not told of was not run since the project started.
 * `elapsed` is in seconds: so far while running, in all afterwards.
 */
const CellState = Type.Object({
  id: cellId,
  state: Type.Union([
    Type.Literal('idle'),
    Type.Literal('waiting'),
    Type.Literal('running'),
    Type.Literal('done'),
    Type.Literal('failed'),
    Type.Literal('interrupted'),
  ]),
  elapsed: Type.Optional(Type.Number()),
  /** Who asked for the run, or who interrupted it. */
  by: Type.Optional(Type.String()),
  /** The code was edited since it ran. */
  edited: Type.Optional(Type.Boolean()),
  /** It ran in a session that has ended. */
  earlier: Type.Optional(Type.Boolean()),
  /** Why it failed or was interrupted, in a sentence, where no traceback says so. */
  reason: Type.Optional(Type.String()),
  /** The cell's line, from 1, where the error stands. */
  line: Type.Optional(Type.Integer()),
  /** For a waiting cell: the one that it comes after. */
  after: Type.Optional(cellId),
})
export type CellState = Static<typeof CellState>

const Kernel = Type.Object({
  state: Type.Union([Type.Literal('stopped'), Type.Literal('starting'), Type.Literal('ready'), Type.Literal('busy'), Type.Literal('dead')]),
  /** `SageMath 10.4` or `Python 3.11.2`; empty until it is known. */
  language: Type.String(),
  /** Sentences a person should see, such as how to add SageMath. */
  notes: Type.Array(Type.String()),
  /** Why it is dead. */
  reason: Type.Optional(Type.String()),
})
export type Kernel = Static<typeof Kernel>

/** The running of one worksheet. Its text is an ordinary shared document; output arrives there. */
export const sagews = contract({
  name: 'sagews',
  version: 1,
  at: 'project',
  open: {
    role: 'viewer',
    params: Type.Object({ path: Type.String({ maxLength: 4096 }) }),
    answer: Type.Object({ kernel: Kernel, cells: Type.Array(CellState) }),
  },
  calls: {
    /** Puts cells at the end of the queue, in this order; '' is the text before the first cell. `after` is the caller's last edit, which is waited for. */
    run: {
      role: 'runner',
      input: Type.Object({
        cells: cellIds,
        /** Controls that these cells show keep the values that the worksheet has of them, as far as the new run makes the same ones. */
        keep: Type.Optional(Type.Boolean()),
        after: Type.Optional(Type.Object({ session: Type.String({ maxLength: 100 }), seq: Type.Integer() })),
      }),
      output: none,
    },
    /** With a cell that waits: takes it out of the queue. Otherwise interrupts the one that runs and empties the queue. */
    interrupt: { role: 'runner', input: Type.Object({ cell: Type.Optional(cellId) }), output: none },
    /** Ends the session and starts a new one, which runs the `%auto` cells. */
    restart: { role: 'runner', input: none, output: none },
    /** Answers a cell that asks for input; with null nobody will, and it is raised there. */
    reply: {
      role: 'runner',
      input: Type.Object({ cell: cellId, value: Type.Union([Type.String({ maxLength: 1_000_000 }), Type.Null()]) }),
      output: none,
    },
    /** `cursor`, `from` and `to` count UTF-16 units of `code`. */
    complete: {
      role: 'editor',
      input: Type.Object({ code: Type.String({ maxLength: 500_000 }), cursor: Type.Integer({ minimum: 0 }) }),
      output: Type.Object({ from: Type.Integer(), to: Type.Integer(), matches: Type.Array(Type.String()) }),
    },
    introspect: {
      role: 'editor',
      input: Type.Object({
        code: Type.String({ maxLength: 500_000 }),
        cursor: Type.Integer({ minimum: 0 }),
        detail: Type.Union([Type.Literal('docstring'), Type.Literal('source')]),
      }),
      output: Type.Object({
        target: Type.String(),
        kind: Type.Union([Type.Literal('docstring'), Type.Literal('source'), Type.Literal('none')]),
        text: Type.String(),
        signature: Type.Optional(Type.String()),
        filename: Type.Optional(Type.String()),
      }),
    },
    /** Runs code for a program in the page, between cells, for whoever could as well have written it into a cell. Answers what it puts out. */
    execute: {
      role: 'editor',
      input: Type.Object({
        cell: cellId,
        code: Type.String({ maxLength: 500_000 }),
        data: Type.Optional(Type.Unknown()),
        preparse: Type.Optional(Type.Boolean()),
      }),
      output: Type.Object({ messages: Type.Array(Type.Record(Type.String(), Type.Unknown())) }),
    },
    deleteOutput: { role: 'editor', input: Type.Object({ cells: cellIds }), output: none },
  },
  events: {
    kernel: { body: Kernel, whenSlow: 'latest' },
    /** Those cells whose state changed. */
    cells: { body: Type.Object({ cells: Type.Array(CellState) }), whenSlow: 'queue' },
  },
})
