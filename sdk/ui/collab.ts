import type { Extension, Text } from '@codemirror/state'
import type { Connect, ErrorBody, Stop } from '@stoa/sdk/contract'
import type { Person } from '../document/contract.ts'
import type { Viewer } from './services.ts'

/**
 * How an open document stands, the first of these that is true: `closed`, `failed` (`error` says why: no such file, not text, …), `opening`,
 * `offline` (typing goes on, the work waits here), `disk_full`, `deleted` (the file; editing brings it back), `undecodable` and `too_large`
 * (something else lies in its place on disk), `readonly`, `unsaved` (not everything is durable or in the file yet), `live`.
 */
export type DocumentState =
  | 'closed' | 'failed' | 'opening' | 'offline' | 'disk_full' | 'deleted' | 'undecodable' | 'too_large' | 'readonly' | 'unsaved' | 'live'

/**
 * A shared document in the page, for one editor view. Wait for `ready`, then build the state from it in one turn:
 * `EditorState.create({ doc: document.text(), extensions: [document.extension, …] })`.
 */
export type OpenDocument = {
  readonly path: string
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

export type OpenDocumentOptions = { connect: Connect; project: string; path: string; viewer: Viewer; create?: boolean }

declare function openDocument(options: OpenDocumentOptions): OpenDocument
export type OpenDocumentFunction = typeof openDocument
