import { randomBytes } from 'node:crypto'
import type { Definition } from '@stoa/sdk/host'
import { systemClock } from '@stoa/core/project'
import { openCassandraStore, openSqliteStore, type Store } from '@stoa/core/store'

/** A store of tables for tests of what keeps rows: in a file of SQLite, where `now` says what has expired, or in a new keyspace of the Cassandra at a port. */
export function openTestStore(
  options: { tables: readonly Definition[] } & ({ file: string; now(): number } | { cassandra: number }),
): Promise<Store> {
  const { tables } = options
  if ('file' in options) return openSqliteStore({ file: options.file, tables, clock: { ...systemClock, now: options.now } })
  return openCassandraStore({
    cluster: {
      contactPoints: [`127.0.0.1:${options.cassandra}`],
      keyspace: `test_${randomBytes(6).toString('hex')}`,
      dataCenter: 'datacenter1',
    },
    replication: 1,
    tables,
    clock: systemClock,
  })
}
