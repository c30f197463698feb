import type { Readable } from 'node:stream'
import type { Log } from '@stoa/sdk/hub'
import type { Restored } from '@stoa/sdk/host'
import type { Door } from './ask.ts'
import { errors } from './errors.ts'
import type { Folders } from './folders.ts'
import type { Held } from './holding.ts'
import type { Roster } from './roster.ts'

/** Fetches a project's folder from the machine that ran it last, as a tar. */
export type FetchFolder = (asked: { keeper: Door; project: string; signal: AbortSignal }) => Promise<Readable>

/** Fills the folder of a project that is missing or stale on this machine, from what is kept of it elsewhere; null if nothing is kept. */
export type Preparation = (asked: { project: string; folder: string; signal: AbortSignal }) => Promise<{ restored?: Restored } | null>

/**
 * Sees to it that the newest files of a project are on this machine: they are here, or come from the machine that has them, or, if that is
 * gone, from a snapshot, and then it says which. Rejects with `files_elsewhere` rather than going on with older files or none.
 */
export async function bringFiles({
  project,
  newest,
  me,
  folders,
  fetchFolder,
  roster,
  prepare,
  signal,
  log,
}: {
  project: string
  newest: Held['newest']
  me: string
  folders: Folders
  fetchFolder: FetchFolder
  roster: Roster
  prepare: Preparation
  signal: AbortSignal
  log: Log
}): Promise<Restored | undefined> {
  const here = await folders.exists(project)
  if (here && (newest === null || (newest.host === me && (await folders.epoch(project)) === newest.epoch))) return undefined
  if (newest !== null && newest.host !== me) {
    const keeper = roster.hosts.find(({ host, state }) => host === newest.host && state !== 'dead')
    if (keeper) {
      log.info({ project, from: keeper.host }, 'The files of a project are fetched from the machine that ran it last.')
      await folders.unpack(project, await fetchFolder({ keeper, project, signal }))
      return undefined
    }
  }
  const aside = await folders.putAside(project)
  try {
    const prepared = await prepare({ project, folder: folders.of(project), signal })
    if (prepared) return prepared.restored
  } catch (failure) {
    await aside.back()
    throw failure
  }
  await aside.back()
  // A project that nobody has run begins empty; one whose files are known to be elsewhere must not.
  if (newest !== null && !(here && newest.host === me)) throw errors.filesElsewhere(newest.host)
  return undefined
}
