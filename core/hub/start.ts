import { mkdir, mkdtemp, rm } from 'node:fs/promises'
import { isIP } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { StoaError, quote, stops } from '@stoa/sdk/contract'
import type { Log } from '@stoa/sdk/hub'
import { fleetTables, openFleet, termsOf, watchChanges, type Fleet } from '@stoa/core/fleet'
import { createHost, projectFolders, startHostParts, type Host, type HostParts } from '@stoa/core/host'
import { installedPart, machineTime, systemClock } from '@stoa/core/project'
import { createRegistry, registryTables } from '@stoa/core/registry'
import { buildPage } from '@stoa/core/shell/build'
import type { Definition, Store } from '@stoa/core/store'
import type { Config } from './config.ts'
import { serveControl } from './control.ts'
import { createHub, type Hub } from './hub.ts'
import { listen } from './listen.ts'
import { pageRoutes } from './page.ts'
import { readPlugins, type Installed } from './plugins.ts'
import { openStore } from './store.ts'

export type Stoa = {
  readonly hub: Hub
  /** Where people reach it. */
  readonly url: string
  readonly sandbox: string
  readonly installed: Installed
  /** Makes who opens it the first administrator; undefined when there is one. */
  readonly welcome: string | undefined
  close(): Promise<void>
}

/** Starts the hub, and unless projects run on other machines the host, in this process, everything below `config.data`, and listens. */
export async function startStoa({
  config,
  pluginFolders,
  pageDirectory,
  log,
}: {
  config: Config
  /** Folders whose folders are plugins. */
  pluginFolders: readonly string[]
  /** Where the built page is kept between starts. */
  pageDirectory: string
  log: Log
}): Promise<Stoa> {
  if (config.hosts === 'here') demandWalls(config.sandbox, config.host)
  const started = stops()
  try {
    await mkdir(config.data, { recursive: true, mode: 0o700 })
    const installed = await readPlugins(pluginFolders)
    for (const { reason } of installed.refused) log.warn({}, reason)
    const built = await buildPage({ plugins: installed.plugins, outDir: pageDirectory })
    for (const { reason } of built.refused) log.warn({}, reason)
    const store = await openStore({ config, tables: allTables(installed), clock: systemClock })
    started.add(() => store.close())
    const registry = createRegistry({ store, clock: systemClock, initialPolicy: config.signUp })
    const local = config.hosts === 'here' ? await startLocalHost({ config, installed, store, alone: true, log, started }) : undefined
    const fleet = local ? undefined : openFleet({ store, terms: termsOf(config.silence), clock: systemClock, time: machineTime, log })
    started.add(() => fleet?.close())
    const changes = fleet && watchChanges({ store, clock: systemClock, log })
    started.add(() => changes?.stop())
    const about = local
      ? { sandbox: local.host.sandbox.sentence, limits: local.host.limits }
      : { sandbox: 'Projects run on the machines that have joined.', limits: 'Each machine keeps its own limits.' }
    let url = config.url
    const hub = await createHub({
      registry,
      host: local?.host ?? fleet!,
      ...(changes && { changes }),
      installed,
      parts: installed.plugins.flatMap(plugin => installedPart(plugin, 'hub') ?? []),
      clock: systemClock,
      log,
      tables: store,
      // Where there are several machines, theirs do it.
      eraseKept: local?.parts.erase ?? (async () => undefined),
      url: config.url,
      address: () => url.replace(/\/+$/, ''),
      page: (app, address) => pageRoutes(app, { built, address }),
    })
    started.add(() => hub.close())
    const listening = await listen({ app: hub.app, host: config.host, port: config.port })
    if (url === '') url = listening
    const began = systemClock.elapsed()
    started.add(
      await serveControl({
        data: config.data,
        status: async () => ({
          pid: process.pid,
          url,
          ...about,
          uptime: Math.round((systemClock.elapsed() - began) / 1000),
          memory: process.memoryUsage.rss(),
          figures: hub.figures(),
          plugins: hub.plugins,
          projects: await (local ? local.host.status() : statusOf(fleet!)),
        }),
      }),
    )
    const token = await registry.signUp.firstAdministratorLink()
    return {
      hub,
      url,
      installed,
      sandbox: about.sandbox,
      welcome: token === undefined ? undefined : `${url.replace(/\/+$/, '')}/welcome#${token}`,
      close: started.stop,
    }
  } catch (error) {
    await started.stop().catch(() => undefined)
    throw error
  }
}

/** Every table of an installation. */
export const allTables = (installed: Installed): readonly Definition[] => [
  ...registryTables,
  ...fleetTables,
  ...installed.plugins.flatMap(({ tables }) => tables),
]

/** The host of one machine with the host parts of plugins, stopped with `started`. `alone`, it brings missing folders here by itself. */
export async function startLocalHost({
  config,
  installed,
  store,
  alone,
  log,
  started,
}: {
  config: Config
  installed: Installed
  store: Store
  alone: boolean
  log: Log
  started: ReturnType<typeof stops>
}): Promise<{ host: Host; parts: HostParts }> {
  const registry = createRegistry({ store, clock: systemClock })
  // A name that others of this machine could foresee is a name that they could take.
  const runDirectory = await mkdtemp(join(tmpdir(), 'stoa-'))
  started.add(() => rm(runDirectory, { recursive: true, force: true }))
  const host = await createHost({
    dataDirectory: config.data,
    runDirectory,
    sandbox: config.sandbox,
    clock: systemClock,
    log,
    plugins: installed.plugins.map(({ manifest, folder }) => ({ manifest, folder })),
    limits: { memory: config.memory * 1_000_000, processes: config.processes },
    idleMinutes: config.idleMinutes,
    policy: { privateAddresses: config.privateAddresses },
    ...(alone && { prepare: asked => parts.prepare(asked) }),
  })
  started.add(() => host.close())
  const parts = await startHostParts({
    parts: installed.plugins.flatMap(plugin => installedPart(plugin, 'host') ?? []),
    host,
    store,
    folders: projectFolders(config.data),
    uidOf: async project => (await registry.projects.get(project))?.uid ?? 0,
    settings: config.plugins,
    clock: systemClock,
    log,
  })
  started.add(parts.stop)
  return { host, parts }
}

/** What runs on all machines. One that does not answer is left out. */
async function statusOf(fleet: Fleet) {
  const all = await Promise.all(fleet.hosts.map(({ host }) => fleet.status(host).catch(() => [])))
  return all.flat()
}

/** Refuses to let others in where nothing stands between them and this machine. */
export function demandWalls(sandbox: Config['sandbox'], host: string): void {
  if (sandbox !== 'none' || isLoopback(host)) return
  throw new StoaError({
    code: 'bad_config',
    field: 'host',
    message: `Without a sandbox Stoa listens only on a loopback address, and ${quote(host)} is none: everyone who can reach it could do what you can.`,
  })
}

function isLoopback(host: string): boolean {
  return host === 'localhost' || host === '::1' || (isIP(host) === 4 && host.startsWith('127.'))
}
