import { rm } from 'node:fs/promises'
import { join } from 'node:path'
import type { Stop } from '@stoa/sdk/contract'
import type { ProjectProgram, Restored } from '@stoa/sdk/host'
import type { Clock, Log } from '@stoa/sdk/hub'
import type { Policy } from '@stoa/sdk/project'
import type { InstalledPlugin, PluginReport, ProjectConfig } from '@stoa/core/project'
import { findCheckout } from './checkout.ts'
import { chooseConfinement, ownUid } from './choose.ts'
import { errors } from './errors.ts'
import { findGroups } from './groups.ts'
import { makeBase, makeProject, projectPaths } from './layout.ts'
import { megabytes, programsIn, treeMemory, type Program } from './memory.ts'
import { prepareMissing, type Prepare } from './preparing.ts'
import { createHostedPrograms, type HostedProgram } from './programs.ts'
import { holdOff } from './reason.ts'
import { startServer, type Server } from './server.ts'

/** What a project may use at most. */
export type Limits = {
  /** Bytes of memory, all its processes together. */
  readonly memory: number
  /** Processes and threads of all its processes. */
  readonly processes: number
  /** Share of the processor against other projects when it is scarce; 100 is the usual one. */
  readonly cpuShare: number
}

/** `none` is for one trusted person: everyone invited can do what the host's user can. */
export type SandboxChoice = 'auto' | 'bubblewrap' | 'none'

export type HostOptions = {
  /** Holds `projects/<id>/`, each 0700 of its project's user. */
  dataDirectory: string
  /** For sockets; gone after a restart is fine. Must be reachable for project users (0711) and short: a socket's path has at most 107 bytes. */
  runDirectory: string
  sandbox: SandboxChoice
  clock: Clock
  log: Log
  plugins: readonly InstalledPlugin[]
  limits?: Partial<Limits>
  /** Stops a project server after so many minutes with nobody connected and nothing held; default 30. */
  idleMinutes?: number
  /** What the administrator settled for all projects; without it, nothing is allowed that has to be. */
  policy?: Policy
  /** Asked before the server of a project starts whose folder is missing here. */
  prepare?: Prepare
}

/**
 * What to start: `uid` is the project's own (from 200000 up), used when the host is root; `epoch` that of its lease, which is good until the
 * moment `until` of `machineTime` if it has an end.
 */
export type ProjectStart = { readonly id: string; readonly uid: number; readonly epoch?: number; readonly until?: number }

/** A project server that answers. `ws+unix:<socketPath>:/link` is its hub link and `/routes/…`, `/blobs/…` its HTTP paths; all want `Authorization: Bearer <token>`. */
export type ProjectProcess = {
  readonly id: string
  readonly epoch: number
  readonly socketPath: string
  readonly token: string
  /** Outermost process. */
  readonly pid: number
  /** Milliseconds from spawn to ready. */
  readonly startup: number
  /** What became of each plugin's project part. */
  readonly plugins: readonly PluginReport[]
  /** What its files were brought back from, if they were missing. */
  readonly restored?: Restored
}

/**
 * The end of a project server. `reason` is a sentence for its people; `expected` when it was told to stop or was idle; `unreached` when its machine
 * does not answer, so that links to it are no use even if nobody closed them.
 */
export type ProjectExit = { readonly id: string; readonly reason: string; readonly expected: boolean; readonly unreached?: boolean }

/**
 * A project server as a hub reaches it, over a socket of this machine or through the door of another: `link`, `routes/…` and `blobs/…` below
 * either want `Authorization: Bearer <token>`.
 */
export type ReachedProject = Pick<ProjectProcess, 'id' | 'epoch' | 'token' | 'restored'> &
  ({ readonly socketPath: string } | { readonly url: string; readonly machine: string })

/** Whoever runs projects for a hub: the host of this machine, or all machines together. */
export type ProjectHosts = Pick<Host, 'stop' | 'erase' | 'onExit'> & {
  start(project: ProjectStart): Promise<ReachedProject>
  /** Where there are several machines: those that take projects now, and a way to stop a project and have it started on one of them. */
  readonly machines?: readonly string[]
  move?(project: ProjectStart, to: string): Promise<void>
}

export type ProjectStatus = {
  readonly id: string
  readonly state: 'starting' | 'running' | 'stopping' | 'stopped'
  readonly pid?: number
  /** Bytes of memory (Pss) of the server itself, and of everything in its sandbox. */
  readonly memory?: { readonly server: number; readonly all: number }
  /** What it runs: kernels, builds, terminals, each with everything it has started itself. */
  readonly processes?: readonly Program[]
  readonly idle?: boolean
  /** Why it is not running, if it ended by itself. */
  readonly reason?: string
}

