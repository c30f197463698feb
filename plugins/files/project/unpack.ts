import type { FileHandle } from 'node:fs/promises'
import { Transform, type Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { createGunzip, createZstdDecompress } from 'node:zlib'
import tar from 'tar-stream'
import yauzl from 'yauzl'
import { errors } from './errors.ts'
import type { Form } from './forms.ts'
import type { Sink } from './sink.ts'

type Given = {
  handle: FileHandle
  path: string
  sink: Sink
  /** Hears how many bytes of the archive were read. */
  far(done: number): void
  signal: AbortSignal
}
type Packed = Exclude<Form, 'zip'>

const kindBits = 0o170000
const linkBits = 0o120000
/** A link in a zip is a file with what is written in it. */
const longestLink = 4096

/** A zip: first its list of contents, so that what is to be refused is refused before a byte is written, then each thing. */
export async function unpackZip({ handle, path, sink, far, signal }: Given): Promise<void> {
  const open = async () => {
    try {
      return await yauzl.fromFdPromise(handle.fd, { autoClose: false, lazyEntries: true, strictFileNames: false })
    } catch (failure) {
      throw errors.archiveBroken(path, (failure as Error).message)
    }
  }
  for (const looking of [true, false]) {
    const zip = await open()
    for await (const entry of entriesOf(zip, path)) {
      signal.throwIfAborted()
      const mode = entry.externalFileAttributes >>> 16
      const name = entry.fileName
      if (looking) {
        if (entry.isEncrypted()) throw errors.archiveEncrypted(path, name)
        continue
      }
      if (name.endsWith('/')) await sink.folder(name)
      else {
        const body = await zip.openReadStreamPromise(entry)
        if ((mode & kindBits) === linkBits) sink.link(name, await textOf(body, path, name))
        else await sink.file(name, body, { mode: mode === 0 ? undefined : mode, time: entry.getLastModDate() })
      }
      far(entry.relativeOffsetOfLocalHeader + entry.compressedSize)
    }
  }
}

async function* entriesOf(zip: yauzl.ZipFile, path: string): AsyncGenerator<yauzl.Entry> {
  for (;;) {
    const entry = await new Promise<yauzl.Entry | null>((resolve, reject) => {
      const done = (settle: () => void) => {
        zip.removeAllListeners()
        settle()
      }
      zip.once('entry', (found: yauzl.Entry) => done(() => resolve(found)))
      zip.once('end', () => done(() => resolve(null)))
      zip.once('error', (failure: Error) => done(() => reject(nameRefused(failure, path))))
      zip.readEntry()
    })
    if (entry === null) return
    yield entry
  }
}

function nameRefused({ message }: Error, path: string): Error {
  const name = /^(?:absolute path|invalid relative path|invalid characters in fileName): (.*)$/s.exec(message)?.[1]
  return name === undefined ? errors.archiveBroken(path, message) : errors.archiveEscapes(path, name)
}

async function textOf(body: Readable, path: string, name: string): Promise<string> {
  const pieces: Buffer[] = []
  let size = 0
  for await (const piece of body as AsyncIterable<Buffer>) {
    size += piece.length
    if (size > longestLink) throw errors.archiveBroken(path, `the link “${name}” is too long`)
    pieces.push(piece)
  }
  return Buffer.concat(pieces).toString('utf8')
}

/** A tar, compressed or not. */
export async function unpackTar(given: Given & { form: Packed }): Promise<void> {
  const { sink, path } = given
  const extract = tar.extract()
  const reading = pipeline(unpacked(given), extract, { signal: given.signal })
  reading.catch(() => undefined)
  try {
    for await (const entry of extract) {
      const { name, type, linkname, mode, mtime } = entry.header
      if (type === 'file' || type === 'contiguous-file') await sink.file(name, entry as unknown as Readable, { mode, time: mtime })
      else {
        entry.resume()
        if (type === 'directory') await sink.folder(name)
        else if (type === 'symlink') sink.link(name, linkname ?? '')
        else if (type === 'link') await sink.twin(name, linkname ?? '')
        else sink.leaveOut(name, 'It is a pipe or a device.')
      }
    }
    await reading
  } catch (failure) {
    extract.destroy()
    await reading.catch(() => undefined)
    if (failure instanceof Error && /Unexpected end of data|Invalid tar header/.test(failure.message))
      throw errors.archiveBroken(path, failure.message)
    throw failure
  }
}

/** One compressed file. */
export async function unpackOne(given: Given & { form: Packed; name: string }): Promise<void> {
  await given.sink.file(given.name, unpacked(given))
}

function unpacked({ handle, far, form }: Given & { form: Packed }): Readable {
  let done = 0
  const raw = handle.createReadStream({ start: 0, autoClose: false, highWaterMark: 256 * 1024 })
  const counted = new Transform({
    transform(bytes: Buffer, _encoding, next) {
      done += bytes.length
      far(done)
      next(null, bytes)
    },
  })
  const opened = form.by === 'gzip' ? createGunzip({ chunkSize: 64 * 1024 }) : form.by === 'zstd' ? createZstdDecompress() : null
  const last = opened ?? counted
  const parts = opened ? [raw, counted, opened] : [raw, counted]
  pipeline(parts as unknown as [Readable, Transform]).catch((failure: unknown) => last.destroy(failure as Error))
  return last
}
