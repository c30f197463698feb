import { createHash, timingSafeEqual } from 'node:crypto'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { WebSocketServer } from 'ws'
import { errorBody, StoaError, type RouteMethod } from '@stoa/sdk/contract'
import type { Log } from '@stoa/sdk/hub'
import { socketLink, socketOptions, type Link } from '@stoa/core/routing'
import { blobStream, type BlobStore } from './blobs.ts'
import { errors } from './errors.ts'
import { statusOf, type createRoutes } from './routes.ts'

type Answered = {
  accept(link: Link): void
  routes: ReturnType<typeof createRoutes>
  blobs: BlobStore
  log: Log
  /** Whether this server may still answer; without it, it always may. */
  holds?(): boolean
}

/**
 * The project server's door: `GET /link` upgrades to a socket of frames, `/routes/<contract>@<v>/<route>/<path…>` and
 * `GET /blobs/<id>` are plain HTTP. Whoever knocks must show the token; only a hub has it.
 */
export function createDoor({ token, accept, routes, blobs, log, holds = () => true }: Answered & { token: string }) {
  const expected = digest(`Bearer ${token}`)
  const allowed = (request: IncomingMessage) => timingSafeEqual(digest(request.headers.authorization ?? ''), expected)

  const server = createServer({ keepAlive: true, requestTimeout: 0, headersTimeout: 10_000 }, (request, response) => {
    answer(request, response).catch((failure: unknown) => refuse(request, response, failure))
  })
  const sockets = new WebSocketServer({ noServer: true, ...socketOptions })

  server.on('upgrade', (request, socket, head) => {
    socket.on('error', () => undefined)
    const failure = !allowed(request) ? errors.notAllowed() : request.url === '/link' ? null : errors.notFound(request.url ?? '')
    if (failure) {
      const body = JSON.stringify(failure)
      socket.end(
        `HTTP/1.1 ${statusOf(failure)} Refused\r\nContent-Type: application/json\r\nContent-Length: ${Buffer.byteLength(body)}\r\nConnection: close\r\n\r\n${body}`,
      )
      return
    }
    sockets.handleUpgrade(request, socket, head, upgraded => accept(socketLink(upgraded)))
  })

  async function answer(request: IncomingMessage, response: ServerResponse) {
    if (!allowed(request)) throw errors.notAllowed()
    const address = splitAddress(request.url ?? '/')
    const [, kind, ...parts] = address.path.split('/')
    if (kind === 'routes' && parts.length >= 2)
      await answerRoute({ request, response, address, parts: parts.map(part => decoded(part, address)) })
    else if (kind === 'blobs' && parts.length === 1 && (request.method === 'GET' || request.method === 'HEAD'))
      await answerBlob(request, response, parts[0]!)
    else throw errors.notFound(address.path)
  }

  async function answerRoute({
    request,
    response,
    address,
    parts,
  }: {
    request: IncomingMessage
    response: ServerResponse
    address: Address
    parts: string[]
  }) {
    const [contract, route, ...path] = parts as [string, string, ...string[]]
    const handler = routes.find({ contract, route, method: request.method ?? '' })
    if (!handler) throw errors.notFound(`${request.method} ${address.path}`)
    const { authorization: _, 'stoa-user': user, ...headers } = request.headers
    const answered = await handler({
      method: request.method as RouteMethod,
      user: callerOf(user),
      path: path.join('/'),
      query: new URLSearchParams(address.query),
      headers,
      body: request,
    })
    const body = answered.body instanceof Readable ? answered.body : null
    try {
      // Done here is not done, once another server may run the project.
      if (!holds()) throw errors.leaseOver()
      response.writeHead(answered.status, answered.headers)
      if (request.method === 'HEAD' || !body) response.end(body || request.method === 'HEAD' ? undefined : answered.body)
      else await pipeline(body, response)
    } finally {
      body?.destroy()
    }
  }

  async function answerBlob(request: IncomingMessage, response: ServerResponse, id: string) {
    const blob = await blobs.read(id)
    if (!blob) throw errors.notFound(`/blobs/${id}`)
    const headers = { etag: `"${id}"`, 'cache-control': 'private, max-age=31536000, immutable' }
    if (request.headers['if-none-match'] === headers.etag) {
      response.writeHead(304, headers).end()
      return
    }
    response.writeHead(200, { ...headers, 'content-type': blob.mime, 'content-length': blob.size })
    if (request.method === 'HEAD') response.end()
    else await pipeline(blobStream(blob), response)
  }

  function refuse(request: IncomingMessage, response: ServerResponse, failure: unknown) {
    const status = statusOf(failure)
    if (status >= 500)
      log.error({ url: request.url, failure: failure instanceof Error ? failure.stack : String(failure) }, 'A request failed.')
    // A body that was begun can only be cut off, so that nobody takes half of it for the whole.
    if (response.headersSent) {
      response.destroy()
      return
    }
    const body =
      failure instanceof StoaError || status >= 500 ? errorBody(failure) : { code: 'file_error', message: (failure as Error).message }
    // What was not read of a refused upload would otherwise be read as the next request.
    if (!request.complete) response.setHeader('connection', 'close')
    response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body))
  }

  return {
    listen: (socketPath: string) =>
      new Promise<void>((resolve, reject) => {
        server.once('error', reject)
        server.listen(socketPath, () => resolve())
      }),
    /** Closes every socket and request and stops listening. */
    async close() {
      for (const socket of sockets.clients) socket.close(1001, 'The project server is stopping.')
      const closed = new Promise<void>(resolve => server.close(() => resolve()))
      server.closeAllConnections()
      for (const socket of sockets.clients) socket.terminate()
      await closed
    },
  }
}

function digest(text: string): Buffer {
  return createHash('sha256').update(text).digest()
}

type Address = { path: string; query: string }

/**
 * Path and query as they were sent. A URL would resolve `..` on the way: what the hub has allowed as one route would then be answered
 * by another, whose role nobody checked.
 */
function splitAddress(url: string): Address {
  const at = url.indexOf('?')
  return at < 0 ? { path: url, query: '' } : { path: url.slice(0, at), query: url.slice(at + 1) }
}

function decoded(part: string, address: Address): string {
  try {
    const text = decodeURIComponent(part)
    // An encoded slash would make two parts out of one name.
    if (!text.includes('/')) return text
  } catch {
    // Not percent-encoding at all.
  }
  throw errors.notFound(address.path)
}

function callerOf(header: string | string[] | undefined): { id: string; name: string } {
  try {
    const said = JSON.parse(Buffer.from(String(header), 'base64url').toString('utf8')) as { id?: unknown; name?: unknown } | null
    if (typeof said?.id === 'string' && typeof said.name === 'string') return { id: said.id, name: said.name }
  } catch {
    // Said below.
  }
  throw errors.callerInvalid()
}
