import type { BigIntStats } from 'node:fs'
import type { Files, RouteAnswer, RouteRequest } from '@stoa/sdk/project'
import { errors, refusal } from './errors.ts'
import { nameOf } from './path.ts'
import { readRange } from './range.ts'
import { dispositionOf, typeOf } from './types.ts'

/** How much is read at once, in bytes; all that a download holds in memory beside what the sockets hold. */
const piece = 256 * 1024

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
