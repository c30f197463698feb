import { quote } from '@stoa/sdk/contract'
import { StoreError, definitionInvalid, type StoreErrorCode } from '@stoa/sdk/host'

const error = (code: StoreErrorCode, message: string) => new StoreError({ code, message })

/** The catalogue: each sentence says what was received and what to do. */
export const storeErrors = {
  definition: definitionInvalid,
  unknownTable: (table: string) =>
    error('table_unknown', `Table ${quote(table)} was not given when the store was opened. Add its definition to \`tables\`.`),
  mismatch: ({ table, problem }: { table: string; problem: string }) =>
    error('table_mismatch', `Table ${quote(table)} is stored differently from its definition: ${problem}`),
  row: ({ table, column, problem }: { table: string; column: string; problem: string }) =>
    error('row_invalid', `Column ${quote(column)} of table ${quote(table)}: ${problem}`),
  cellTooLarge: ({ table, column, bytes, limit }: { table: string; column: string; bytes: number; limit: number }) =>
    error(
      'cell_too_large',
      `Column ${quote(column)} of table ${quote(table)} was given ${bytes} bytes; a cell holds at most ${limit}. ` +
        'Cut the value in pieces and write one row for each.',
    ),
  keyTooLarge: ({ table, bytes, limit }: { table: string; bytes: number; limit: number }) =>
    error('key_too_large', `A key of table ${quote(table)} was given ${bytes} bytes; a key holds at most ${limit}. Use a hash as the key.`),
  range: ({ table, problem }: { table: string; problem: string }) =>
    error('range_invalid', `A scan of table ${quote(table)} cannot be done: ${problem}`),
  unreachable: (detail: string) =>
    error('store_unreachable', `Not enough nodes of the database answer: ${detail} Nothing was written; try again when they do.`),
  timeout: (detail: string) =>
    error('store_timeout', `The database did not answer in time, and what was asked may have been done: ${detail}`),
  unsure: (table: string) =>
    error(
      'store_unsure',
      `A write to table ${quote(table)} had no answer, and its row was changed since: it may have been done before that. Read the row and decide anew.`,
    ),
  closed: () => error('store_closed', 'The store is closed.'),
  failed: ({ code, detail }: { code: StoreErrorCode; detail: string }) => error(code, detail),
}
