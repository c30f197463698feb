import type { Stop } from '@stoa/sdk/contract'
import type { Clock, Log } from '@stoa/sdk/hub'
import type { InstalledPlugin, PluginReport } from '@stoa/core/project'

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
}

/** A project server that answers. `ws+unix:<socketPath>:/link` is its hub link and `/routes/…`, `/blobs/…` its HTTP paths; all want `Authorization: Bearer <token>`. */
export type ProjectProcess = {
  readonly id: string
  readonly socketPath: string
  readonly token: string
  /** Outermost process. */
  readonly pid: number
  /** Milliseconds from spawn to ready. */
  readonly startup: number
  /** What became of each plugin's project part. */
  readonly plugins: readonly PluginReport[]
}

/** The end of a project server. `reason` is a sentence for its people; `expected` when it was told to stop or was idle. */
export type ProjectExit = { readonly id: string; readonly reason: string; readonly expected: boolean }

export type ProjectStatus = {
  readonly id: string
  readonly state: 'starting' | 'running' | 'stopping' | 'stopped'
  readonly pid?: number
  /** Bytes of memory (Pss) of the server itself, and of everything in its sandbox. */
  readonly memory?: { readonly server: number; readonly all: number }
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
   * The project's server, started if it does not run. `uid` is the project's own (from 200000 up) when the host is root, else ignored.
   * After crashes the next start is held off, longer each time, up to a minute. Rejects with `project_failed`, its message the reason.
   */
  start(project: { id: string; uid: number }): Promise<ProjectProcess>
  /** Stops it: documents are saved first, within ten seconds. Nothing happens if it does not run. */
  stop(id: string): Promise<void>
  status(): Promise<readonly ProjectStatus[]>
  onExit(listener: (exit: ProjectExit) => void): Stop
  /** Stops all projects. */
  close(): Promise<void>
}

/** Rejects with `no_sandbox` when the choice does not work here; the message says why and what to do. */
export async function createHost(_options: HostOptions): Promise<Host> {
  throw new Error('core/host is being written')
}
