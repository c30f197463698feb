import { link, lstat, mkdir, rename, statfs, unlink } from 'node:fs/promises'
import type { Files } from '@stoa/sdk/project'
import { errors } from './errors.ts'
import { parentsOf } from './path.ts'

/** File systems without hard links, and files that belong to somebody else, answer one of these. */
const cannotLink = new Set(['EPERM', 'ENOTSUP', 'EOPNOTSUPP', 'EMLINK', 'EXDEV', 'ENOSYS'])

/**
 * Gives what is at the absolute path `from` the absolute path `to`, never replacing what is there: rejects with Node's `EEXIST`.
 * An ordinary file is moved by a hard link, which can't replace; for others there is a moment between looking and moving.
 */
export async function moveWithoutReplacing(from: string, to: string): Promise<void> {
  if ((await lstat(from)).isFile()) {
    try {
      await link(from, to)
      return await unlink(from)
    } catch (failure) {
      if (!cannotLink.has((failure as NodeJS.ErrnoException).code ?? '')) throw failure
    }
  }
  if (await isThere(to)) throw Object.assign(new Error('something is there'), { code: 'EEXIST' })
  await rename(from, to)
}

/** Whether anything has this absolute path; a link counts, wherever it leads. */
export async function isThere(path: string): Promise<boolean> {
  try {
    await lstat(path)
    return true
  } catch (failure) {
    if ((failure as NodeJS.ErrnoException).code === 'ENOENT') return false
    throw failure
  }
}

/** Makes every missing folder on the way to `path`. */
export async function makeParents(files: Files, path: string): Promise<void> {
  for (const parent of parentsOf(path)) {
    await files.at(parent, async held => {
      try {
        await mkdir(held)
      } catch (failure) {
        if ((failure as NodeJS.ErrnoException).code !== 'EEXIST') throw failure
        const found = await lstat(held)
        if (!found.isDirectory() && !found.isSymbolicLink()) throw errors.notDirectory(parent)
      }
    })
  }
}

/** Refuses with `no_space` when so many bytes do not fit where the absolute path `home` lies. */
export async function refuseIfFull(home: string, path: string, bytes: number): Promise<void> {
  const { bavail, bsize } = await statfs(home)
  if (bytes > bavail * bsize) throw errors.noSpace(path)
}