/** One machine's project servers. */
export type Host = {
  /** What contains the projects here, as a person may be told. */
  readonly sandbox: { readonly kind: 'none' | 'bubblewrap'; readonly sentence: string }
  /** How limits are kept here, in a sentence. */
  readonly limits: string
  /**
   * The project's server, started if it does not run; asking twice gives one server.
   * After crashes the next start is held off, longer each time, up to a minute. Rejects with `project_failed`, its message the reason.
   */
  start(project: ProjectStart): Promise<ProjectProcess>
  /** Stops it: documents are saved first, within ten seconds. Nothing happens if it does not run. */
  stop(id: string): Promise<void>
  /** Stops it and removes its files for good. Links in it are removed, never followed. */
  erase(id: string): Promise<void>
  /** Starts a program in a sandbox of its own on the project's folder, which is made if it is missing. */
  run(program: HostedProgram): Promise<ProjectProgram>
  /** The project's folder as programs in its sandbox see it. */
  rootInside(id: string): string
  status(): Promise<readonly ProjectStatus[]>
  onExit(listener: (exit: ProjectExit) => void): Stop
  /** Tells every project server that its lease was renewed. */
  extend(until: number): void
  /** The leases are lost: ends every project server at once, those that are starting too. Resolves when none is left. */
  fence(): Promise<void>
  /** Stops all projects. */
  close(): Promise<void>
}

const defaultLimits: Limits = { memory: 2000e6, processes: 1000, cpuShare: 100 }
const defaultIdleMinutes = 30
const minute = 60_000
/** A server that has run so long has not crashed again "in a row". */
const steady = minute

type Entry = {
  server: Server | null
  /** The start under way, or the running server. */
  process: Promise<ProjectProcess> | null
  state: ProjectStatus['state']
  crashes: number
  mayStartAt: number
  reason: string | undefined
  stopped: Promise<void>
}

