import { mkdir, rm, stat, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { Restored, Unprepared } from '@stoa/sdk/host'

/** Brings the files of a project to this machine; null when nothing is kept of it. */
export type Prepare = (asked: Unprepared) => Promise<{ restored?: Restored } | null>

/**
 * Sees to a project whose folder is missing on this machine, and to one where that was begun and did not come to its end: a note beside the folder,
 * out of the project's reach, tells. Half of what was brought is removed, and it is begun anew.
 */
export async function prepareMissing({
  notes,
  project,
  folder,
  prepare,
  signal,
}: {
  /** Where the notes lie. */
  notes: string
  project: string
  folder: string
  prepare: Prepare
  signal: AbortSignal
}): Promise<Restored | undefined> {
  const note = join(notes, project)
  const begun = (await stat(note).catch(() => null)) !== null
  if (!begun && (await stat(folder).catch(() => null)) !== null) return undefined
  await mkdir(notes, { recursive: true, mode: 0o700 })
  await writeFile(note, '', { mode: 0o600 })
  await rm(folder, { recursive: true, force: true })
  try {
    const prepared = await prepare({ project, folder, signal })
    return prepared?.restored
  } catch (failure) {
    await rm(folder, { recursive: true, force: true })
    throw failure
  } finally {
    // Also after a failure: a folder that somebody then puts there by hand is theirs and stays.
    await rm(note, { force: true })
  }
}
