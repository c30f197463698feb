import { readFileSync } from 'node:fs'
import { isAbsolute, resolve } from 'node:path'
import { StoaError, Type, quote, type Static } from '@stoa/sdk/contract'
import { Compile } from 'typebox/compile'

/** The configuration file, `stoa.json`; each key can also be set as `STOA_<KEY>` in the environment, which wins. */
export const ConfigSchema = Type.Object(
  {
    /** Where everything is kept. */
    data: Type.String({ default: './data' }),
    /** Address and port to listen on. Anything but a loopback address needs a sandbox. */
    host: Type.String({ default: '127.0.0.1' }),
    port: Type.Integer({ default: 8333, minimum: 0, maximum: 65535 }),
    /** The address people use, when a proxy stands before: `https://stoa.example.edu/math`. Links in mail and invitations start with it. */
    url: Type.String({ default: '', pattern: '^(https?://[^?#]+)?$' }),
    /** Where accounts, projects and snapshots are kept: one SQLite file in `data`, or a Cassandra cluster, which several hubs share. */
    store: Type.Union([Type.Literal('sqlite'), Type.Literal('cassandra')], { default: 'sqlite' }),
    /** With `"store": "cassandra"`: some nodes, `10.0.0.1:9042, 10.0.0.2:9042`, their data centre, the keyspace, and on how many nodes each row lies when that is made. */
    cassandra: Type.String({ default: '127.0.0.1:9042' }),
    cassandraDataCenter: Type.String({ default: 'datacenter1', pattern: '^[A-Za-z0-9_-]+$' }),
    cassandraKeyspace: Type.String({ default: 'stoa', pattern: '^[a-z][a-z0-9_]{0,47}$' }),
    cassandraReplication: Type.Integer({ default: 3, minimum: 1, maximum: 9 }),
    /** Who Stoa is to Cassandra, where it asks. The password is best given as `STOA_CASSANDRA_PASSWORD`. */
    cassandraUser: Type.String({ default: '' }),
    cassandraPassword: Type.String({ default: '' }),
    /** The file of the SQLite store; empty: `stoa.db` in `data`. Several processes of one machine may share it. */
    sqlite: Type.String({ default: '' }),
    /** Where projects run: `here`, in this process's charge, or on the machines that have `joined` with `stoa host`. */
    hosts: Type.Union([Type.Literal('here'), Type.Literal('joined')], { default: 'here' }),
    /** After so many seconds of silence a machine is taken for dead and its projects go to others. The same on all machines. */
    silence: Type.Number({ default: 10, minimum: 1, maximum: 3600 }),
    /** Of a machine that runs `stoa host`: its name (empty: the system's), where its door listens, and the address hubs reach it at (empty: that one). */
    machine: Type.String({ default: '', pattern: '^[A-Za-z0-9._-]{0,60}$' }),
    doorHost: Type.String({ default: '127.0.0.1' }),
    doorPort: Type.Integer({ default: 8334, minimum: 0, maximum: 65535 }),
    doorUrl: Type.String({ default: '', pattern: '^(https?://[^?#]+[^/?#])?$' }),
    /** Projects that such a machine runs at most; 0: as many as fit. */
    machineProjects: Type.Integer({ default: 0, minimum: 0 }),
    sandbox: Type.Union([Type.Literal('auto'), Type.Literal('bubblewrap'), Type.Literal('none')], { default: 'auto' }),
    /** Who may sign up: everyone, those with an invitation, or nobody. */
    signUp: Type.Union([Type.Literal('open'), Type.Literal('invitation'), Type.Literal('closed')], { default: 'invitation' }),
    /** A project with nobody connected and nothing running is stopped after so many minutes. */
    idleMinutes: Type.Number({ default: 30, exclusiveMinimum: 0 }),
    /** Whether files may be imported from addresses of this machine and of private networks. Whoever edits a project can then see what answers there. */
    privateAddresses: Type.Boolean({ default: false }),
    /** Megabytes of memory of one project, all its processes together. */
    memory: Type.Integer({ default: 2000, minimum: 128 }),
    /** Processes and threads of one project. */
    processes: Type.Integer({ default: 512, minimum: 32 }),
    /** What is set of each plugin's host part, by its id; the plugin's README says what there is. */
    plugins: Type.Record(Type.String(), Type.Record(Type.String(), Type.Unknown()), { default: {} }),
  },
  { additionalProperties: false },
)
export type Config = Static<typeof ConfigSchema>

const validator = Compile(ConfigSchema)

/** Reads `file` (absent is fine unless it was named) and the environment over it. Throws `bad_config` naming the key. */
export function readConfig({
  file,
  environment,
  named,
}: {
  file: string
  environment: Record<string, string | undefined>
  named: boolean
}): Config {
  const config = { ...defaults(), ...fromFile(file, named), ...fromEnvironment(environment) }
  const [wrong] = validator.Errors(config)
  if (wrong) {
    const key = wrong.instancePath.slice(1) || String((wrong.params as { additionalProperties?: string[] }).additionalProperties?.[0] ?? '')
    throw new StoaError({
      code: 'bad_config',
      field: key,
      message: `The setting ${quote(key)} ${wrong.message}; it is ${quote((config as Record<string, unknown>)[key])}.`,
    })
  }
  const { data, sqlite } = config as Config
  return { ...(config as Config), data: absolute(data), sqlite: sqlite === '' ? '' : absolute(sqlite) }
}

const absolute = (path: string) => (isAbsolute(path) ? path : resolve(path))

function defaults(): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(ConfigSchema.properties).map(([key, schema]) => [key, (schema as { default?: unknown }).default]),
  )
}

function fromFile(file: string, named: boolean): Record<string, unknown> {
  let text: string
  try {
    text = readFileSync(file, 'utf8')
  } catch (error) {
    if (!named && (error as NodeJS.ErrnoException).code === 'ENOENT') return {}
    throw new StoaError({ code: 'bad_config', message: `The configuration file ${file} cannot be read: ${(error as Error).message}` })
  }
  try {
    return JSON.parse(text) as Record<string, unknown>
  } catch (error) {
    throw new StoaError({ code: 'bad_config', message: `The configuration file ${file} is not JSON: ${(error as Error).message}` })
  }
}

function fromEnvironment(environment: Record<string, string | undefined>): Record<string, unknown> {
  const found: Record<string, unknown> = {}
  for (const [key, schema] of Object.entries(ConfigSchema.properties)) {
    const value = environment[`STOA_${key.replace(/[A-Z]/g, letter => `_${letter}`).toUpperCase()}`]
    if (value === undefined) continue
    const type = (schema as { type?: string }).type
    if (type === 'integer' || type === 'number') found[key] = Number(value)
    else found[key] = type === 'boolean' && /^(true|false)$/.test(value) ? value === 'true' : value
  }
  return found
}
