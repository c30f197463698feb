import { lstat, mkdir } from 'node:fs/promises'
import { join } from 'node:path'
import { stops, type Token } from '@stoa/sdk/contract'
import { Activity, Blobs, Clock, Documents, Files, Log, Policy, Processes, Routes } from '@stoa/sdk/project'
import { createServing, type ServingHub } from '@stoa/core/routing'
import { createActivity } from './activity.ts'
import { startBlobs, type BlobStore } from './blobs.ts'
import { startDocuments } from './documents.ts'
import { errors } from './errors.ts'
import { startFiles } from './files.ts'
import { logAbout } from './log.ts'
import { startParts } from './parts.ts'
import type { LoadablePart, PluginReport } from './plugin.ts'
import { startProcesses, type SandboxFacts } from './processes.ts'
import { createRoutes } from './routes.ts'
import { createScope } from './scope.ts'

export type ProjectOptions = {
  /** Absolute path of the project's directory; it exists. */
  root: string
  plugins: readonly LoadablePart[]
  clock: Clock
  log: Log
  /** Without it, user code runs as this process does. */
  sandbox?: SandboxFacts
  /** Without it, nothing that an administrator has to allow is allowed. */
  policy?: Policy
  /** Of the lease under which this server runs. */
  epoch?: number
  /** Whether that lease is still good; without it, it always is. */
  holds?(): boolean
}

/** A project's services and parts running in this process. */
export type RunningProject = {
  /** Where hubs are answered: `serving.accept(link)`. */
  readonly serving: ServingHub
  readonly routes: ReturnType<typeof createRoutes>
  readonly blobs: BlobStore
  readonly plugins: readonly PluginReport[]
  /** True when nobody is connected and nothing is held. */
  readonly idle: boolean
  onIdle(listener: (idle: boolean) => void): () => void
  /** Stops parts, last started first, then services; documents are saved. */
  close(): Promise<void>
}

const unconfined: SandboxFacts = { kind: 'none', sentence: 'No sandbox: everyone you invite can do what you can.' }

const strict: Policy = { privateAddresses: false }

/** Starts a project's services and its plugins' project parts in this process, without sandbox or socket. */
export async function startProject({
  root,
  plugins,
  clock,
  log,
  sandbox = unconfined,
  policy = strict,
  epoch,
  holds,
}: ProjectOptions): Promise<RunningProject> {
  const started = stops()
  try {
    const hidden = await privateFolder(root)
    const { files, stop: stopFiles } = await startFiles({ root, clock, log })
    started.add(stopFiles)
    const { processes, stop: stopProcesses } = await startProcesses({ root: files.root, sandbox, log })
    started.add(stopProcesses)
    const { blobs, stop: stopBlobs } = await startBlobs({ directory: join(hidden, 'blobs'), scratch: processes.scratch, files, clock, log })
    started.add(stopBlobs)
    const activity = createActivity()
    const routes = createRoutes()
    const serving = createServing({ log, ...(epoch === undefined ? {} : { epoch }), ...(holds && { holds }) })
    started.add(serving.onChannels(channels => activity.setChannels(channels)))
    const { documents, stop: stopDocuments } = await startDocuments({
      files,
      historyDirectory: join(hidden, 'history'),
      clock,
      log,
      serve: serving.serve,
    })
    started.add(stopDocuments)

    const scope = createScope()
    const given: [Token<any>, unknown][] = [
      [Files, files],
      [Documents, documents],
      [Processes, processes],
      [Blobs, blobs],
      [Activity, activity.activity],
      [Routes, routes.routes],
      [Clock, clock],
      [Policy, policy],
    ]
    for (const [service, value] of given) scope.provide(service, value)

    const python = plugins.flatMap(({ manifest, folder }) => (manifest.python && folder ? [join(folder, manifest.python)] : []))
    const parts = await startParts({
      plugins,
      root: scope,
      services: new Set([...given.map(([service]) => service.id), Log.id]),
      log,
      enter({ manifest, scope: own }) {
        own.provide(Log, logAbout(log, { plugin: manifest.id }))
        return { serve: serving.serve, python }
      },
    })
    started.add(parts.stop)

    return {
      serving,
      routes,
      blobs,
      plugins: parts.reports,
      get idle() {
        return activity.idle
      },
      onIdle: activity.onIdle,
      close: started.stop,
    }
  } catch (failure) {
    await started.stop().catch(() => undefined)
    throw failure
  }
}

/** `.stoa` as a real directory. A link in its place would put the project's history, and the wall around it, somewhere else. */
export async function privateFolder(root: string): Promise<string> {
  const folder = join(root, '.stoa')
  await mkdir(folder, { mode: 0o700 }).catch((failure: NodeJS.ErrnoException) => {
    if (failure.code !== 'EEXIST') throw failure
  })
  if (!(await lstat(folder)).isDirectory()) throw errors.privateNotFolder(folder)
  return folder
}
