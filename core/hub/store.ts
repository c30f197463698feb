import { join } from 'node:path'
import type { Clock } from '@stoa/sdk/hub'
import { openCassandraStore, openSqliteStore, type Definition, type Store } from '@stoa/core/store'
import type { Config } from './config.ts'

/** Where the SQLite store lies. */
export const sqliteFile = (config: Config): string => config.sqlite || join(config.data, 'stoa.db')

/** Opens the store that the configuration chooses. */
export function openStore({ config, tables, clock }: { config: Config; tables: readonly Definition[]; clock: Clock }): Promise<Store> {
  if (config.store === 'sqlite') return openSqliteStore({ file: sqliteFile(config), tables, clock })
  return openCassandraStore({
    cluster: {
      contactPoints: config.cassandra.split(',').map(point => point.trim()),
      dataCenter: config.cassandraDataCenter,
      keyspace: config.cassandraKeyspace,
      ...(config.cassandraUser !== '' && { user: config.cassandraUser, password: config.cassandraPassword }),
    },
    replication: config.cassandraReplication,
    tables,
    clock,
  })
}
