import type { Connect } from '../contract/contract.ts'
import type { ConnectionState } from '../wire/connection.ts'

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
  /** Resolves when connected; rejects if the hub refuses. */
  ready(): Promise<void>
  close(): void
}
/** The path of the hub's WebSocket below its address. */
export const socketPath = '/socket'

export declare function connect(options: ClientOptions): Client
