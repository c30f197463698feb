import { createHash, randomUUID } from 'node:crypto'
import { setTimeout as after } from 'node:timers/promises'
import { types, type Client } from 'cassandra-driver'
import { storeErrors } from '../errors.ts'
import type { Definition } from '@stoa/sdk/host'
import { cqlType, expires, keyOf, listed, quoted, writer } from './statements.ts'

type Stored = { name: string; type: string; key: number }
const lockTable = 'stoa_schema'
/** A process that died in the middle of making tables holds others up for so many seconds. */
const lockSeconds = 30
const lockPause = 100
const lockPatience = 90_000

/**
 * Makes keyspace and tables, and adds the columns that definitions gained; several processes may do it at once. Where nothing is missing, nothing
 * is written. Otherwise one changes at a time, under a lock, since Cassandra gives two nodes that are told the same at once two different tables.
 */
export async function ensureSchema({
  client,
  keyspace,
  replication,
  dataCenter,
  tables,
}: {
  client: Client
  keyspace: string
  replication: number
  dataCenter: string
  tables: readonly Definition[]
}): Promise<void> {
  if ((await missing({ client, keyspace, tables })).length === 0) return
  // These two have no identity of their own to disagree on: a keyspace has none, and the table is given one.
  await change(
    client,
    `CREATE KEYSPACE IF NOT EXISTS ${quoted(keyspace)} WITH replication = {'class': 'NetworkTopologyStrategy', '${dataCenter}': ${replication}}`,
  )
  await change(
    client,
    `CREATE TABLE IF NOT EXISTS ${quoted(keyspace)}.${lockTable} (id text PRIMARY KEY, owner text) WITH id = ${idOf(keyspace, lockTable)}`,
  )
  const unlock = await lock(client, `${quoted(keyspace)}.${lockTable}`)
  try {
    for (const cql of await missing({ client, keyspace, tables })) await change(client, cql)
  } finally {
    await unlock()
  }
}

/** What must be changed so that every table is as its definition says. Throws `table_mismatch` where that cannot be. */
async function missing({
  client,
  keyspace,
  tables,
}: {
  client: Client
  keyspace: string
  tables: readonly Definition[]
}): Promise<string[]> {
  const { rows } = await client.execute(
    'SELECT table_name, column_name, kind, position, type FROM system_schema.columns WHERE keyspace_name = ?',
    [keyspace],
  )
  const stored = new Map<string, Stored[]>()
  for (const row of rows) {
    const column = row as unknown as { table_name: string; column_name: string; kind: string; position: number; type: string }
    const key = column.kind === 'partition_key' ? column.position : column.kind === 'clustering' ? 1000 + column.position : -1
    stored.set(column.table_name, [...(stored.get(column.table_name) ?? []), { name: column.column_name, type: column.type, key }])
  }
  return tables.flatMap(definition => {
    const found = stored.get(definition.name)
    return found === undefined ? [creation({ keyspace, definition })] : additions({ keyspace, definition, stored: found })
  })
}

const hidden = (definition: Definition): [string, string][] => [
  [expires, 'bigint'],
  ...(definition.conditional ? [[writer, 'text'] as [string, string]] : []),
]

function creation({ keyspace, definition }: { keyspace: string; definition: Definition }): string {
  const { name, partition, cluster, columns } = definition
  const lines = [
    ...Object.keys(columns).map(column => `${quoted(column)} ${cqlType(columns, column)}`),
    ...hidden(definition).map(([column, type]) => `${quoted(column)} ${type}`),
    `PRIMARY KEY ((${listed(partition)})${cluster.length > 0 ? `, ${listed(cluster)}` : ''})`,
  ]
  return `CREATE TABLE IF NOT EXISTS ${quoted(keyspace)}.${quoted(name)} (${lines.join(', ')}) WITH id = ${idOf(keyspace, name)}`
}

function additions({ keyspace, definition, stored }: { keyspace: string; definition: Definition; stored: readonly Stored[] }): string[] {
  const { name, columns } = definition
  const refuse = (problem: string) => storeErrors.mismatch({ table: name, problem })
  const key = stored
    .filter(column => column.key >= 0)
    .sort((a, b) => a.key - b.key)
    .map(column => column.name)
  if (key.join() !== keyOf(definition).join())
    throw refuse(`its key is ${key.join(', ')}, the definition says ${keyOf(definition).join(', ')}.`)
  const add: string[] = []
  for (const [column, declared] of Object.entries(columns)) {
    const type = cqlType(columns, column)
    const found = stored.find(one => one.name === column)
    if (found && found.type !== type) throw refuse(`column “${column}” is ${found.type}, the definition needs ${type}.`)
    if (found) continue
    if (!declared.endsWith('?')) throw refuse(`column “${column}” is new; rows from before lack it, so it must be optional.`)
    add.push(`ALTER TABLE ${quoted(keyspace)}.${quoted(name)} ADD IF NOT EXISTS ${quoted(column)} ${type}`)
  }
  return add
}

/** A table's identity, the same whoever makes it. */
function idOf(keyspace: string, table: string): string {
  const bytes = createHash('sha256').update(`${keyspace}.${table}`).digest().subarray(0, 16)
  bytes[6] = (bytes[6]! & 0x0f) | 0x50
  bytes[8] = (bytes[8]! & 0x3f) | 0x80
  const hex = bytes.toString('hex')
  return [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20)].join('-')
}

/** Changes the schema and waits until all nodes agree on it. */
async function change(client: Client, cql: string): Promise<void> {
  await client.execute(cql, [], { prepare: false, consistency: types.consistencies.one })
}

/** Takes the lock, when it is free; answers how to let it go. */
async function lock(client: Client, table: string): Promise<() => Promise<void>> {
  const owner = randomUUID()
  for (let waited = 0; ; waited += lockPause) {
    const taken = await client.execute(`INSERT INTO ${table} (id, owner) VALUES ('schema', ?) IF NOT EXISTS USING TTL ${lockSeconds}`, [
      owner,
    ])
    if (taken.wasApplied()) break
    if (waited >= lockPatience) throw storeErrors.timeout('another process has been making its tables for more than a minute.')
    await after(lockPause)
  }
  return async () => void (await client.execute(`DELETE FROM ${table} WHERE id = 'schema' IF owner = ?`, [owner]))
}
