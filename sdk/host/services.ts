import type { Readable, Writable } from 'node:stream'
import { token, type Stop } from '@stoa/sdk/contract'
import type { Definition } from './definition.ts'
import type { TableOf } from './tables.ts'

export { Clock, Log } from '@stoa/sdk/hub'

/** The tables of the store that the plugin's manifest declares. Every host and hub of an installation sees the same rows. */
export type Tables = {
  /** The verbs of a table. Throws `table_unknown` when no module under “tables” of the manifest exports this definition. */
  table<D extends Definition>(definition: D): TableOf<D>
}
export const Tables = token<Tables>('stoa/Tables@1')

/** The projects whose folders lie on this machine. What is in them is their users' and may change, or be led elsewhere, at any moment. */
export type ProjectFolders = {
  /** Their ids, whether they run or not. */
  list(): Promise<string[]>
  /** Where a project's folder is, or would be. For looking from outside; to work in it, use `ProjectRun`. */
  of(project: string): string
  /** A project is removed for good: what is kept of it elsewhere goes too. One that rejects is asked again later. */
  onErase(erase: (project: string) => Promise<void>): Stop
}
export const ProjectFolders = token<ProjectFolders>('stoa/ProjectFolders@1')

/** What a project's files were brought back from: which snapshot, of which time (milliseconds since 1970), and a sentence on what could not be. */
export type Restored = { readonly snapshot: string; readonly time: number; readonly lost?: string }
/** What is to be prepared: the project, and its folder on this machine, which may not exist yet. */
export type Unprepared = { readonly project: string; readonly folder: string; readonly signal: AbortSignal }
/** One way to bring a project's files to this machine. Null when there is nothing to bring. */
export type Preparation = { readonly id: string; prepare(asked: Unprepared): Promise<{ restored?: Restored } | null> }
/**
 * What is done before a project's server starts on a machine where its folder is missing, or older than what another machine wrote: each preparation
 * in the order in which they were added. One that rejects keeps the project from starting, for an empty project is not what its people left.
 */
export type Preparations = { add(preparation: Preparation): Stop }
export const Preparations = token<Preparations>('stoa/Preparations@1')

/** A program that runs in a project's sandbox. */
export type ProjectProgram = {
  readonly stdin: Writable
  readonly stdout: Readable
  /** How it ended, with the end of what it said on standard error. Never rejects; `code` is null when it was killed. */
  readonly ended: Promise<{ readonly code: number | null; readonly stderr: string }>
  /** Ends it and all that it started. */
  kill(): void
}
/** Runs programs in a project's sandbox as its user, whether its server runs or not: the safe way to read and write a project's files. */
export type ProjectRun = {
  /** Starts one in the project's folder, which is made if it is missing. `environment` is added to the sandbox's own. */
  start(asked: {
    project: string
    command: readonly [string, ...string[]]
    environment?: Readonly<Record<string, string>>
  }): Promise<ProjectProgram>
  /** The project's folder as programs in its sandbox see it. */
  root(project: string): string
}
export const ProjectRun = token<ProjectRun>('stoa/ProjectRun@1')
