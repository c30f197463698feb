/** Every way a table refuses or fails. */
export type StoreErrorCode =
  | 'definition_invalid'
  | 'table_unknown'
  | 'table_mismatch'
  | 'row_invalid'
  | 'cell_too_large'
  | 'key_too_large'
  | 'range_invalid'
  | 'store_closed'
  | 'store_busy'
  | 'store_unreachable'
  | 'store_timeout'
  | 'store_unsure'
  | 'store_full'
  | 'store_unreadable'
  | 'store_failed'

/**
 * An error of the store. It is for the caller's code and the log; it is no StoaError on purpose, so that
 * names of tables and paths of files never travel to a browser.
 */
export class StoreError extends Error {
  readonly code: StoreErrorCode
  constructor({ code, message }: { code: StoreErrorCode; message: string }) {
    super(message)
    this.name = 'StoreError'
    this.code = code
  }
}
