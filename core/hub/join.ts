import { existsSync } from 'node:fs'
import { StoaError, quote } from '@stoa/sdk/contract'
import { fleetTables, readHosts, type HostRow, type Load } from '@stoa/core/fleet'
import { systemClock } from '@stoa/core/project'
import { ConfigSchema, readConfig, type Config } from './config.ts'
import { openStore, sqliteFile } from './store.ts'

/** What all machines must agree on. */
const shared = [
  'store',
  'sqlite',
  'cassandra',
  'cassandraDataCenter',
  'cassandraKeyspace',
  'cassandraReplication',
  'cassandraUser',
  'cassandraPassword',
  'silence',
] as const satisfies readonly (keyof Config)[]
const prefix = 'stoa1.'

/** What a machine needs to know to join, as one word. It lets whoever has it into the store. */
export function joinWord(config: Config): string {
  const told = Object.fromEntries(shared.map(key => [key, key === 'sqlite' ? sqliteFile(config) : config[key]]))
  return prefix + Buffer.from(JSON.stringify(told)).toString('base64url')
}

/** The configuration of a machine that joins, by a word or a file; settings of its own are read from the environment too, and `file` if it is there. */
export function machineConfig({
  join,
  file,
  environment,
}: {
  join: string
  file: string
  environment: Record<string, string | undefined>
}): Config {
  if (!join.startsWith(prefix)) {
    if (join !== '' && !existsSync(join))
      throw new StoaError({
        code: 'bad_join',
        message: `${quote(join)} is neither a configuration file nor a word that “stoa hosts --join-word” printed.`,
      })
    return readConfig({ file: join || file, environment, named: join !== '' })
  }
  let told: Record<string, unknown>
  try {
    told = { ...(JSON.parse(Buffer.from(join.slice(prefix.length), 'base64url').toString()) as object) }
  } catch {
    throw new StoaError({ code: 'bad_join', message: 'The word after --join is not whole. Copy what “stoa hosts --join-word” prints.' })
  }
  const given = Object.entries(told).filter(([key]) => key in ConfigSchema.properties)
  const named = Object.fromEntries(
    given.map(([key, value]) => [`STOA_${key.replace(/[A-Z]/g, letter => `_${letter}`).toUpperCase()}`, String(value)]),
  )
  return readConfig({ file, environment: { ...environment, ...named }, named: false })
}

/** The machines of a store, and how they are. */
export async function askHosts(config: Config): Promise<readonly (Pick<HostRow, 'host' | 'state' | 'url'> & { load: Load })[]> {
  const store = await openStore({ config, tables: fleetTables, clock: systemClock })
  try {
    return (await readHosts(store)).map(({ host, state, url, load }) => ({ host, state, url, load: load as Load }))
  } finally {
    await store.close()
  }
}
