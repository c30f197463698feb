export { hostPart, type HostGiven } from './part.ts'

export { Clock, Log, Preparations, ProjectFolders, ProjectRun, Tables } from './services.ts'
export type { Preparation, ProjectProgram, Restored, Unprepared } from './services.ts'

export { definitionInvalid, table } from './definition.ts'
export type { CellValues, ClusterOf, ColumnType, Columns, Declaration, Definition, KeyOf, PartitionOf, Row } from './definition.ts'
export type { Condition, ConditionalTable, Lifetime, Outcome, PlainTable, Range, Rows, TableOf } from './tables.ts'
export { StoreError, type StoreErrorCode } from './store-error.ts'
export { SnapshotStores } from './snapshots.ts'
export type { SnapshotClaim, SnapshotStore, StoredPack, StoredSnapshot } from './snapshots.ts'
