import { Text, type ChangeSet } from '@codemirror/state'
import type { Connect, ErrorBody, Stop } from '@stoa/sdk/contract'
import { openChannel } from './channel.ts'
import { keyOf, patchRows, rowIn, type Row, type RowPatch } from './rows.ts'
import { pageTimer, type DocumentState } from './view.ts'

/** A shared document of rows, such as a chat, a list of tasks or a course. Wait for `ready` first. */
export type OpenTable = {
  readonly path: string
  readonly ready: Promise<void>
  /** The rows by key, in order, with what was patched here. A new map after each change; rows that did not change are the same objects. */
  readonly rows: ReadonlyMap<string, Row>
  onChange(listener: () => void): Stop
  /**
   * Patches rows, here at once. Resolves when the server has taken it, however long that takes; rejects if it was refused, and then the rows here are as they
   * were. Patches of different fields of one row, made by two people at once, both count.
   */
  patch(patches: RowPatch[]): Promise<void>
  readonly state: DocumentState
  readonly error: ErrorBody | null
  onState(listener: () => void): Stop
  /** Lets go. What the server has not taken by then is lost. */
  close(): void
}

/** Which document is opened as rows. `keys` names the fields that together tell one row from another. */
export type OpenTableOptions = {
  connect: Connect
  project?: string
  path: string
  keys: readonly string[]
  /** Makes a missing file. */
  create?: boolean
  after?: (ms: number, work: () => void) => () => void
}

/** Opens a document whose lines are JSON objects, in a page or in a program. */
export function openTable({ connect, project, path, keys, create, after = pageTimer }: OpenTableOptions): OpenTable {
  let text: Text = Text.empty
  let parsed = new Map<string, Row | null>()
  let confirmed: ReadonlyMap<string, Row> = new Map()
  let rows = confirmed
  let waiting: { patches: readonly RowPatch[]; version: number | null }[] = []
  const listeners = new Set<() => void>()

  function show(): void {
    // What the text has by now is shown from it.
    waiting = waiting.filter(({ version }) => version === null || version > channel.version)
    rows = patchRows(
      confirmed,
      waiting.flatMap(({ patches }) => patches),
      keys,
    )
    for (const listener of [...listeners]) listener()
  }
  function read(next: Text): void {
    text = next
    const seen = new Map<string, Row | null>()
    const found = new Map<string, Row>()
    for (const line of text.iterLines()) {
      const row = parsed.has(line) ? parsed.get(line)! : rowIn(line)
      seen.set(line, row)
      const key = row && keyOf(row, keys)
      if (row && key !== null) found.set(key, row)
    }
    parsed = seen
    confirmed = found
  }

  const channel = openChannel({
    connect,
    path,
    ...(project !== undefined && { project }),
    ...(create !== undefined && { create }),
    after,
    difference: async () => (await import('./difference.ts')).difference,
    view: {
      load(loaded) {
        read(loaded)
        show()
      },
      apply(changes: ChangeSet) {
        read(changes.apply(text))
        // The version is counted after its changes are shown.
        queueMicrotask(show)
      },
      get text() {
        return text
      },
    },
  })
  return {
    get path() {
      return channel.path
    },
    ready: channel.ready,
    get rows() {
      return rows
    },
    onChange(listener) {
      listeners.add(listener)
      return () => void listeners.delete(listener)
    },
    async patch(patches) {
      const mine = { patches, version: null as number | null }
      waiting.push(mine)
      show()
      try {
        mine.version = await channel.patchRows({ keys: [...keys], patches })
      } catch (failure) {
        waiting = waiting.filter(one => one !== mine)
        throw failure
      } finally {
        show()
      }
    },
    get state() {
      return channel.state
    },
    get error() {
      return channel.error
    },
    onState: channel.onState,
    close: channel.close,
  }
}
