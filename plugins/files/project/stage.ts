import { randomBytes } from 'node:crypto'
import { mkdir, rm } from 'node:fs/promises'
import { join } from 'node:path'
import type { Files } from '@stoa/sdk/project'

const homeOf = (files: Files): string => join(files.root, '.stoa', 'staging')

/**
 * Lends `work` an empty folder on the project's own file system, out of sight, and takes it away afterwards. What takes long is made here and
 * moved into the project in one step when it is whole, so that what fails, is cancelled or dies half way leaves nothing behind.
 */
export async function staged<T>(files: Files, work: (folder: string) => Promise<T>): Promise<T> {
  const folder = join(homeOf(files), randomBytes(12).toString('hex'))
  await mkdir(folder, { recursive: true })
  try {
    return await work(folder)
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
}

/** Clears away what a crash left. */
export const tidyStage = (files: Files): Promise<void> => rm(homeOf(files), { recursive: true, force: true })
