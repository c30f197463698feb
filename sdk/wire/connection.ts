import type { Connect } from '../contract/contract.ts'
import type { ErrorBody } from '../contract/error.ts'
import type { SocketLike } from './socket.ts'

/**
 * What a status pill shows. `connecting` is the first attempt, `reconnecting` the first 15 s after a loss, `offline` later (it still tries);
 * `refused` means that trying again is useless (`error` says why), `closed` that `close()` was called.
 */
export type ConnectionState = {
  readonly kind: 'connecting' | 'connected' | 'reconnecting' | 'offline' | 'refused' | 'closed'
  /** Milliseconds of the last answered ping, null before the first. */
  readonly latency: number | null
  /** `clock.elapsed()` when this kind began. */
  readonly since: number
  readonly error?: ErrorBody
}

/** The part of the SDK's Clock that a connection uses. */
export type ConnectionClock = { elapsed(): number; after(ms: number, work: () => void): () => unknown }

export type ConnectionOptions = {
  /** Opens a new socket; called again at each attempt. A throw counts as a failed attempt. */
  socket: () => SocketLike
  /** Default: the page's own `performance.now` and `setTimeout`. */
  clock?: ConnectionClock
  /** A number in [0, 1). Default: `Math.random`. */
  random?: () => number
  onState?: (state: ConnectionState) => void
}

/** One socket to a hub, kept open, carrying every channel. */
export type Connection = {
  readonly connect: Connect
  readonly state: ConnectionState
  /** Hears each change of kind and of latency. */
  onState(listener: (state: ConnectionState) => void): () => void
  readonly latency: number | null
  /** Says whether the connection still works, within 2 s, and replaces it if not; call it on `online` and when the page becomes visible. */
  probe(): void
  close(): void
}

export declare function createConnection(options: ConnectionOptions): Connection
