import type { Serve } from '@stoa/sdk/contract'
import type { Log } from '@stoa/sdk/hub'
import type { Link } from './link.ts'

export type ServingOptions = {
  log: Log
  /** Of a project server: the epoch of its lease. A hub that asks for another one is refused (R6.2). */
  epoch?: number
}

/** The answering side of one process: what is served, and the links it is served on. */
export type ServingHub = {
  readonly serve: Serve
  /** Answers on this link until it closes or the returned function is called. The other end must be a hub: who asks, and with which role, is believed. */
  accept(link: Link): () => void
  /** How many channels are open on all links; `onChannels` hears each change. For deciding whether a project is idle. */
  readonly channels: number
  onChannels(listener: (channels: number) => void): () => void
}

export declare function createServing(options: ServingOptions): ServingHub