/** Rejects with `no_sandbox` when the choice does not work here; the message says why and what to do. */
export async function createHost(options: HostOptions): Promise<Host> {
  const {
    dataDirectory,
    runDirectory,
    sandbox,
    clock,
    log,
    plugins,
    idleMinutes = defaultIdleMinutes,
    policy = { privateAddresses: false },
  } = options
  const limits = { ...defaultLimits, ...options.limits }
  const root = ownUid() === 0
  const checkout = findCheckout()
  await makeBase({ dataDirectory, runDirectory, root })
  const confinement = await chooseConfinement({
    choice: sandbox,
    checkout,
    plugins,
    runDirectory,
    scratchBytes: Math.floor(limits.memory / 2),
    root,
  })
  const groups = process.platform === 'linux' ? findGroups() : null
  const entries = new Map<string, Entry>()
  const exits = new Set<(exit: ProjectExit) => void>()
  let closed = false
  /** How often all leases were lost. */
  let fences = 0
  const programs = createHostedPrograms({ dataDirectory, runDirectory, confinement, groups, limits, root, ownUid: ownUid() })
  const giveUp = new AbortController()

  function entryOf(id: string): Entry {
    let entry = entries.get(id)
    if (!entry) {
      entry = { server: null, process: null, state: 'stopped', crashes: 0, mayStartAt: 0, reason: undefined, stopped: Promise.resolve() }
      entries.set(id, entry)
    }
    return entry
  }

  async function run({ id, uid, epoch = 0, until }: ProjectStart, entry: Entry): Promise<ProjectProcess> {
    const before = fences
    const paths = projectPaths({ dataDirectory, runDirectory, id })
    const wait = entry.mayStartAt - clock.elapsed()
    if (wait > 0) await new Promise<void>(resolve => clock.after(wait, resolve))
    await entry.stopped
    if (closed) throw errors.closed()

    const restored =
      options.prepare &&
      (await prepareMissing({
        notes: join(dataDirectory, 'preparing'),
        project: id,
        folder: paths.project,
        prepare: options.prepare,
        signal: giveUp.signal,
      }))
    await makeProject({ ...paths, owner: root ? (confinement.facts.kind === 'none' ? 0 : uid) : null })
    if (closed) throw errors.closed()
    if (fences !== before) throw errors.fenced()
    const group = groups?.make(id, limits) ?? null
    const launch = confinement.launch({ ...paths, uid: root ? uid : ownUid(), groups: group?.folders ?? [] })
    const { seen } = confinement
    const config: ProjectConfig = {
      project: id,
      epoch,
      ...(until !== undefined && { until }),
      root: seen.root(paths),
      socketPath: join(seen.linkDirectory(paths), paths.socketName),
      plugins: plugins.map(plugin => ({ manifest: plugin.manifest, folder: seen.pluginFolder(plugin) })),
      sandbox: { processList: false, ...confinement.facts },
      policy,
    }
    const began = clock.elapsed()
    const server = startServer({ launch, config, group, memoryLimit: limits.memory, clock, log })
    entry.server = server
    const stopIdling = watchIdle(id, server)
    const ended = server.ended.then(({ reason, asked }) => {
      void stopIdling()
      finished({ id, entry, reason, asked, ran: clock.elapsed() - began })
      return reason
    })
    entry.stopped = ended.then(() => undefined)
    const ready = await server.ready
    if (!ready) throw errors.projectFailed(await ended)
    entry.state = 'running'
    entry.reason = undefined
    return { id, epoch, socketPath: paths.socketPath, token: server.token, pid: server.pid, ...ready, ...(restored && { restored }) }
  }

  function finished({ id, entry, reason, asked, ran }: { id: string; entry: Entry; reason: string; asked: boolean; ran: number }) {
    entry.server = null
    entry.process = null
    entry.state = 'stopped'
    entry.reason = asked ? undefined : reason
    entry.crashes = asked ? 0 : ran > steady ? 1 : entry.crashes + 1
    entry.mayStartAt = clock.elapsed() + holdOff(entry.crashes)
    if (!asked) log.warn({ project: id, crashes: entry.crashes }, reason)
    for (const listener of exits) listener({ id, reason, expected: asked })
  }

  /** Stops a server that has had nobody and nothing for long enough. */
  function watchIdle(id: string, server: Server): Stop {
    let waiting: Stop | null = null
    const look = (idle: boolean) => {
      void waiting?.()
      waiting = idle
        ? clock.after(idleMinutes * minute, () => {
            log.info({ project: id, idleMinutes }, 'The project is idle and is stopped.')
            void stop(id)
          })
        : null
    }
    server.onIdle(look)
    return () => void waiting?.()
  }

  async function stop(id: string): Promise<void> {
    const entry = entries.get(id)
    if (!entry?.server) return
    entry.state = 'stopping'
    entry.process = null
    await entry.server.stop()
    await entry.stopped
  }

  return {
    sandbox: { kind: confinement.facts.kind, sentence: confinement.facts.sentence },
    limits: sentenceOfLimits(groups?.kind ?? null, limits),
    start(project) {
      if (closed) return Promise.reject(errors.closed())
      const entry = entryOf(project.id)
      if (!entry.process) {
        const starting = run(project, entry)
        entry.process = starting
        entry.state = 'starting'
        starting.catch((failure: unknown) => {
          if (entry.process !== starting) return
          entry.process = null
          entry.state = 'stopped'
          entry.reason = failure instanceof Error ? failure.message : String(failure)
        })
      }
      return entry.process
    },
    stop,
    async erase(id) {
      await stop(id)
      await programs.end(id)
      entries.delete(id)
      const { project, linkDirectory } = projectPaths({ dataDirectory, runDirectory, id })
      for (const folder of [project, linkDirectory]) await rm(folder, { recursive: true, force: true })
    },
    run: programs.start,
    rootInside: programs.root,
    async status() {
      return Promise.all(
        [...entries].map(async ([id, { server, state, reason }]): Promise<ProjectStatus> => {
          if (!server) return { id, state, ...(reason === undefined ? {} : { reason }) }
          return { id, state, pid: server.pid, ...(await usageOf(server.pid)), idle: server.idle }
        }),
      )
    },
    onExit(listener) {
      exits.add(listener)
      return () => void exits.delete(listener)
    },
    extend(until) {
      for (const { server } of entries.values()) server?.extend(until)
    },
    async fence() {
      fences++
      const running = [...entries.values()].filter(({ server }) => server !== null)
      for (const { server } of running) server!.end()
      await Promise.all(running.map(({ stopped }) => stopped))
    },
    async close() {
      closed = true
      giveUp.abort()
      await Promise.all([...entries.keys()].map(stop))
      await programs.close()
    },
  }
}

/** What a project uses now: its server is the largest process that is not user code. */
async function usageOf(pid: number): Promise<Required<Pick<ProjectStatus, 'memory' | 'processes'>>> {
  const processes = await treeMemory(pid)
  return {
    memory: {
      server: Math.max(0, ...processes.filter(({ user }) => !user).map(({ pss }) => pss)),
      all: processes.reduce((sum, { pss }) => sum + pss, 0),
    },
    processes: await programsIn(processes),
  }
}

function sentenceOfLimits(kind: 'v1' | 'v2' | null, { memory, processes }: Limits): string {
  if (kind === null)
    return `Limits: memory ${megabytes(memory)} a project, watched four times a second, which a fast program can outrun; 512 processes for each program.`
  return `Limits: memory ${megabytes(memory)} and ${processes} processes a project, by control groups (${kind}).`
}
