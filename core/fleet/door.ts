import { createHash, timingSafeEqual } from 'node:crypto'
import { createServer, request as httpRequest, type IncomingMessage, type ServerResponse } from 'node:http'
import { connect, type AddressInfo } from 'node:net'
import type { Duplex } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { WebSocketServer } from 'ws'
import { StoaError, Type, errorBody, quote, stops, type Static } from '@stoa/sdk/contract'
import type { Log } from '@stoa/sdk/hub'
import { Compile } from 'typebox/compile'
import { errors } from './errors.ts'
import type { Member } from './member.ts'

const bodies = {
  start: Compile(Type.Object({ uid: Type.Integer({ minimum: 0 }) }, { additionalProperties: false })),
  stop: Compile(Type.Object({ wanted: Type.Optional(Type.String({ maxLength: 100 })) }, { additionalProperties: false })),
  erase: Compile(Type.Object({}, { additionalProperties: false })),
} as const
const mostBody = 4096

/** What a machine tells every hub that listens at its door: a project server ended. */
export const NewsSchema = Type.Object({ id: Type.String(), epoch: Type.Integer(), reason: Type.String(), expected: Type.Boolean() })
export type News = Static<typeof NewsSchema>

/** A door that listens. Until it is told for whom it answers, it sends everybody away for the moment. */
export type Door = { readonly port: number; answerFor(member: Member): void; stop(): Promise<void> }

/**
 * A machine's door for hubs. All want `Authorization: Bearer <secret>`, of the machine's row in the store.
 * `POST /projects/<id>/start|stop|erase` and `POST /status` are answered here, `/news` is a socket of `News`. `GET /projects/<id>/link`, and anything
 * below `/projects/<id>/routes/` and `/projects/<id>/blobs/`, goes to the project's own server, bytes unread.
 */
export async function openDoor({ host, port, log }: { host: string; port: number; log: Log }): Promise<Door> {
  let member: Member | undefined
  const started = stops()
  const sockets = new WebSocketServer({ noServer: true, maxPayload: 1024, perMessageDeflate: false })

  function admitted(request: IncomingMessage): Member {
    const here = member
    const row = here?.row
    if (!here || !row) throw errors.notJoined()
    if (!timingSafeEqual(digest(request.headers.authorization ?? ''), digest(`Bearer ${row.secret}`))) throw errors.notAllowed()
    return here
  }

  async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const here = admitted(request)
    if (request.method === 'POST' && request.url === '/status') return json(response, await here.status())
    const [, id = '', rest = ''] = /^\/projects\/([A-Za-z0-9-]{1,64})(\/.*)$/.exec(request.url ?? '') ?? []
    if (request.method === 'POST' && rest === '/start') {
      const { uid } = read(bodies.start, await bodyOf(request))
      const { epoch, token, plugins, startup, restored } = await here.start({ id, uid })
      return json(response, { id, epoch, token, plugins, startup, ...(restored && { restored }) })
    }
    if (request.method === 'POST' && rest === '/stop') {
      await here.stop(id, read(bodies.stop, await bodyOf(request)).wanted)
      return json(response, {})
    }
    if (request.method === 'POST' && rest === '/erase') {
      read(bodies.erase, await bodyOf(request))
      await here.erase(id)
      return json(response, {})
    }
    if (request.method === 'GET' && rest === '/folder') return sendFolder({ here, id, response })
    if (/^\/(routes|blobs)\//.test(rest)) return forward({ here, id, path: rest, request, response })
    throw errors.notFound(request.url ?? '')
  }

  const server = createServer({ keepAlive: true, requestTimeout: 0, headersTimeout: 10_000 }, (request, response) => {
    answer(request, response).catch((failure: unknown) => {
      if (!(failure instanceof StoaError)) log.error({ url: request.url, failure: String(failure) }, 'A hub’s request failed.')
      if (response.headersSent) return void response.destroy()
      if (!request.complete) response.setHeader('connection', 'close')
      response.writeHead(statusOf(failure), { 'content-type': 'application/json' }).end(JSON.stringify(errorBody(failure)))
    })
  })
  server.on('upgrade', (request: IncomingMessage, socket: Duplex, head: Buffer) => {
    socket.on('error', () => undefined)
    try {
      const here = admitted(request)
      if (request.url === '/news') {
        sockets.handleUpgrade(request, socket, head, listening => {
          const stop = here.onExit(exit => {
            const news: News = { id: exit.id, epoch: exit.epoch, reason: exit.reason, expected: exit.expected }
            listening.send(JSON.stringify(news))
          })
          listening.on('close', () => void stop())
          listening.on('error', () => undefined)
        })
        return
      }
      const id = /^\/projects\/([A-Za-z0-9-]{1,64})\/link$/.exec(request.url ?? '')?.[1]
      if (id === undefined) throw errors.notFound(request.url ?? '')
      const running = here.find(id)
      if (!running) throw errors.notRunning(id)
      tunnel({ request, socket, head, to: running })
    } catch (failure) {
      const body = JSON.stringify(errorBody(failure))
      socket.end(
        `HTTP/1.1 ${statusOf(failure)} Refused\r\nContent-Type: application/json\r\nContent-Length: ${Buffer.byteLength(body)}\r\nConnection: close\r\n\r\n${body}`,
      )
    }
  })
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject)
    server.listen({ host, port }, () => resolve())
  })
  started.add(async () => {
    for (const socket of sockets.clients) socket.terminate()
    const closed = new Promise<void>(resolve => server.close(() => resolve()))
    server.closeAllConnections()
    await closed
  })
  return {
    port: (server.address() as AddressInfo).port,
    answerFor: joined => void (member = joined),
    stop: started.stop,
  }
}

