import { randomBytes } from 'node:crypto'
import { openCassandraStore } from '@stoa/core/store'
import type { Harness } from './suite.ts'

/** The place of a keyspace of its own, on the Cassandra at a port. */
export const newPlaceAt =
  (port: number): Harness['newPlace'] =>
  async () =>
    `${port} suite_${randomBytes(6).toString('hex')}`
export const openPlace: Harness['openPlace'] = ({ place, tables, clock }) => {
  const [port, keyspace] = place.split(' ') as [string, string]
  return openCassandraStore({
    cluster: { contactPoints: [`127.0.0.1:${port}`], keyspace, dataCenter: 'datacenter1' },
    replication: 1,
    tables,
    clock,
  })
}
export const module = import.meta.url
