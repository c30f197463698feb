import { constants } from 'node:fs'
import { lstat, open, readlink, realpath, type FileHandle } from 'node:fs/promises'
import { basename, dirname } from 'node:path'
import type { Clock, Files, Log } from '@stoa/sdk/project'
import { errors } from './errors.ts'
import { isInside, walk, type Look } from './path.ts'
import { startWatches } from './watch.ts'

const look: Look = async absolute => {
  try {
    const found = await lstat(absolute)
    if (found.isSymbolicLink()) return { kind: 'link', to: await readlink(absolute) }
    return { kind: found.isDirectory() ? 'directory' : 'other' }
  } catch (failure) {
    const { code } = failure as NodeJS.ErrnoException
    if (code === 'ENOENT') return { kind: 'missing' }
    if (code === 'ENOTDIR') return { kind: 'missing' }
    throw failure
  }
}

const pinnable = process.platform === 'linux'

/**
 * Opens the project's files. On Linux every open goes through a descriptor of the parent folder whose place was verified,
 * so a folder swapped for a link between looking and opening leads nowhere.
 */
export async function startFiles({
  root: given,
  clock,
  log,
}: {
  root: string
  clock: Clock
  log: Log
}): Promise<{ files: Files; stop(): void }> {
  const root = await realpath(given)
  const watches = startWatches({ clock, log })

  async function pinned<T>(path: string, absolute: string, work: (entry: string) => Promise<T>): Promise<T> {
    if (!pinnable) return work(absolute)
    const parent = await open(dirname(absolute), constants.O_RDONLY | constants.O_DIRECTORY | constants.O_NOFOLLOW)
    try {
      const held = `/proc/self/fd/${parent.fd}`
      if (!isInside(root, await readlink(held))) throw errors.pathOutside(path)
      return await work(`${held}/${basename(absolute)}`)
    } finally {
      await parent.close()
    }
  }

  async function openFile(path: string, flags: 'r' | 'r+' | 'w' | 'w+' | 'wx' | 'wx+' | 'a' = 'r', mode = 0o666): Promise<FileHandle> {
    const absolute = await walk({ root, path, look })
    if (absolute === root) throw errors.notFile(path)
    return pinned(path, absolute, async entry => {
      let handle: FileHandle
      try {
        // Without waiting: opening a pipe that nobody writes to would hold one of Node's few file threads for ever.
        handle = await open(entry, openFlags[flags] | constants.O_NOFOLLOW | constants.O_NONBLOCK, mode)
      } catch (failure) {
        const { code } = failure as NodeJS.ErrnoException
        if (code === 'ELOOP') throw errors.pathOutside(path)
        if (code === 'ENXIO' || code === 'EISDIR') throw errors.notFile(path)
        throw failure
      }
      try {
        if (!(await handle.stat()).isFile()) throw errors.notFile(path)
        if (flags === 'w' || flags === 'w+') await handle.truncate(0)
        return handle
      } catch (failure) {
        await handle.close()
        throw failure
      }
    })
  }

  const files: Files = {
    root,
    resolve: path => walk({ root, path, look }),
    open: openFile,
    async at(path, work) {
      const absolute = await walk({ root, path, look, lastLink: 'keep' })
      if (absolute === root) throw errors.pathInvalid(path, 'it is the project itself.')
      return pinned(path, absolute, work)
    },
    watch: (directory, changed) => watches.watch({ directory, resolve: () => walk({ root, path: directory, look }), changed }),
  }
  return { files, stop: watches.stop }
}

// Truncation waits until what was opened is known to be an ordinary file.
const { O_RDONLY, O_RDWR, O_WRONLY, O_CREAT, O_EXCL, O_APPEND } = constants
const openFlags = {
  r: O_RDONLY,
  'r+': O_RDWR,
  w: O_WRONLY | O_CREAT,
  'w+': O_RDWR | O_CREAT,
  wx: O_WRONLY | O_CREAT | O_EXCL,
  'wx+': O_RDWR | O_CREAT | O_EXCL,
  a: O_WRONLY | O_CREAT | O_APPEND,
} as const
