import { Type, contract, type Static } from '@stoa/sdk/contract'

const none = Type.Object({})
const Id = Type.String({ pattern: '^[0-9a-f]{16}$' })
const Edit = Type.Object({ session: Type.String({ maxLength: 100 }), seq: Type.Integer() })
const Words = Type.String({ minLength: 1, maxLength: 10_000 })
/** A passage that is longer is not commented: choose a sentence of it. */
const Passage = Type.String({ minLength: 1, maxLength: 5_000 })

export const ThreadSchema = Type.Object({
  id: Id,
  /** Where the passage began when the server looked last, in UTF-16 units. */
  from: Type.Integer({ minimum: 0 }),
  /** The passage as it is now; once it is gone, as it was last. */
  quote: Type.String(),
  /** What stood beside it. */
  before: Type.Optional(Type.String()),
  after: Type.Optional(Type.String()),
  /** The passage is not in the text at present. */
  gone: Type.Boolean(),
  /** What somebody would write in its place; absent for a mere comment. */
  suggestion: Type.Optional(Type.String()),
  /** Who is done with it: it was resolved, or its suggestion accepted or rejected. */
  closed: Type.Optional(
    Type.Object({ by: Type.String(), as: Type.Union([Type.Literal('resolved'), Type.Literal('accepted'), Type.Literal('rejected')]) }),
  ),
  notes: Type.Array(Type.Object({ by: Type.String(), when: Type.Number(), text: Type.String() })),
})
/** A passage of a text with what people say of it. */
export type Thread = Static<typeof ThreadSchema>

const threads = Type.Object({ threads: Type.Array(ThreadSchema) })

/**
 * Comments and suggestions on a text. They move with their passage through everybody's edits and through changes of the file, come back when a
 * deleted passage does, and are kept beside the file `a.tex` in `.a.tex.comments`, one thread a line.
 */
export const comments = contract({
  name: 'latex-comments',
  version: 1,
  at: 'project',
  open: { role: 'viewer', params: Type.Object({ path: Type.String({ maxLength: 4096 }) }), answer: threads },
  calls: {
    /** Begins a thread at the passage `quote` that is nearest to `from`. `after` is the caller's last edit, which is waited for. */
    add: {
      role: 'editor',
      input: Type.Object({
        from: Type.Integer({ minimum: 0 }),
        quote: Passage,
        text: Words,
        suggestion: Type.Optional(Type.String({ maxLength: 10_000 })),
        after: Type.Optional(Edit),
      }),
      output: Type.Object({ id: Id }),
    },
    reply: { role: 'editor', input: Type.Object({ id: Id, text: Words }), output: none },
    /** Closes a suggestion that the caller has put into the text by an edit, which is waited for. */
    accept: { role: 'editor', input: Type.Object({ id: Id, after: Type.Optional(Edit) }), output: none },
    /** Closes a thread: a comment is resolved, a suggestion rejected. */
    close: { role: 'editor', input: Type.Object({ id: Id }), output: none },
    reopen: { role: 'editor', input: Type.Object({ id: Id }), output: none },
  },
  events: { threads: { body: threads, whenSlow: 'latest' } },
})
