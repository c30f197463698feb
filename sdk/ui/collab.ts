import { ChangeSet, Compartment, EditorState, Prec, Text, Transaction, type Extension } from '@codemirror/state'
import { EditorView, ViewPlugin, type ViewUpdate } from '@codemirror/view'
import type { Connect, ErrorBody, Stop } from '../contract/index.ts'
import { openChannel, type DocumentState, type Person } from '../document/index.ts'
import { cursors } from './collab/cursors.ts'
import { keepWork, loadDifference, sendOrphans } from './collab/keep.ts'
import { remoteChange } from './collab/remote.ts'
import { forgetWork } from './collab/work.ts'
import type { Viewer } from './services.ts'

/**
 * A shared document in the page, for one editor view. Wait for `ready`, then build the state from it in one turn:
 * `EditorState.create({ doc: document.text(), extensions: [document.extension, …] })`.
 */
export type OpenDocument = {
  /** Where the file is now; `onMoved` tells of another name, under which everything goes on. */
  readonly path: string
  onMoved(listener: (path: string) => void): Stop
  /** This editor's session: the author of what is typed here. */
  readonly session: string
  /**
   * Binds the view to the document: local changes go out, remote ones come in outside of the undo history (annotated `Transaction.remote`),
   * remote cursors with names, read-only by role, line separator and lone carriage returns as the sync engine needs them.
   */
  readonly extension: Extension
  /** The text is here; rejects if the document can't be opened. */
  readonly ready: Promise<void>
  /** The text now, with local changes. */
  text(): Text
  readonly state: DocumentState
  /** Why it `failed`, or why the last edits were refused. */
  readonly error: ErrorBody | null
  /** Whether this person may type here now. */
  readonly editable: boolean
  /** Confirmed version, the last durable one, and the one that the file contains. */
  readonly version: number
  readonly durable: number
  readonly saved: number
  /** The server's history was lost, and this is the text this page had confirmed; null otherwise. For offering it to the person as a copy. */
  readonly lost: Text | null
  /** Hears each change of the facts above. */
  onState(listener: () => void): Stop
  /** The last local edit, for calls that must see it (`run {after}`). Resolves at once; sequence 0 if nothing was typed here. */
  committed(): Promise<{ session: string; seq: number }>
  /** Makes the file contain everything typed here. */
  save(): Promise<void>
  /** The others at this document, without this session. */
  readonly people: readonly Person[]
  onPeople(listener: () => void): Stop
  /** Lets go. Work not acknowledged yet stays in the page's storage and is sent when the file is opened again. */
  close(): void
}

/** Which document is opened, and for whom. */
export type OpenDocumentOptions = { connect: Connect; project: string; path: string; viewer: Viewer; create?: boolean }

/** Opens a shared document for one editor view. It connects at once and stays connected until it is closed. */
export function openDocument({ connect, project, path, viewer, create }: OpenDocumentOptions): OpenDocument {
  let text = Text.empty
  let bound: EditorView | null = null
  const place = { project, path, viewer: viewer.id }
  const channel = openChannel({
    connect,
    project,
    path,
    ...(create !== undefined && { create }),
    difference: loadDifference,
    view: {
      load(loaded) {
        if (bound) dispatchRemote(bound, ChangeSet.of({ from: 0, to: text.length, insert: loaded }, text.length))
        else text = loaded
      },
      apply(changes) {
        if (bound) dispatchRemote(bound, changes)
        else text = changes.apply(text)
      },
      get text() {
        return text
      },
    },
  })
  const stopKeeping = keepWork({ channel, place })
  void channel.ready.then(
    () => sendOrphans({ connect, place }).catch(() => undefined),
    () => undefined,
  )
  let closed = false

  const editable = () => !closed && channel.status.editable && channel.state !== 'opening' && channel.state !== 'failed'
  const access = new Compartment()
  const accessNow = () => [EditorState.readOnly.of(!editable()), EditorView.contentAttributes.of({ 'aria-readonly': String(!editable()) })]

  const binding = ViewPlugin.define(view => {
    if (!view.state.doc.eq(text)) throw new RangeError(`The editor of ${path} was not made from the document's text.`)
    bound = view
    let shown = editable()
    let online = true
    const stopState = channel.onState(() => {
      // Facts may change within an update of this view, during which it takes no other.
      queueMicrotask(() => {
        if (bound !== view) return
        if (editable() !== shown) {
          shown = editable()
          view.dispatch({ effects: access.reconfigure(accessNow()) })
        }
        const connected = channel.state !== 'offline'
        if (connected && !online) select(view)
        online = connected
      })
    })
    return {
      update(update: ViewUpdate) {
        for (const transaction of update.transactions)
          if (transaction.docChanged) {
            text = transaction.newDoc
            if (transaction.annotation(Transaction.remote) !== true) channel.edit(transaction.changes)
          }
        // Whoever types is seen where the typing ends without being told.
        if (update.focusChanged || (update.selectionSet && !update.docChanged)) select(view)
      },
      destroy() {
        void stopState()
        bound = null
        channel.select(null)
      },
    }
  })
  const select = (view: EditorView): void =>
    channel.select(
      view.hasFocus ? view.state.selection.ranges.slice(0, 100).map(({ anchor, head }): [number, number] => [anchor, head]) : null,
    )

  return {
    get path() {
      return channel.path
    },
    onMoved: channel.onMoved,
    get session() {
      return channel.session
    },
    // Made when it is asked for, once the text is here: before that, nobody may type.
    get extension() {
      return [EditorState.lineSeparator.of('\n'), Prec.highest(binding), access.of(accessNow()), cursors(channel)]
    },
    ready: channel.ready,
    text: () => text,
    get state() {
      return closed ? 'closed' : channel.state
    },
    get error() {
      return channel.error
    },
    get editable() {
      return editable()
    },
    get version() {
      return channel.version
    },
    get durable() {
      return channel.durable
    },
    get saved() {
      return channel.status.saved
    },
    get lost() {
      return channel.lost
    },
    onState: channel.onState,
    committed: async () => channel.lastEdit(),
    save: () => channel.save(),
    get people() {
      return channel.people
    },
    onPeople: channel.onPeople,
    close() {
      if (closed) return
      closed = true
      void stopKeeping()
      const letGo = (): void => {
        channel.close()
        if (!channel.unacknowledged) void forgetWork(channel.session).catch(() => undefined)
      }
      // The page goes on, so what is still on its way may arrive.
      if (channel.unacknowledged) channel.acknowledged().then(letGo, letGo)
      else letGo()
    },
  }
}

/**
 * Shows another's change. The view keeps the text in sight where it is when it next measures; a second update before that would take the place after the first
 * for the one to keep, and the text would jump. So what was changed above is measured at once.
 */
function dispatchRemote(view: EditorView, changes: ChangeSet): void {
  const edge = view.scrollDOM.getBoundingClientRect().top - view.documentTop
  const seen = view.lineBlockAtHeight(Math.max(0, edge)).from
  let above = false
  changes.iterChangedRanges(from => (above ||= from <= seen))
  view.dispatch(remoteChange(changes))
  if (above) view.lineBlockAtHeight(0)
}
