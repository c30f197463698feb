import { ChangeSet, Text, type ChangeSpec } from '@codemirror/state'
import type { Connect, ErrorBody, Stop } from '../contract/index.ts'
import { createRunningText, openChannel, textOf, type DocumentState, type Person, type ReplicaRules } from '../document/index.ts'

/** What happened to the text: `session` is whose change it was, null for one of this program. */
export type ProgramChange = { readonly changes: ChangeSet; readonly session: string | null }

/** A shared document in a program: read it, edit it, hear others. Wait for `ready` first. */
export type ProgramDocument = {
  /** Where the file is now: renaming it does not end the document. */
  readonly path: string
  onMoved(listener: (path: string) => void): Stop
  /** The author of what is edited here. */
  readonly session: string
  /** The text is here; rejects if the document can't be opened. */
  readonly ready: Promise<void>
  /** The text now, with local changes. Lines end in `\n`; positions count UTF-16 units. */
  text(): Text
  /** Changes the text here at once; the server hears of it. Throws `RangeError` for positions outside of the text. */
  edit(changes: ChangeSpec): void
  onChange(listener: (change: ProgramChange) => void): Stop
  readonly state: DocumentState
  readonly error: ErrorBody | null
  /** Confirmed version, and the last one that survives a loss of power. */
  readonly version: number
  readonly durable: number
  onState(listener: () => void): Stop
  /** Everything edited here up to now has been taken by the server; rejects if the document closed before. */
  acknowledged(): Promise<void>
  /** The last edit made here, for calls that must see it (`run {after}`). */
  committed(): { session: string; seq: number }
  /** Makes the file contain everything edited here. */
  save(): Promise<void>
  /** Shows the others where this program's selections are: `[anchor, head]` each. */
  select(ranges: [number, number][]): void
  readonly people: readonly Person[]
  onPeople(listener: () => void): Stop
  /** Lets go at once; what is not acknowledged is given up, so wait for `acknowledged` or `save` before. */
  close(): void
}

/** Which document a program opens, and how. */
export type ProgramDocumentOptions = {
  connect: Connect
  project?: string
  path: string
  /** Makes a missing file. */
  create?: boolean
  /** Calls `work` once after `ms`, and answers how not to; the system's timer unless a test holds the time. */
  after?: (ms: number, work: () => void) => () => void
  /** The rules of the replica; only a test has others. */
  rules?: ReplicaRules
}

/** Opens a shared document from a program. */
export function openProgramDocument({ connect, project, path, create, after, rules }: ProgramDocumentOptions): ProgramDocument {
  const running = createRunningText(Text.empty)
  const listeners = new Set<(change: ProgramChange) => void>()
  const tell = (change: ProgramChange): void => [...listeners].forEach(listener => listener(change))
  const channel = openChannel({
    connect,
    path,
    ...(project !== undefined && { project }),
    ...(create !== undefined && { create }),
    ...(after && { after }),
    ...(rules && { rules }),
    difference: async () => (await import('../document/difference.ts')).difference,
    view: {
      load(loaded) {
        const changes = ChangeSet.of([{ from: 0, to: running.length, insert: loaded }], running.length)
        running.reset(loaded)
        if (!changes.empty) tell({ changes, session: '' })
      },
      apply(changes, session) {
        running.apply(changes)
        tell({ changes, session })
      },
      get text() {
        return running.text
      },
    },
  })
  return {
    get path() {
      return channel.path
    },
    onMoved: channel.onMoved,
    get session() {
      return channel.session
    },
    ready: channel.ready,
    text: () => running.text,
    edit(spec) {
      const changes = toChanges(spec, running.length)
      if (changes.empty) return
      running.apply(changes)
      channel.edit(changes)
      tell({ changes, session: null })
    },
    onChange(listener) {
      listeners.add(listener)
      return () => void listeners.delete(listener)
    },
    get state() {
      return channel.state
    },
    get error() {
      return channel.error
    },
    get version() {
      return channel.version
    },
    get durable() {
      return channel.durable
    },
    onState: channel.onState,
    acknowledged: channel.acknowledged,
    committed: channel.lastEdit,
    save: () => channel.save(),
    select: channel.select,
    get people() {
      return channel.people
    },
    onPeople: channel.onPeople,
    close: channel.close,
  }
}

/** Changes whose inserted strings break at `\n` only, as everywhere in a document. */
function toChanges(spec: ChangeSpec, length: number): ChangeSet {
  const whole = (one: ChangeSpec): ChangeSpec =>
    one instanceof ChangeSet
      ? one
      : Array.isArray(one)
        ? one.map(whole)
        : {
            ...(one as { from: number }),
            insert:
              typeof (one as { insert?: unknown }).insert === 'string'
                ? textOf((one as { insert: string }).insert)
                : (one as { insert?: Text }).insert,
          }
  return ChangeSet.of(whole(spec), length)
}
