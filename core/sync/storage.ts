import {
  close,
  closeSync,
  constants,
  fdatasync,
  fstatSync,
  ftruncate,
  open as openFile,
  openSync,
  readdirSync,
  readFileSync,
  write,
  writeSync,
} from 'node:fs'
import { mkdir, open, readdir, readFile, rename, rm, type FileHandle } from 'node:fs/promises'
import { basename, dirname, join } from 'node:path'
import { promisify } from 'node:util'

/** Where journals lie. Tests put one in memory that loses power and fills up. */
export type Storage = {
  /** Names in a directory, none if it is missing. */
  list(directory: string): Promise<string[]>
  read(path: string): Promise<Uint8Array | null>
  /** Puts a whole file in place, so that after any crash it is there whole or not at all. */
  replace(path: string, bytes: Uint8Array): Promise<void>
  /** Opens a file for appending, made with its directory if missing. */
  append(path: string): Promise<AppendFile>
  rename(from: string, to: string): Promise<void>
  /** Removes a file, or a directory with everything in it. */
  remove(path: string): Promise<void>
  /** What stands beside a directory under its name and a dot more. */
  asides(directory: string): Promise<string[]>
}

export type AppendFile = {
  /** Writes all of it at `position`; resolved, it survives the end of this process. */
  write(bytes: Uint8Array, position: number): Promise<void>
  /** Resolved, everything written before survives a loss of power. */
  datasync(): Promise<void>
  truncate(size: number): Promise<void>
  close(): Promise<void>
}

/** The most bytes that are read or written without a thread; what counts as slow for them, and for how long threads are used then, in milliseconds. */
const atOnce = 64 * 1024
const slow = 5
const slowFor = 10_000

/** Where something small takes less time than asking a thread to do it, it is done at once; where it does not, threads do it for a while. */
function quickly() {
  let slowUntil = 0
  return <Answer>(work: () => Answer): Answer | null => {
    const began = performance.now()
    if (began < slowUntil) return null
    try {
      return work()
    } finally {
      const now = performance.now()
      if (now - began > slow) slowUntil = now + slowFor
    }
  }
}
const reading = quickly()

const appending = constants.O_RDWR | constants.O_CREAT
const inThread = {
  open: promisify(openFile),
  write: promisify(write),
  datasync: promisify(fdatasync),
  truncate: promisify(ftruncate),
  close: promisify(close),
}

/** A file's bytes; null if it is too large to be read at once. */
function readSmall(path: string): Uint8Array | null {
  const file = openSync(path, 'r')
  try {
    return fstatSync(file).size > atOnce ? null : readFileSync(file)
  } finally {
    closeSync(file)
  }
}

/** Journals on this machine's file system. */
export const fileStorage: Storage = {
  async list(directory) {
    try {
      return reading(() => readdirSync(directory)) ?? (await readdir(directory))
    } catch (failure) {
      if (isMissing(failure)) return []
      throw failure
    }
  },
  async read(path) {
    try {
      return reading(() => readSmall(path)) ?? (await readFile(path))
    } catch (failure) {
      if (isMissing(failure)) return null
      throw failure
    }
  },
  async replace(path, bytes) {
    const beside = `${path}.new`
    const handle = await open(beside, 'w', 0o600)
    try {
      await writeAll(handle, bytes, 0)
      await handle.sync()
    } finally {
      await handle.close()
    }
    await rename(beside, path)
    await syncDirectory(dirname(path))
  },
  async append(path) {
    const opened = async (): Promise<number> =>
      reading(() => openSync(path, appending, 0o600)) ?? (await inThread.open(path, appending, 0o600))
    // A plain descriptor: what a handle adds costs more than a write of a few bytes.
    const fd = await opened().catch(async (failure: unknown) => {
      if (!isMissing(failure)) throw failure
      await mkdir(dirname(path), { recursive: true, mode: 0o700 })
      return opened()
    })
    let known = false
    let closed = false
    let syncing: Promise<void> = Promise.resolve()
    // A write of a few bytes goes to memory.
    const writing = quickly()
    return {
      async write(bytes, position) {
        const written = (): true => {
          for (let done = 0; done < bytes.length;) done += writeSync(fd, bytes, done, bytes.length - done, position + done)
          return true
        }
        if (bytes.length <= atOnce && writing(written)) return
        for (let done = 0; done < bytes.length;) {
          const { bytesWritten } = await inThread.write(fd, bytes, done, bytes.length - done, position + done)
          done += bytesWritten
        }
      },
      async datasync() {
        await (syncing = inThread.datasync(fd))
        // A new file's name is durable only with its directory.
        if (!known) await syncDirectory(dirname(path))
        known = true
      },
      truncate: size => inThread.truncate(fd, size),
      async close() {
        if (closed) return
        closed = true
        // The number may be another file's the moment it is closed.
        await syncing.catch(() => undefined)
        await inThread.close(fd)
      },
    }
  },
  rename,
  remove: path => rm(path, { force: true, recursive: true }),
  async asides(directory) {
    const beside = await fileStorage.list(dirname(directory))
    return beside.filter(name => name.startsWith(`${basename(directory)}.`)).map(name => join(dirname(directory), name))
  },
}

export async function writeAll(handle: FileHandle, bytes: Uint8Array, position: number): Promise<void> {
  for (let done = 0; done < bytes.length;) {
    const { bytesWritten } = await handle.write(bytes, done, bytes.length - done, position + done)
    done += bytesWritten
  }
}

export async function syncDirectory(directory: string): Promise<void> {
  const handle = await open(directory, constants.O_RDONLY)
  try {
    await handle.sync()
  } finally {
    await handle.close()
  }
}

export function isMissing(failure: unknown): boolean {
  const code = (failure as NodeJS.ErrnoException).code
  return code === 'ENOENT' || code === 'ENOTDIR'
}

/** Whether a write failed for want of room. */
export function isFull(failure: unknown): boolean {
  const code = (failure as NodeJS.ErrnoException).code
  return code === 'ENOSPC' || code === 'EDQUOT'
}
