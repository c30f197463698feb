import { constants, type BigIntStats } from 'node:fs'
import { open, readlink, rename, rm, type FileHandle } from 'node:fs/promises'
import { basename, dirname, relative } from 'node:path'
import type { Stop } from '@stoa/sdk/contract'
import type { Files } from '@stoa/sdk/project'
import { syncDirectory, writeAll } from './storage.ts'

/**
 * What tells one state of a file from another. `writable` is whether this process may write it. `birth` tells the file itself from every other, whatever its
 * name and content are; absent where the file system does not say when a file was made.
 */
export type FileStat = { readonly id: string; readonly size: number; readonly writable: boolean; readonly birth?: string }

/** A file that was replaced, still open: who has it open too may still write to it. */
export type Aside = { read(): Promise<Uint8Array>; close(): Promise<void> }

/** One document's file. Tests put one in memory. */
export type FilePort = {
  /** Null if it is missing. Rejects if something else than a readable file is there. */
  stat(): Promise<FileStat | null>
  read(): Promise<{ bytes: Uint8Array; stat: FileStat } | null>
  /**
   * Puts `bytes` in place if the file is still as `expected` (null: missing): 'changed' if it is not. Readers see the old or the new content, whole,
   * unless the file has several names or another owner, or its folder is read-only: then it is written in place.
   */
  write(bytes: Uint8Array, expected: FileStat | null): Promise<'changed' | { stat: FileStat; aside: Aside | null }>
  /** Hears that the file may have changed. */
  watch(changed: () => void): Stop
  /** Where the file that was read or written last is now, as a path of the project, if it was moved within it. Null: it was not, or nobody can say. */
  moved(): Promise<string | null>
  /** Lets go of the file. */
  release(): Promise<void>
}

const statOf = (stat: BigIntStats, writable: boolean): FileStat => ({
  id: [stat.dev, stat.ino, stat.size, stat.mtimeNs, stat.ctimeNs].join(' '),
  size: Number(stat.size),
  writable,
  ...(stat.birthtimeNs > 0n && { birth: [stat.dev, stat.ino, stat.birthtimeNs].join(' ') }),
})
const mayWrite = (stat: BigIntStats): boolean => {
  const user = process.geteuid?.() ?? 0
  if (user === 0) return true
  if (Number(stat.uid) === user) return (stat.mode & 0o200n) !== 0n
  return process.getgroups?.().includes(Number(stat.gid)) ? (stat.mode & 0o020n) !== 0n : (stat.mode & 0o002n) !== 0n
}

