import { createHash, randomUUID } from 'node:crypto'
import { constants, createReadStream, createWriteStream } from 'node:fs'
import { mkdir, open, readFile, readdir, realpath, rename, rm, stat, utimes, writeFile } from 'node:fs/promises'
import { basename, dirname, join } from 'node:path'
import { Readable, Transform } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import type { Blobs, Clock, Files, Log } from '@stoa/sdk/project'
import { errors } from './errors.ts'
import { isInside } from './path.ts'

const hour = 3_600_000
const day = 24 * hour
const idPattern = /^[0-9a-f]{64}$/

type Reference = { document: string; ids: readonly string[]; missingSince?: number }

/** A blob to be sent: its bytes' path, and what was said of it when it came. */
export type BlobFile = { path: string; size: number; mime: string }
export type BlobStore = Blobs & {
  read(id: string): Promise<BlobFile | null>
  /** Removes what has had no reference for a day. Done at start and every hour; answers how many went. */
  sweep(): Promise<number>
}

/**
 * Keeps blobs by content in `directory`: `ab/<sha256>` beside `ab/<sha256>.mime`, and in `refs/` one file a document that
 * refers to any. A blob's modification time is when it was last added or referred to.
 */
export async function startBlobs({
  directory,
  scratch,
  files,
  clock,
  log,
}: {
  directory: string
  scratch: string
  files: Files
  clock: Clock
  log: Log
}): Promise<{ blobs: BlobStore; stop(): Promise<void> }> {
  const refs = join(directory, 'refs')
  const incoming = join(directory, 'incoming')
  await rm(incoming, { recursive: true, force: true })
  await mkdir(refs, { recursive: true })
  await mkdir(incoming)

  const place = (id: string) => join(directory, id.slice(0, 2), id)

  async function touch(path: string) {
    const seconds = clock.now() / 1000
    await utimes(path, seconds, seconds)
  }

  async function sourceStream(source: { path: string } | { bytes: Uint8Array }): Promise<Readable> {
    if ('bytes' in source) return Readable.from([source.bytes])
    const real = join(await realpath(dirname(source.path)), basename(source.path))
    if (!real.startsWith(`${scratch}/`) && !isInside(files.root, real)) throw errors.blobSource(source.path)
    const handle = await open(real, constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK).catch(
      (failure: NodeJS.ErrnoException) => {
        throw failure.code === 'ELOOP' ? errors.blobSource(source.path) : failure
      },
    )
    const opened = process.platform === 'linux' ? await realpath(`/proc/self/fd/${handle.fd}`).catch(() => real) : real
    if (opened !== real || !(await handle.stat()).isFile()) {
      await handle.close()
      throw errors.blobSource(source.path)
    }
    return handle.createReadStream()
  }

  const blobs: BlobStore = {
    async add(source, { mime }) {
      const temporary = join(incoming, randomUUID())
      const hash = createHash('sha256')
      let size = 0
      const measure = new Transform({
        transform(chunk: Buffer, _encoding, done) {
          hash.update(chunk)
          size += chunk.length
          done(null, chunk)
        },
      })
      try {
        await pipeline(await sourceStream(source), measure, createWriteStream(temporary, { mode: 0o600 }))
        const id = hash.digest('hex')
        await mkdir(dirname(place(id)), { recursive: true })
        await writeFile(`${place(id)}.mime`, mime)
        await touch(temporary)
        await rename(temporary, place(id))
        return { id, size }
      } catch (failure) {
        await rm(temporary, { force: true })
        throw failure
      }
    },
    async find(id) {
      return (await blobs.read(id))?.path ?? null
    },
    async read(id) {
      if (!idPattern.test(id)) return null
      const path = place(id)
      try {
        const [{ size }, mime] = await Promise.all([stat(path), readFile(`${path}.mime`, 'utf8')])
        return { path, size, mime }
      } catch {
        return null
      }
    },
    refer(document, ids) {
      return inTurn(() => refer(document, ids))
    },
    sweep: () => inTurn(sweep),
  }

  async function sweep(): Promise<number> {
    const kept = new Set<string>()
    for (const name of await readdir(refs)) {
      const file = join(refs, name)
      const reference = await readReference(file)
      if (reference === null) continue
      if (await exists(reference.document)) {
        if (reference.missingSince !== undefined)
          await replaceFile(file, JSON.stringify({ document: reference.document, ids: reference.ids }))
      } else {
        const missingSince = reference.missingSince ?? clock.now()
        if (clock.now() - missingSince >= day) {
          await rm(file, { force: true })
          continue
        }
        if (reference.missingSince === undefined) await replaceFile(file, JSON.stringify({ ...reference, missingSince }))
      }
      for (const id of reference.ids) kept.add(id)
    }
    let gone = 0
    for (const folder of await readdir(directory)) {
      if (!/^[0-9a-f]{2}$/.test(folder)) continue
      for (const id of await readdir(join(directory, folder))) {
        if (!idPattern.test(id) || kept.has(id)) continue
        const path = place(id)
        if (clock.now() - (await stat(path)).mtimeMs < day) continue
        await rm(path, { force: true })
        await rm(`${path}.mime`, { force: true })
        gone++
      }
    }
    return gone
  }

  // One at a time, so that the last word about a document is the one kept and no sweep meets it half said.
  let last: Promise<unknown> = Promise.resolve()
  function inTurn<T>(work: () => Promise<T>): Promise<T> {
    const done = last.then(work)
    last = done.catch(() => undefined)
    return done
  }

  async function refer(document: string, ids: readonly string[]) {
    const file = join(refs, `${createHash('sha256').update(document).digest('hex')}.json`)
    const before = await readReference(file)
    // What a document lets go of starts its day now.
    for (const id of new Set([...(before?.ids ?? []), ...ids])) {
      if (idPattern.test(id)) await touch(place(id)).catch(() => undefined)
    }
    if (ids.length === 0) await rm(file, { force: true })
    else await replaceFile(file, JSON.stringify({ document, ids: [...new Set(ids)] } satisfies Reference))
  }

  async function exists(document: string): Promise<boolean> {
    try {
      await stat(await files.resolve(document))
      return true
    } catch {
      return false
    }
  }

  function sweepSoon() {
    blobs.sweep().catch((failure: unknown) => log.warn({ failure: String(failure) }, 'Old blobs could not be removed.'))
  }
  const stopSweeps = clock.every(hour, sweepSoon)
  sweepSoon()
  return {
    blobs,
    async stop() {
      await stopSweeps()
      await last
    },
  }
}

/** The bytes of a blob, to be sent. */
export function blobStream({ path }: BlobFile): Readable {
  return createReadStream(path)
}

async function readReference(file: string): Promise<Reference | null> {
  try {
    return JSON.parse(await readFile(file, 'utf8')) as Reference
  } catch {
    return null
  }
}

async function replaceFile(file: string, text: string): Promise<void> {
  await writeFile(`${file}.new`, text, { mode: 0o600 })
  await rename(`${file}.new`, file)
}
