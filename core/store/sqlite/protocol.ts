import type { Cell } from '../cells.ts'
import type { StoreErrorCode } from '@stoa/sdk/host'

/** What the worker is started with. */
export type Opening = { file: string; tables: TableShape[] }
/** A table as SQLite needs it: columns with SQL types, and which may be absent. */
export type TableShape = { name: string; key: string[]; columns: { name: string; type: string; optional: boolean }[]; blobs: boolean }

/** One statement to run. `otherwise` is read in the same transaction when a write changed nothing. */
export type Statement = { sql: string; values: Cell[] }
export type Operation = ({ kind: 'read'; rows: number } & Statement) | ({ kind: 'write'; otherwise?: Statement } & Statement)

/** Rows as arrays of cells; `more` says that reading stopped at the page's end. */
export type Answer =
  | { kind: 'rows'; rows: Cell[][]; more: boolean }
  | { kind: 'written'; changes: number; found?: Cell[] }
  | { kind: 'failed'; code: StoreErrorCode; detail: string }

export type ToWorker = { batch: Operation[] } | { close: true }
export type FromWorker = { ready: true } | { answers: Answer[] } | { failed: { code: StoreErrorCode; detail: string } }
