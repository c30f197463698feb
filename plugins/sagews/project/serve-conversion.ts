import { dirname } from 'node:path'
import { StoaError, errorBody, type Serve } from '@stoa/sdk/contract'
import type { Log, RouteAnswer, Routes } from '@stoa/sdk/project'
import { conversion } from '../conversion.ts'
import { formatNames, renamed, type Format } from '../export/formats.ts'
import { convert, typeOf, type ConvertServices } from './convert.ts'
import { conversionErrors } from './errors.ts'

/** Answers `conversion@1`. One document is converted at a time: each may take much memory, and nobody waits long. */
export function serveConversion({
  serve,
  routes,
  log,
  ...services
}: ConvertServices & { serve: Serve; routes: Routes; log: Log }): () => Promise<void> {
  let turn: Promise<unknown> = Promise.resolve()
  const inTurn = <T>(work: () => Promise<T>): Promise<T> => {
    const mine = turn.then(work)
    turn = mine.catch(() => undefined)
    return mine
  }
  const { files } = services
  const write = ({ path, to, out, replace }: { path: string; to: Format; out: string; replace: boolean }) =>
    inTurn(async () => {
      const bytes = await convert(services, { path, to })
      const handle = await files.open(out, replace ? 'w' : 'wx', 0o666).catch((failure: unknown) => {
        const { code } = failure as NodeJS.ErrnoException
        throw code === 'EEXIST' ? conversionErrors.exists(out) : code === 'ENOENT' ? conversionErrors.notFound(dirname(out)) : failure
      })
      try {
        await handle.writeFile(bytes)
      } finally {
        await handle.close()
      }
      return { path: out }
    })
  const served = serve(conversion, {
    convert: ({ path, to, out = renamed(path, to), replace = false }) => write({ path, to, out, replace }),
  })
  /** Answers a route; what is refused is a sentence for whoever asked. */
  const answered = async (work: () => Promise<RouteAnswer>): Promise<RouteAnswer> => {
    try {
      return await work()
    } catch (failure) {
      const known = failure instanceof StoaError
      if (!known) log.error({ failure: String((failure as Error)?.stack ?? failure) }, 'A document could not be converted')
      const status = !known ? 500 : failure.code === 'not_found' ? 404 : failure.code === 'exists' ? 409 : 400
      return { status, headers: { 'content-type': 'application/json' }, body: JSON.stringify(errorBody(failure)) }
    }
  }
  const stopRoutes = routes.serve(conversion, {
    export: ({ path, query }) =>
      answered(async () => {
        const to = formatOf(query)
        const bytes = await inTurn(() => convert(services, { path, to }))
        return { status: 200, headers: headersOf(renamed(path.split('/').at(-1)!, to), to), body: bytes }
      }),
    beside: ({ path, query }) =>
      answered(async () => {
        const to = formatOf(query)
        const made = await write({ path, to, out: renamed(path, to), replace: false })
        return { status: 200, headers: { 'content-type': 'application/json' }, body: JSON.stringify(made) }
      }),
  })
  return async () => {
    await stopRoutes()
    await served.stop()
    await turn
  }
}

function formatOf(query: URLSearchParams): Format {
  const name = query.get('to') ?? ''
  const found = formatNames.find(one => one === name)
  if (!found) throw conversionErrors.unknownFormat(name)
  return found
}

function headersOf(name: string, to: Format): Record<string, string> {
  const ascii = name.replace(/[^\x20-\x7e]|["\\%]/g, '_')
  const exact = encodeURIComponent(name.toWellFormed()).replace(/['()*]/g, one => `%${one.charCodeAt(0).toString(16).toUpperCase()}`)
  return {
    'content-type': typeOf(to),
    'content-disposition': `attachment; filename="${ascii}"; filename*=UTF-8''${exact}`,
    'content-security-policy': "sandbox; default-src 'none'",
    'x-content-type-options': 'nosniff',
    'cache-control': 'private, no-store',
  }
}