type Running = { readonly socketPath: string; readonly token: string }

/** Joins a hub's socket with one to the project server. What goes over it is read by neither this process nor HTTP. */
function tunnel({ request, socket, head, to }: { request: IncomingMessage; socket: Duplex; head: Buffer; to: Running }): void {
  const inner = connect(to.socketPath)
  if ('setNoDelay' in socket) (socket as Duplex & { setNoDelay(on: boolean): void }).setNoDelay(true)
  const headers = pairs(request.rawHeaders).filter(([name]) => name.toLowerCase() !== 'authorization')
  const lines = [`GET /link HTTP/1.1`, ...headers.map(([name, value]) => `${name}: ${value}`), `Authorization: Bearer ${to.token}`]
  inner.write(`${lines.join('\r\n')}\r\n\r\n`)
  if (head.length > 0) inner.write(head)
  socket.pipe(inner)
  inner.pipe(socket)
  for (const [one, other] of [
    [socket, inner],
    [inner, socket],
  ] as const) {
    one.on('error', () => other.destroy())
    one.on('close', () => other.destroy())
  }
}

/** Hands a request on to a project server, and its answer back. */
async function forward({
  here,
  id,
  path,
  request,
  response,
}: {
  here: Member
  id: string
  path: string
  request: IncomingMessage
  response: ServerResponse
}): Promise<void> {
  const to = here.find(id)
  if (!to) throw errors.notRunning(id)
  const { connection: _, host: __, ...headers } = request.headers
  const asking = httpRequest({
    socketPath: to.socketPath,
    method: request.method,
    path,
    headers: { ...headers, authorization: `Bearer ${to.token}` },
  })
  const answered = new Promise<IncomingMessage>((resolve, reject) => asking.once('response', resolve).once('error', reject))
  request.on('error', failure => asking.destroy(failure))
  request.on('close', () => request.complete || asking.destroy())
  request.pipe(asking)
  const answer = await answered.catch(() => {
    throw errors.notRunning(id)
  })
  response.on('close', () => answer.destroy())
  const { connection: ___, 'keep-alive': ____, 'transfer-encoding': _____, ...said } = answer.headers
  response.writeHead(answer.statusCode ?? 502, said)
  await pipeline(answer, response)
}

async function sendFolder({ here, id, response }: { here: Member; id: string; response: ServerResponse }): Promise<void> {
  if (here.find(id)) throw errors.stillHere(id)
  if (!(await here.folders.exists(id))) throw errors.notFound(`/projects/${id}/folder`)
  response.writeHead(200, { 'content-type': 'application/x-tar' })
  await pipeline(here.folders.pack(id), response)
}

function json(response: ServerResponse, body: unknown): void {
  response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify(body))
}

async function bodyOf(request: IncomingMessage): Promise<string> {
  let text = ''
  for await (const piece of request.setEncoding('utf8')) {
    text += piece
    if (text.length > mostBody) throw new StoaError({ code: 'too_large', message: `A body has at most ${mostBody} bytes here.` })
  }
  return text
}

function read<T>(type: { Check(value: unknown): value is T }, text: string): T {
  let value: unknown
  try {
    value = JSON.parse(text)
  } catch {
    // Said below.
  }
  if (type.Check(value)) return value
  throw new StoaError({ code: 'bad_body', message: `The body ${quote(text, 100)} is not what is asked for here.` })
}

const digest = (text: string): Buffer => createHash('sha256').update(text).digest()

function pairs(flat: readonly string[]): [string, string][] {
  return Array.from({ length: flat.length / 2 }, (_, at) => [flat[at * 2]!, flat[at * 2 + 1]!])
}

const statuses: ReadonlyMap<string, number> = new Map([
  ['bad_body', 400],
  ['not_allowed', 401],
  ['not_found', 404],
  ['lease_elsewhere', 409],
  ['too_large', 413],
])

function statusOf(failure: unknown): number {
  return failure instanceof StoaError ? (statuses.get(failure.code) ?? 503) : 500
}
