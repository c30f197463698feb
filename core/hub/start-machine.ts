import { mkdir } from 'node:fs/promises'
import { hostname } from 'node:os'
import { stops } from '@stoa/sdk/contract'
import type { Log } from '@stoa/sdk/hub'
import { fetchFolder, joinFleet, openDoor, openFolders, termsOf } from '@stoa/core/fleet'
import { machineTime, systemClock } from '@stoa/core/project'
import type { Config } from './config.ts'
import { serveControl } from './control.ts'
import { readPlugins } from './plugins.ts'
import { allTables, demandWalls, startLocalHost } from './start.ts'
import { openStore } from './store.ts'

/** One machine that runs projects for hubs elsewhere. */
export type Machine = {
  readonly name: string
  readonly url: string
  readonly sandbox: string
  close(): Promise<void>
}

/** Starts the host of this machine, opens its door, and joins the others of the same store. Resolves once it may run projects. */
export async function startMachine({
  config,
  pluginFolders,
  log,
}: {
  config: Config
  pluginFolders: readonly string[]
  log: Log
}): Promise<Machine> {
  demandWalls(config.sandbox, config.doorHost)
  const started = stops()
  try {
    await mkdir(config.data, { recursive: true, mode: 0o700 })
    const installed = await readPlugins(pluginFolders)
    for (const { reason } of installed.refused) log.warn({}, reason)
    const store = await openStore({ config, tables: allTables(installed), clock: systemClock })
    started.add(() => store.close())
    const { host, parts } = await startLocalHost({ config, installed, store, alone: false, log, started })
    const name = config.machine || hostname()
    const door = await openDoor({ host: config.doorHost, port: config.doorPort, log })
    started.add(() => door.stop())
    const url = config.doorUrl || `http://${config.doorHost.includes(':') ? `[${config.doorHost}]` : config.doorHost}:${door.port}`
    const member = await joinFleet({
      store,
      host,
      terms: termsOf(config.silence),
      name,
      url,
      folders: openFolders(config.data),
      fetchFolder,
      clock: systemClock,
      time: machineTime,
      log,
      prepare: parts.prepare,
      eraseKept: parts.erase,
      ...(config.machineProjects > 0 && { most: config.machineProjects }),
    })
    started.add(() => member.close())
    door.answerFor(member)
    await member.joined()
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
          figures: { sockets: 0, channels: 0, links: 0 },
          plugins: parts.plugins,
          projects: await host.status(),
        }),
      }),
    )
    return { name, url, sandbox: host.sandbox.sentence, close: started.stop }
  } catch (failure) {
    await started.stop().catch(() => undefined)
    throw failure
  }
}
