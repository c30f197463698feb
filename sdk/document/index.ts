export { openTable, type OpenTable, type OpenTableOptions } from './table.ts'
export { keyOf, patchRows, rowChanges, rowsIn, type Row, type RowPatch } from './rows.ts'
export { FileStateSchema, PersonSchema, StatusSchema, document } from './contract.ts'
export type { DocumentStatus, FileState, OpenAnswer, OpenParams, Person } from './contract.ts'
export { before, disk, newSession } from './session.ts'
export { createRunningText, type RunningText } from './running.ts'
export { breaksCharacter, decodeChanges, encodeChanges, insideCharacter, textOf } from './changes.ts'
export { chainNext, chainOf, chainStart, chainText, sameChain, type Chain } from './chain.ts'
export {
  decodeChanged,
  decodeEdit,
  decodeVersion,
  encodeChanged,
  encodeEdit,
  encodeVersion,
  inParts,
  joinParts,
  partBytes,
  pieceLength,
  type ChangedMessage,
  type EditMessage,
} from './messages.ts'
export { ByteReader, ByteWriter, utf8, utf8Bytes } from './bytes.ts'
export { createReplica, replicaRules, type Arrival, type InFlight, type Replica, type ReplicaRecord, type ReplicaRules } from './replica.ts'
export { difference } from './difference.ts'
export { openChannel, type DocumentChannel } from './channel.ts'
export type { ChannelOptions, DocumentState, DocumentView } from './view.ts'
