import type { ChangeSet, Text } from '@codemirror/state'
import type { Connect } from '@stoa/sdk/contract'
import type { DocumentStatus } from './contract.ts'
import type { Replica, ReplicaRules } from './replica.ts'

/**
 * How an open document stands, the first of these that is true: `closed`, `failed` (`error` says why: no such file, not text, …), `opening`,
 * `offline` (typing goes on, the work waits here), `disk_full`, `deleted` (the file; editing brings it back), `undecodable` and `too_large`
 * (something else lies in its place on disk), `readonly`, `unsaved` (something made here is not durable after five seconds), `live`.
 */
export type DocumentState =
  | 'closed'
  | 'failed'
  | 'opening'
  | 'offline'
  | 'disk_full'
  | 'deleted'
  | 'undecodable'
  | 'too_large'
  | 'readonly'
  | 'unsaved'
  | 'live'

/** Who holds the text that is shown. */
export type DocumentView = {
  /** The text is here, or is another one because the first never came. */
  load(text: Text): void
  /** Others changed the text as it is shown now. `session` is who. */
  apply(changes: ChangeSet, session: string): void
  /** As it is shown now. */
  readonly text: Text
}

/** What a channel is opened with. */
export type ChannelOptions = {
  connect: Connect
  project?: string
  path: string
  create?: boolean
  view: DocumentView
  /** Finds the changes between two texts; loaded only when a history was lost. */
  difference: () => Promise<(from: Text, to: Text) => ChangeSet>
  /** Default: the page's own. */
  after?: (ms: number, work: () => void) => () => void
  /** A replica with work that another page has left. */
  replica?: Replica
  rules?: ReplicaRules
}

/** How the channel of a document stands. */
export type Stage = 'opening' | 'open' | 'waiting' | 'failed' | 'closed'

/** How the document stands, of all that is known of it. `late`: something has been on its way for too long. */
export function stateOf({
  stage,
  loaded,
  status,
  late,
}: {
  stage: Stage
  loaded: boolean
  status: DocumentStatus
  late: boolean
}): DocumentState {
  if (stage === 'closed' || stage === 'failed') return stage
  if (!loaded) return 'opening'
  if (stage !== 'open') return 'offline'
  const { file } = status
  if (file === 'disk_full' || file === 'deleted' || file === 'undecodable' || file === 'too_large') return file
  if (!status.editable) return 'readonly'
  return late ? 'unsaved' : 'live'
}

/** The timer of a page, or of a program. */
export function pageTimer(ms: number, work: () => void): () => void {
  const timer = setTimeout(work, ms)
  return () => clearTimeout(timer)
}
