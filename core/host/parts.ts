import { stops, type Stop } from '@stoa/sdk/contract'
import { Clock, Log, Preparations, ProjectFolders, ProjectRun, Tables, type Preparation } from '@stoa/sdk/host'
import { createScope, logAbout, startParts, type LoadablePart, type PluginReport } from '@stoa/core/project'
import type { Store } from '@stoa/core/store'
import type { Host } from './host.ts'
import type { Prepare } from './preparing.ts'

/** The host parts of plugins, running. */
export type HostParts = {
  /** What became of each. */
  readonly plugins: readonly PluginReport[]
  /**
   * Asks every preparation in turn to bring a project's files here; the first that has some ends it. Null when none has. Must be called before a server
   * starts on a folder that is missing or stale, which is emptied first. Rejects when files are kept and cannot be brought.
   */
  readonly prepare: Prepare
  /** Removes what is kept of a project elsewhere than in its folder. */
  erase(project: string): Promise<void>
  stop: Stop
}

/** Starts the host parts of plugins in this process, beside the projects of one host. */
export async function startHostParts({
  parts,
  host,
  store,
  folders,
  uidOf,
  settings = {},
  clock,
  log,
}: {
  parts: readonly LoadablePart[]
  host: Pick<Host, 'run' | 'rootInside'>
  store: Pick<Store, 'table'>
  folders: Pick<ProjectFolders, 'list' | 'of'>
  /** The unix user of a project. */
  uidOf(project: string): Promise<number>
  /** What is set of each plugin, by its id. */
  settings?: Readonly<Record<string, Readonly<Record<string, unknown>>>>
  clock: Clock
  log: Log
}): Promise<HostParts> {
  const preparations = new Set<Preparation>()
  const erasing = new Set<(project: string) => Promise<void>>()
  const scope = createScope()
  scope.provide(Clock, clock)
  scope.provide(Tables, { table: definition => store.table(definition) })
  scope.provide(ProjectFolders, { ...folders, onErase: erase => added(erasing, erase) })
  scope.provide(Preparations, { add: preparation => added(preparations, preparation) })
  scope.provide(ProjectRun, {
    root: project => host.rootInside(project),
    start: async ({ project, ...asked }) => host.run({ id: project, uid: await uidOf(project), ...asked }),
  })
  const started = stops()
  const { reports, stop } = await startParts({
    plugins: parts,
    root: scope,
    services: new Set([Clock.id, Tables.id, ProjectFolders.id, Preparations.id, ProjectRun.id, Log.id]),
    log,
    enter({ manifest, scope: own }) {
      own.provide(Log, logAbout(log, { plugin: manifest.id }))
      return { settings: settings[manifest.id] ?? {} }
    },
  })
  started.add(stop)
  return {
    plugins: reports,
    async prepare(asked) {
      for (const { prepare } of preparations) {
        const prepared = await prepare(asked)
        if (prepared) return prepared
      }
      return null
    },
    async erase(project) {
      for (const erase of erasing) await erase(project)
    },
    stop: started.stop,
  }
}

function added<T>(all: Set<T>, one: T): Stop {
  all.add(one)
  return () => void all.delete(one)
}
