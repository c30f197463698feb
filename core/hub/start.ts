import { mkdir, mkdtemp, rm } from 'node:fs/promises'
import { isIP } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { StoaError, quote, stops } from '@stoa/sdk/contract'
import type { Log } from '@stoa/sdk/hub'
import { createHost, projectFolders, startHostParts } from '@stoa/core/host'
import { installedPart, systemClock } from '@stoa/core/project'
import { createRegistry, registryTables } from '@stoa/core/registry'
import { buildPage } from '@stoa/core/shell/build'
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

/** Starts hub and host in this process, everything below `config.data`, and listens. */
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
  if (config.sandbox === 'none' && !isLoopback(config.host)) {
    throw new StoaError({
      code: 'bad_config',
      field: 'host',
      message: `Without a sandbox Stoa listens only on a loopback address, and ${quote(config.host)} is none: everyone who can reach it could do what you can.`,
    })
  }
  const started = stops()
  try {
    await mkdir(config.data, { recursive: true, mode: 0o700 })
    const installed = await readPlugins(pluginFolders)
    for (const { reason } of installed.refused) log.warn({}, reason)
    const built = await buildPage({ plugins: installed.plugins, outDir: pageDirectory })
    for (const { reason } of built.refused) log.warn({}, reason)
    const store = await openStore({
      config,
      tables: [...registryTables, ...installed.plugins.flatMap(({ tables }) => tables)],
      clock: systemClock,
    })
    started.add(() => store.close())
    const registry = createRegistry({ store, clock: systemClock, initialPolicy: config.signUp })
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
      prepare: asked => hostParts.prepare(asked),
    })
    started.add(() => host.close())
    const hostParts = await startHostParts({
      parts: installed.plugins.flatMap(plugin => installedPart(plugin, 'host') ?? []),
      host,
      store,
      folders: projectFolders(config.data),
      uidOf: async project => (await registry.projects.get(project))?.uid ?? 0,
      settings: config.plugins,
      clock: systemClock,
      log,
    })
    started.add(hostParts.stop)
    let url = config.url
    const hub = await createHub({
      registry,
      host,
      installed,
      parts: installed.plugins.flatMap(plugin => installedPart(plugin, 'hub') ?? []),
      clock: systemClock,
      log,
      tables: store,
      eraseKept: hostParts.erase,
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
          sandbox: host.sandbox.sentence,
          limits: host.limits,
          uptime: Math.round((systemClock.elapsed() - began) / 1000),
          memory: process.memoryUsage.rss(),
          figures: hub.figures(),
          plugins: hub.plugins,
          projects: await host.status(),
        }),
      }),
    )
    const token = await registry.signUp.firstAdministratorLink()
    return {
      hub,
      url,
      installed,
      sandbox: host.sandbox.sentence,
      welcome: token === undefined ? undefined : `${url.replace(/\/+$/, '')}/welcome#${token}`,
      close: started.stop,
    }
  } catch (error) {
    await started.stop().catch(() => undefined)
    throw error
  }
}

function isLoopback(host: string): boolean {
  return host === 'localhost' || host === '::1' || (isIP(host) === 4 && host.startsWith('127.'))
}
