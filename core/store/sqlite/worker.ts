// The thread that holds the database: node:sqlite is synchronous, and waiting for the disk must not stop the server.
import { closeSync, mkdirSync, openSync } from 'node:fs'
import { dirname } from 'node:path'
import { DatabaseSync, type StatementSync } from 'node:sqlite'
import { parentPort, workerData } from 'node:worker_threads'
import { StoreError, type StoreErrorCode } from '@stoa/sdk/host'
import type { Cell } from '../cells.ts'
import type { Answer, FromWorker, Opening, Operation, Statement, ToWorker } from './protocol.ts'
import { ensureTables } from './schema.ts'

const busy = { timeout: 10_000, pause: 20 }
const pageBytes = 1 << 20
const port = parentPort!
const { file, tables } = workerData as Opening

const post = (message: FromWorker) => port.postMessage(message)
const primaryCode = (thrown: unknown) => ((thrown as { errcode?: number }).errcode ?? 0) & 0xff
const codes: Record<number, StoreErrorCode> = {
  5: 'store_busy',
  6: 'store_busy',
  11: 'store_unreadable',
  13: 'store_full',
  14: 'store_unreadable',
  26: 'store_unreadable',
}

function failure(thrown: unknown): { code: StoreErrorCode; detail: string } {
  if (thrown instanceof StoreError) return { code: thrown.code, detail: thrown.message }
  return { code: codes[primaryCode(thrown)] ?? 'store_failed', detail: `${file}: ${(thrown as Error).message}` }
}

/** Some steps of opening answer "busy" at once, without waiting for `timeout`, when another process does them too. */
function patiently<T>(step: () => T): T {
  const pauses = new Int32Array(new SharedArrayBuffer(4))
  for (let waited = 0; ; waited += busy.pause) {
    try {
      return step()
    } catch (thrown) {
      if (primaryCode(thrown) !== 5 || waited >= busy.timeout) throw thrown
      Atomics.wait(pauses, 0, 0, busy.pause)
    }
  }
}

function transaction<T>(database: DatabaseSync, work: () => T): T {
  database.exec('BEGIN IMMEDIATE')
  try {
    const result = work()
    database.exec('COMMIT')
    return result
  } catch (thrown) {
    if (database.isTransaction) database.exec('ROLLBACK')
    throw thrown
  }
}

function open(): DatabaseSync {
  mkdirSync(dirname(file), { recursive: true })
  // Hashes of passwords lie in it; SQLite gives its side files the same mode.
  closeSync(openSync(file, 'a', 0o600))
  const database = new DatabaseSync(file, { timeout: busy.timeout })
  try {
    patiently(() => database.exec('PRAGMA journal_mode = WAL'))
    // FULL: a commit reaches the disk before it is acknowledged, so it survives a power cut. One commit carries all that waited, which pays for it.
    database.exec('PRAGMA synchronous = FULL')
    patiently(() => transaction(database, () => ensureTables(database, tables)))
    return database
  } catch (thrown) {
    database.close()
    throw thrown
  }
}

function serve(database: DatabaseSync): void {
  const prepared = new Map<string, StatementSync>()
  const prepare = (sql: string) => {
    let statement = prepared.get(sql)
    if (!statement) {
      // Texts differ only by table and by shape of range; the bound is for a program that invents shapes without end.
      if (prepared.size >= 1000) prepared.clear()
      statement = database.prepare(sql)
      statement.setReturnArrays(true)
      prepared.set(sql, statement)
    }
    return statement
  }
  const read = ({ sql, values }: Statement, limit: number): { rows: Cell[][]; more: boolean } => {
    const rows: Cell[][] = []
    let bytes = 0
    for (const row of prepare(sql).iterate(...values) as Iterable<unknown> as Iterable<Cell[]>) {
      if (rows.length >= limit || bytes >= pageBytes) return { rows, more: true }
      rows.push(row)
      for (const cell of row) bytes += typeof cell === 'string' || cell instanceof Uint8Array ? cell.length : 8
    }
    return { rows, more: false }
  }
  const run = (operation: Operation): Answer => {
    if (operation.kind === 'read') return { kind: 'rows', ...read(operation, operation.rows) }
    const changes = Number(prepare(operation.sql).run(...operation.values).changes)
    const found = changes === 0 && operation.otherwise ? read(operation.otherwise, 1).rows[0] : undefined
    return { kind: 'written', changes, found }
  }
  const answer = (batch: Operation[]): Answer[] => {
    try {
      const work = () => batch.map(run)
      return batch.some(({ kind }) => kind === 'write') ? transaction(database, work) : work()
    } catch (thrown) {
      const failed: Answer = { kind: 'failed', ...failure(thrown) }
      // Another process holds the lock, and waiting once for each would hold up everyone.
      if (failed.code === 'store_busy') return batch.map(() => failed)
      // One bad operation must not fail those that shared its transaction: each again, alone.
      return batch.length === 1 ? [failed] : batch.flatMap(operation => answer([operation]))
    }
  }
  port.on('message', (message: ToWorker) => {
    if ('batch' in message) return post({ answers: answer(message.batch) })
    database.close()
    port.close()
  })
}

try {
  serve(open())
  post({ ready: true })
} catch (thrown) {
  post({ failed: failure(thrown) })
  port.close()
}