/** A file of the project. `path` is relative to it. */
export function projectFile({ files, path }: { files: Files; path: string }): FilePort {
  // The file itself, whatever its name: the system tells the name of what is open.
  let held: FileHandle | null = null
  async function hold(handle: FileHandle | null): Promise<void> {
    const before = held
    held = handle
    await before?.close()
  }
  async function opened<T>(flags: 'r' | 'r+' | 'wx', work: (handle: FileHandle) => Promise<T>): Promise<T | null> {
    let handle: FileHandle
    try {
      handle = await files.open(path, flags)
    } catch (failure) {
      const { code } = failure as NodeJS.ErrnoException
      if (code === 'ENOENT' || code === 'not_directory') return null
      throw failure
    }
    try {
      return await work(handle)
    } finally {
      await handle.close()
    }
  }
  const look = async (handle: FileHandle): Promise<FileStat> => {
    const stat = await handle.stat({ bigint: true })
    return statOf(stat, mayWrite(stat))
  }

  async function inPlace(bytes: Uint8Array): Promise<FileStat> {
    const stat = await opened('r+', async handle => {
      await writeAll(handle, bytes, 0)
      await handle.truncate(bytes.length)
      await handle.datasync()
      return look(handle)
    })
    if (!stat) throw Object.assign(new Error('the file vanished while it was being written'), { code: 'ENOENT' })
    return stat
  }

  /** Where a link leads, as a path of the project: it is the file itself that is replaced. */
  async function real(): Promise<string> {
    return relative(files.root, await files.resolve(path))
  }

  async function replace(
    bytes: Uint8Array,
    before: BigIntStats | null,
    unchanged: () => Promise<boolean>,
  ): Promise<'changed' | 'not here' | FileStat> {
    return files.at(await real(), async entry => {
      const beside = `${dirname(entry)}/.~${basename(entry)}`
      let handle: FileHandle
      try {
        await rm(beside, { force: true })
        handle = await open(beside, constants.O_RDWR | constants.O_CREAT | constants.O_EXCL | constants.O_NOFOLLOW, 0o600)
      } catch (failure) {
        const { code } = failure as NodeJS.ErrnoException
        if (code === 'EACCES' || code === 'EPERM' || code === 'EROFS') return 'not here'
        throw failure
      }
      try {
        await writeAll(handle, bytes, 0)
        await handle.chmod(before ? Number(before.mode & 0o7777n) : 0o666 & ~process.umask())
        if (before && process.geteuid?.() === 0) await handle.chown(Number(before.uid), Number(before.gid))
        await handle.sync()
        if (!(await unchanged())) {
          await rm(beside, { force: true })
          return 'changed'
        }
        await rename(beside, entry)
        await syncDirectory(dirname(entry))
        return await look(handle)
      } catch (failure) {
        await rm(beside, { force: true })
        throw failure
      } finally {
        await handle.close()
      }
    })
  }

  return {
    stat: () => opened('r', look),
    async read() {
      const found = await opened('r', async handle => {
        const bytes = await handle.readFile()
        return { bytes, stat: await look(handle) }
      })
      if (found) await hold(await files.open(path, 'r').catch(() => null))
      return found
    },
    async write(bytes, expected) {
      const unchanged = async (): Promise<boolean> => (await opened('r', look))?.id === expected?.id
      if (!(await unchanged())) return 'changed'
      const before = await opened('r', handle => handle.stat({ bigint: true }))
      const shared = before !== null && (before.nlink > 1n || (process.geteuid?.() !== 0 && Number(before.uid) !== process.geteuid?.()))
      if (before && shared) return { stat: await inPlace(bytes), aside: null }
      let old: FileHandle | null = null
      try {
        old = before && (await files.open(path, 'r'))
        const result = await replace(bytes, before, unchanged)
        if (result === 'changed') return 'changed'
        if (result === 'not here')
          return before
            ? { stat: await inPlace(bytes), aside: null }
            : Promise.reject(Object.assign(new Error('the folder is read-only'), { code: 'EACCES' }))
        const handle = old
        old = null
        await hold(await files.open(path, 'r').catch(() => null))
        return { stat: result, aside: handle && { read: () => readWhole(handle), close: () => handle.close() } }
      } finally {
        await old?.close()
      }
    },
    watch(changed) {
      const directory = dirname(path)
      const name = basename(path)
      return files.watch(directory === '.' ? '' : directory, which => {
        if (which === null || which === name) changed()
      })
    },
    async moved() {
      if (!held) return null
      try {
        const to = relative(files.root, await readlink(`/proc/self/fd/${held.fd}`))
        if (to === path || to.startsWith('..')) return null
        const there = await files.open(to, 'r')
        try {
          const [one, other] = await Promise.all([held.stat({ bigint: true }), there.stat({ bigint: true })])
          return one.dev === other.dev && one.ino === other.ino ? to : null
        } finally {
          await there.close()
        }
      } catch {
        // Deleted, outside of the project, in its private part, or no such thing as names of open files.
        return null
      }
    },
    release: () => hold(null),
  }
}

async function readWhole(handle: FileHandle): Promise<Uint8Array> {
  const { size } = await handle.stat()
  const bytes = Buffer.alloc(size)
  const { bytesRead } = await handle.read(bytes, 0, size, 0)
  return bytes.subarray(0, bytesRead)
}
