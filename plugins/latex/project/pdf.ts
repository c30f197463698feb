import { posix } from 'node:path'
import type { Files, RouteAnswer, RouteRequest } from '@stoa/sdk/project'
import { errors } from './errors.ts'
import { outputOf, pdfPath } from './output.ts'

/** Answers with a PDF that is kept, whole or a range of it. */
export async function pdf(files: Files, { path, query, headers }: RouteRequest): Promise<RouteAnswer> {
  const id = query.get('id') ?? ''
  if (!/^[0-9a-f]{16}$/.test(id)) throw errors.noPdf(path)
  const handle = await files.open(pdfPath(path, id)).catch(() => {
    throw errors.noPdf(path)
  })
  const { size } = await handle.stat()
  const found = /^bytes=(\d+)-(\d*)$/.exec(headers.range ?? '')
  const start = found ? Number(found[1]) : 0
  const end = found && found[2] !== '' ? Math.min(Number(found[2]), size - 1) : size - 1
  const ranged = found !== null && start <= end
  const name = encodeURIComponent(`${posix.basename(path).replace(/\.[^.]*$/, '')}.pdf`)
  return {
    status: ranged ? 206 : 200,
    headers: {
      'content-type': 'application/pdf',
      'content-length': String(ranged ? end - start + 1 : size),
      ...(ranged && { 'content-range': `bytes ${start}-${end}/${size}` }),
      'accept-ranges': 'bytes',
      'content-disposition': `${query.get('download') === '1' ? 'attachment' : 'inline'}; filename*=UTF-8''${name}`,
      'cache-control': 'private, max-age=3600, immutable',
      'x-content-type-options': 'nosniff',
    },
    body: handle.createReadStream(ranged ? { start, end } : {}),
  }
}

/** Answers with the log of the last build. */
export async function log(files: Files, { path }: RouteRequest): Promise<RouteAnswer> {
  const handle = await files.open(outputOf(path).log).catch(() => {
    throw errors.noLog(path)
  })
  return {
    status: 200,
    headers: { 'content-type': 'text/plain; charset=utf-8', 'cache-control': 'no-store', 'x-content-type-options': 'nosniff' },
    body: handle.createReadStream(),
  }
}
