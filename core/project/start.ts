import type { Clock, Log } from '@stoa/sdk/hub'
import type { LoadablePart, PluginReport } from './plugin.ts'

export type ProjectOptions = {
  /** Absolute path of the project's directory; it exists. */
  root: string
  plugins: readonly LoadablePart[]
  clock: Clock
  log: Log
  sandbox?: { kind: 'none' | 'bubblewrap'; sentence: string; processList?: boolean }
}

/** A project's services and parts running in this process. */
export type RunningProject = {
  readonly plugins: readonly PluginReport[]
  /** True when nobody is connected and nothing is held. */
  readonly idle: boolean
  onIdle(listener: (idle: boolean) => void): () => void
  /** Saves documents, stops parts last started first, then services. */
  close(): Promise<void>
}

/** Starts a project's services and its plugins' project parts in this process, without sandbox or socket. */
export async function startProject(_options: ProjectOptions): Promise<RunningProject> {
  throw new Error('core/project is being written')
}
