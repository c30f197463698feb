import type { BigIntStats } from 'node:fs'
import type { Files, RouteAnswer, RouteRequest } from '@stoa/sdk/project'
import { errors, refusal } from './errors.ts'
import { archive, refuseMissing } from './archive.ts'
import { below, nameOf, parentOf } from './path.ts'
import { readRange } from './range.ts'
import { dispositionOf, typeOf } from './types.ts'

/** How much is read at once, in bytes; all that a download holds in memory beside what the sockets hold. */
const piece = 256 * 1024

/** How long an archive may be on its way, in milliseconds. */
const longestArchive = 24 * 3_600_000

/** Answers with a file's bytes, whole or a range of them, in constant memory. */
export async function download(
  files: Files,
  { path, query, headers }: Pick<RouteRequest, 'path' | 'query' | 'headers'>,
): Promise<RouteAnswer> {
  const handle = await files.open(path).catch((failure: unknown) => {
    throw refusal(failure, path)
  })
  try {
    const found = await handle.stat({ bigint: true })
    const size = Number(found.size)
    const about = headersOf({ path, found, view: query.get('view') === '1' })
    if (isKnown(headers['if-none-match'], about['etag'])) {
      await handle.close()
      return { status: 304, headers: about }
    }
    // A range of another version of the file would be glued to the wrong beginning.
    const sameVersion = headers['if-range'] === undefined || headers['if-range'] === about['etag']
    const range = sameVersion ? readRange(headers.range, size) : 'all'
    if (range === 'outside') throw errors.rangeOutside(headers.range ?? '', size)
    const { start, end } = range === 'all' ? { start: 0, end: size - 1 } : range
    const length = end - start + 1
    const answered = {
      ...about,
      'content-length': String(length),
      ...(range !== 'all' && { 'content-range': `bytes ${start}-${end}/${size}` }),
    }
    if (length === 0) {
      await handle.close()
      return { status: 200, headers: answered, body: '' }
    }
    return { status: range === 'all' ? 200 : 206, headers: answered, body: handle.createReadStream({ start, end, highWaterMark: piece }) }
  } catch (failure) {
    await handle.close()
    throw refusal(failure, path)
  }
}

function headersOf({ path, found, view }: { path: string; found: BigIntStats; view: boolean }): Record<string, string> {
  const { type, inline } = typeOf(nameOf(path))
  return {
    'content-type': view ? type : 'application/octet-stream',
    'content-disposition': dispositionOf(nameOf(path), view && inline),
    'content-security-policy': "sandbox; default-src 'none'; style-src 'unsafe-inline'; img-src data:; media-src 'self'",
    'x-content-type-options': 'nosniff',
    'cache-control': 'private, no-cache',
    'accept-ranges': 'bytes',
    etag: `"${found.ino.toString(36)}-${found.size.toString(36)}-${found.mtimeNs.toString(36)}"`,
    'last-modified': new Date(Number(found.mtimeMs)).toUTCString(),
  }
}

function isKnown(header: string | undefined, etag: string | undefined): boolean {
  return header !== undefined && etag !== undefined && header.split(',').some(one => one.trim().replace(/^W\//, '') === etag)
}

/** Answers with things of a folder as an archive that is made while it is sent. */
export async function downloadArchive(files: Files, { path, query }: Pick<RouteRequest, 'path' | 'query'>): Promise<RouteAnswer> {
  const form = query.get('as') === 'tar.gz' ? 'tar.gz' : 'zip'
  const directory = path.replace(/\/+$/, '')
  const names = query.getAll('name')
  const paths = names.length > 0 ? names.map(name => below(directory, name)) : [directory]
  await refuseMissing(files, paths)
  const title = names.length === 1 ? names[0]! : nameOf(directory) || query.get('title') || 'project'
  const body = archive(form, {
    files,
    paths,
    directory: names.length > 0 ? directory : parentOf(directory),
    signal: AbortSignal.timeout(longestArchive),
  })
  return {
    status: 200,
    headers: {
      'content-type': form === 'zip' ? 'application/zip' : 'application/gzip',
      'content-disposition': dispositionOf(`${title}.${form}`, false),
      'x-content-type-options': 'nosniff',
      'cache-control': 'no-store',
    },
    body,
  }
}
