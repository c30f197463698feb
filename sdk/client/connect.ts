import { WebSocket } from 'ws'
import type { Connect } from '../contract/contract.ts'
import { StoaError } from '../contract/error.ts'
import { createConnection, type ConnectionState } from '../wire/connection.ts'
import { maxFrame } from '../wire/frame.ts'
import type { SocketLike } from '../wire/socket.ts'
import { fetchBelow } from './fetch.ts'

/** Where to connect, and as whom. */
export type ClientOptions = {
  /** The hub's public address, sub-path included: `http://127.0.0.1:8080`. */
  url: string
  /** An account's or project's key, sent as `Authorization: Bearer`. */
  key?: string
  /** Instead of a key: a `Cookie` header, as a browser has it. */
  cookie?: string
  onState?: (state: ConnectionState) => void
}

/** A program's connection to a hub: the same API that a page has, and HTTP with the same key. */
export type Client = {
  readonly connect: Connect
  readonly state: ConnectionState
  onState(listener: (state: ConnectionState) => void): () => void
  /** Fetches a path below the hub's address. An answer that is not 2xx rejects with the hub's error. */
  fetch(path: string, init?: RequestInit): Promise<Response>
  /** Resolves when connected; rejects if the hub refuses or the client is closed. */
  ready(): Promise<void>
  close(): void
}

/** The path of the hub's WebSocket below its address. */
export const socketPath = '/socket'

/** Connects a program to a hub and keeps the connection up. Nothing else than `close` ends it, unless the hub refuses. */
export function connect({ url, key, cookie, onState }: ClientOptions): Client {
  const base = url.replace(/\/+$/, '')
  const headers: Record<string, string> = {
    ...(key !== undefined && { authorization: `Bearer ${key}` }),
    ...(cookie !== undefined && { cookie }),
  }
  const origin = new URL(base).origin
  const connection = createConnection({
    socket: () => openSocket(base.replace(/^http/, 'ws') + socketPath, { ...headers, origin }),
    ...(onState && { onState }),
  })
  return {
    connect: connection.connect,
    get state() {
      return connection.state
    },
    onState: connection.onState,
    fetch: (path, init) => fetchBelow(base, path, { ...init, headers: { ...headers, ...Object.fromEntries(new Headers(init?.headers)) } }),
    ready() {
      const { promise, resolve, reject } = Promise.withResolvers<void>()
      const look = (state: ConnectionState): void => {
        if (state.kind === 'connected') resolve()
        else if (state.kind === 'refused' || state.kind === 'closed') reject(new StoaError(state.error!))
      }
      const stop = connection.onState(look)
      look(connection.state)
      return promise.finally(stop)
    },
    close: connection.close,
  }
}

/** A `ws` socket that reports an HTTP refusal (401, 403, 404) as a close with 44xx, as a connection understands it. */
function openSocket(url: string, headers: Record<string, string>): SocketLike {
  const socket = new WebSocket(url, { headers, maxPayload: maxFrame, perMessageDeflate: false, handshakeTimeout: 15_000 })
  socket.on('unexpected-response', (request, response) => {
    const status = response.statusCode ?? 0
    const told = socket.onclose
    if (status >= 400 && status < 500 && status !== 429) {
      socket.onclose = null
      told?.({ code: 4000 + status, reason: `The server answered ${status} ${response.statusMessage ?? ''} to the connection.` } as never)
    }
    request.destroy()
    socket.terminate()
  })
  return socket as SocketLike
}
