import { mkdir, mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { Contract, Manifest, Part, Role } from '@stoa/sdk/contract'
import { connect, type Client } from '@stoa/sdk/client'
import type { Clock, Log } from '@stoa/sdk/hub'
import { createInProcessHost, projectFolders, startHostParts } from '@stoa/core/host'
import { createHub, pageRoutes, readPlugins, type Installed } from '@stoa/core/hub'
import { installedPart, systemClock, type LoadablePart, type PluginReport } from '@stoa/core/project'
import { argon2id, createRegistry, registryTables, type Registry } from '@stoa/core/registry'
import { buildPage } from '@stoa/core/shell/build'
import { openSqliteStore } from '@stoa/core/store'

/** A plugin written inside a test: the parts themselves instead of a folder. */
export type InlinePlugin = {
  manifest: Manifest
  contracts: readonly Contract[]
  hub?: Part<any, any, any>
  host?: Part<any, any, any>
  project?: Part<any, any, any>
}

/** Somebody with an account, connected as a program is. */
export type Person = Client & {
  readonly name: string
  readonly account: string
  readonly email: string
  readonly password: string
  /** The secret of a key for the whole account. */
  readonly key: string
  /** Makes a project this person owns. */
  creates(title: string): Promise<TestProject>
}
export type TestProject = {
  readonly id: string
  /** Where its files lie. */ readonly root: string
  admits(person: Person, role: Role): Promise<void>
}

/** A hub with its project servers in this process, on a temporary directory. */
export type TestHub = {
  readonly url: string
  readonly registry: Registry
  readonly plugins: readonly PluginReport[]
  readonly refused: Installed['refused']
  person(name: string): Promise<Person>
  close(): Promise<void>
}

const silent: Log = { info() {}, warn() {}, error() {} }
const cheap = { memoryCost: 8, timeCost: 1, parallelism: 1 }

/** The folders of the plugins that come with Stoa, by id: `bundled('files', 'editor')`. */
export function bundled(...ids: string[]): string[] {
  return ids.map(id => fileURLToPath(new URL(`../../plugins/${id}`, import.meta.url)))
}

/**
 * Boots a real hub and real project servers with the chosen plugins, in this process and without a sandbox (K-9).
 * `folders` name plugins by folder, `plugins` gives them inline; `clock` and `log` replace the real ones. With `page`, a folder where the
 * built page is kept from one test to the next, the hub serves it to browsers too. `address` is the public address, as behind a proxy, and
 * `attempts` how often one address may try to sign in a minute.
 */
export async function createTestHub({
  folders = [],
  plugins = [],
  page,
  address = '',
  attempts = 1000,
  clock = systemClock,
  log = silent,
  settings = {},
}: {
  folders?: readonly string[]
  plugins?: readonly InlinePlugin[]
  page?: string
  address?: string
  attempts?: number
  clock?: Clock
  log?: Log
  /** What is set of plugins' host parts, by their ids. */
  settings?: Readonly<Record<string, Readonly<Record<string, unknown>>>>
} = {}): Promise<TestHub> {
  const directory = await mkdtemp(join(tmpdir(), 'stoa-test-'))
  const projects = join(directory, 'projects')
  await mkdir(projects)
  const read = await Promise.all([...new Set(folders.map(f => dirname(f)))].map(parent => readPlugins([parent])))
  const chosen = read.flatMap(r => r.plugins).filter(p => folders.includes(p.folder))
  const installed: Installed = {
    plugins: [...chosen, ...plugins.map(({ manifest, contracts }) => ({ manifest, contracts, tables: [], folder: directory }))],
    refused: read.flatMap(r => r.refused).filter(r => folders.includes(r.folder)),
  }
  const parts = (which: 'hub' | 'host' | 'project'): LoadablePart[] => [
    ...chosen.flatMap(plugin => installedPart(plugin, which) ?? []),
    ...plugins.flatMap(plugin => {
      const part = plugin[which]
      return part ? [{ manifest: plugin.manifest, folder: directory, load: async () => part }] : []
    }),
  ]
  const store = await openSqliteStore({
    file: join(directory, 'stoa.db'),
    tables: [...registryTables, ...chosen.flatMap(({ tables }) => tables)],
    clock,
  })
  const registry = createRegistry({ store, clock, passwords: argon2id(cheap), initialPolicy: 'open' })
  const host = createInProcessHost({
    directory: projects,
    plugins: parts('project'),
    clock,
    log,
    prepare: asked => hostParts.prepare(asked),
  })
  const hostParts = await startHostParts({
    parts: parts('host'),
    host,
    store,
    folders: projectFolders(directory),
    uidOf: async () => 0,
    settings,
    clock,
    log,
  })
  let url = ''
  const built = page === undefined ? undefined : await buildPage({ plugins: installed.plugins, outDir: page })
  const hub = await createHub({
    registry,
    host,
    installed,
    parts: parts('hub'),
    clock,
    log,
    tables: store,
    eraseKept: hostParts.erase,
    url: address,
    address: () => address || url,
    attempts,
    ...(built && { page: (app, address) => pageRoutes(app, { built, address }) }),
  })
  url = await hub.app.listen({ host: '127.0.0.1', port: 0 })
  const people: Person[] = []

  async function person(name: string): Promise<Person> {
    const email = `${name.toLowerCase()}@example.org`
    const password = 'correct horse battery'
    const { account } = await registry.signUp.signUp({ email, name, password, acceptedTerms: true })
    const { secret } = await registry.keys.create({ account: account.account, role: 'owner', title: 'test' })
    const client = connect({ url, key: secret })
    await client.ready()
    const joined: Person = Object.assign(Object.create(client) as Client, {
      name,
      account: account.account,
      email,
      password,
      key: secret,
      async creates(title: string): Promise<TestProject> {
        const { project } = await registry.projects.create({ account: account.account, title })
        return {
          id: project,
          root: join(projects, project),
          async admits(other: Person, role: Role) {
            if ((await registry.members.roleOf(other.account, project)) === null)
              await registry.members.join({ project, account: other.account, role })
            await registry.members.setRole({ by: account.account, project, account: other.account, role })
            await hub.judge(project)
          },
        }
      },
    })
    people.push(joined)
    return joined
  }

  return {
    url,
    registry,
    plugins: hub.plugins,
    refused: installed.refused,
    person,
    async close() {
      for (const one of people) one.close()
      await hub.close()
      await host.close()
      await hostParts.stop()
      await store.close()
      await rm(directory, { recursive: true, force: true })
    },
  }
}
