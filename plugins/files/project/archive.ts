import { lstat, readlink } from 'node:fs/promises'
import { PassThrough, type Readable } from 'node:stream'
import { finished, pipeline } from 'node:stream/promises'
import { createGzip } from 'node:zlib'
import tar from 'tar-stream'
import yazl from 'yazl'
import type { Files } from '@stoa/sdk/project'
import { refusal } from './errors.ts'
import { openMet, walkTree, type LeftOut, type Met } from './tree.ts'

export type ArchiveForm = 'zip' | 'tar.gz'
/** The name under which an archive says what is not in it. */
const leftOutName = 'Left out of this archive.txt'

type Given = {
  files: Files
  /** What goes in, each under its name. */
  paths: readonly string[]
  /** The folder that the names in the archive are told from. */
  directory: string
  signal: AbortSignal
  /** Hears how many bytes of files went in. */
  packed?(bytes: number): void
}

/**
 * An archive, made while it is read, so that it needs the same memory whatever its size. What cannot be read is named in a text at its end
 * instead of ending it. Fails the stream when what it packs goes away under it.
 */
export function archive(form: ArchiveForm, given: Given): Readable {
  const out = new PassThrough({ highWaterMark: 256 * 1024 })
  const packing = form === 'zip' ? packZip(given, out) : packTar(given, out)
  packing.catch((failure: unknown) => out.destroy(failure as Error))
  return out
}

async function packTar({ files, paths, directory, signal, packed }: Given, out: PassThrough): Promise<void> {
  const pack = tar.pack({ highWaterMark: 256 * 1024 })
  const sent = pipeline(pack, createGzip({ level: 6, chunkSize: 64 * 1024 }), out)
  sent.catch(() => undefined)
  const add = async (
    header: Pick<tar.Header, 'name'> & Partial<tar.Header>,
    body: AsyncIterable<Buffer> | string | null = null,
  ): Promise<void> => {
    if (body === null) pack.entry(header)
    else if (typeof body === 'string') pack.entry(header, body)
    else await pipeline(body, pack.entry(header))
  }
  const visit = async (met: Met): Promise<void> => {
    const { kind, found } = met
    if (out.destroyed) throw signal.reason ?? new Error('Nobody reads the archive any more.')
    const common = { name: inside(directory, met.path), mode: found.mode & 0o7777, mtime: found.mtime }
    if (kind === 'directory') return add({ ...common, name: `${common.name}/`, type: 'directory' })
    if (kind === 'link') return add({ ...common, type: 'symlink', linkname: await readlink(met.held) })
    const handle = await openMet(met)
    try {
      // A file may grow or shrink meanwhile; an archive has said its length already.
      const { size } = await handle.stat()
      await add({ ...common, size }, exactly(size, handle.createReadStream({ autoClose: false, highWaterMark: 256 * 1024 }), packed))
    } finally {
      await handle.close()
    }
  }
  try {
    const leftOut = await walkTree({ files, paths, signal, visit })
    if (leftOut.length > 0) await add({ name: leftOutName }, leftOutText(leftOut))
    pack.finalize()
  } catch (failure) {
    pack.destroy(failure as Error)
    throw failure
  }
  await sent
}

async function packZip({ files, paths, directory, signal, packed }: Given, out: PassThrough): Promise<void> {
  const zip = new yazl.ZipFile()
  zip.outputStream.pipe(out)
  zip.outputStream.on('error', (failure: Error) => out.destroy(failure))
  const visit = async (met: Met): Promise<void> => {
    const { kind, found } = met
    if (out.destroyed) throw signal.reason ?? new Error('Nobody reads the archive any more.')
    // In a zip a backslash parts names.
    const name = inside(directory, met.path).replaceAll('\\', '_')
    const options = { mtime: found.mtime, mode: found.mode }
    if (kind === 'directory') return zip.addEmptyDirectory(name, options)
    if (kind === 'link') return zip.addBuffer(Buffer.from(await readlink(met.held)), name, { ...options, compress: false })
    const handle = await openMet(met)
    const body = handle.createReadStream({ highWaterMark: 256 * 1024 })
    const left = (): void => void body.destroy()
    // Whoever reads may have left while the file was being opened, and would not be heard to leave again.
    if (out.destroyed) left()
    out.once('close', left)
    body.on('error', (failure: Error) => out.destroy(failure))
    zip.addReadStreamLazy(name, options, begin => {
      begin(null, body)
      body.on('data', bytes => packed?.(bytes.length))
    })
    // One at a time, so that no more than one file is open.
    await finished(body).catch(() => undefined)
    out.off('close', left)
  }
  const leftOut = await walkTree({ files, paths, signal, visit })
  if (leftOut.length > 0) zip.addBuffer(Buffer.from(leftOutText(leftOut)), leftOutName)
  zip.end()
  await finished(out, { readable: false })
}

function inside(directory: string, path: string): string {
  return directory === '' ? path : path.slice(directory.length + 1)
}

async function* exactly(size: number, body: AsyncIterable<Buffer>, packed?: (bytes: number) => void): AsyncGenerator<Buffer> {
  let left = size
  for await (const bytes of body) {
    const some = bytes.subarray(0, left)
    left -= some.length
    packed?.(some.length)
    if (some.length > 0) yield some
    if (left === 0) return
  }
  for (; left > 0; left -= Math.min(left, 65536)) yield Buffer.alloc(Math.min(left, 65536))
}

function leftOutText(leftOut: readonly LeftOut[]): string {
  return leftOut.map(({ path, why }) => `${path}: ${why}\n`).join('')
}

/** Says before anything is sent whether there is something to pack. */
export async function refuseMissing(files: Files, paths: readonly string[]): Promise<void> {
  for (const path of paths) {
    if (path === '') continue
    await files
      .at(path, held => lstat(held))
      .catch((failure: unknown) => {
        throw refusal(failure, path)
      })
  }
}
