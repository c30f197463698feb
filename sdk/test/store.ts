import type { Definition } from '@stoa/sdk/host'
import { systemClock } from '@stoa/core/project'
import { openSqliteStore, type Store } from '@stoa/core/store'

/** A store of tables in a file of SQLite, for tests of what keeps rows. `now` says what has expired. */
export function openTestStore({ file, tables, now }: { file: string; tables: readonly Definition[]; now(): number }): Promise<Store> {
  return openSqliteStore({ file, tables, clock: { ...systemClock, now } })
}
