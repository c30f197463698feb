import { constants, type Stats } from 'node:fs'
import { lstat, open, readdir, type FileHandle } from 'node:fs/promises'
import type { Files } from '@stoa/sdk/project'
import { kindOf } from './entry.ts'
import { errors, refusal } from './errors.ts'
import { below, inFolder, nameOf, parentOf } from './path.ts'

/** One thing met on a walk. `held` is an absolute path, good until the visit is over; opening it must not follow links. */
export type Met = { path: string; held: string; found: Stats; kind: 'file' | 'directory' | 'link' }
/** What a walk passed over, and why. */
export type LeftOut = { path: string; why: string }

type Walk = {
  files: Files
  paths: readonly string[]
  signal: AbortSignal
  /** Folders come before what is in them. */
  visit(met: Met): Promise<void>
}

/**
 * Visits these and everything below them, following no link. Answers what cannot be visited: pipes and devices, names that are not UTF-8,
 * folders that may not be read. Rejects for a path that is not there, and when the signal says so.
 */
export async function walkTree({ files, paths, signal, visit }: Walk): Promise<LeftOut[]> {
  const leftOut: LeftOut[] = []

  async function meet(path: string, held: string, found: Stats): Promise<void> {
    signal.throwIfAborted()
    const kind = kindOf(found)
    if (kind === 'other') return void leftOut.push({ path, why: 'It is a pipe, a socket or a device.' })
    try {
      await visit({ path, held, found, kind })
      if (kind === 'directory') await into(path)
    } catch (failure) {
      if ((failure as NodeJS.ErrnoException).code !== 'EACCES') throw failure
      leftOut.push({ path, why: 'The project’s user may not read it.' })
    }
  }

  async function into(directory: string): Promise<void> {
    await inFolder(files, directory, async folder => {
      for (const name of (await readdir(folder)).sort()) {
        if (directory === '' && name === '.stoa') continue
        const path = below(directory, name)
        const found = await lstat(`${folder}/${name}`).catch(() => null)
        if (found !== null) await meet(path, `${folder}/${name}`, found)
        else if (name.includes('\uFFFD')) leftOut.push({ path, why: 'Its name is not UTF-8.' })
      }
    })
  }

  for (const path of paths) {
    try {
      if (path === '') await into('')
      else
        await inFolder(files, parentOf(path), async folder =>
          meet(path, `${folder}/${nameOf(path)}`, await lstat(`${folder}/${nameOf(path)}`)),
        )
    } catch (failure) {
      throw refusal(failure, path)
    }
  }
  return leftOut
}

/** Opens an ordinary file met on a walk, never through a link and never waiting for a pipe. */
export async function openMet({ path, held }: Met): Promise<FileHandle> {
  const handle = await open(held, constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK)
  if ((await handle.stat()).isFile()) return handle
  await handle.close()
  throw errors.notFile(path)
}

/** How much there is: bytes of ordinary files, and things of all kinds. */
export async function measure({ files, paths, signal }: Omit<Walk, 'visit'>): Promise<{ bytes: number; things: number }> {
  let [bytes, things] = [0, 0]
  await walkTree({
    files,
    paths,
    signal,
    async visit({ kind, found }) {
      things++
      if (kind === 'file') bytes += found.size
    },
  })
  return { bytes, things }
}
