import type { WebSocket } from 'ws'

/** One end of a socket that carries frames. Bytes handed over by `onFrame` belong to the listener, which may write in them. */
export type Link = {
  send(frame: Uint8Array, binary: boolean): void
  /** Bytes accepted by `send` that the system has not taken yet. */
  readonly buffered: number
  close(code: number, reason: string): void
  onFrame(listener: (frame: Buffer, binary: boolean) => void): void
  /** Called once, also if the link was closed before. */
  onClose(listener: (code: number, reason: string) => void): void
}

/** Options for every `ws` client and server that carries frames. */
export const socketOptions = { maxPayload: 1 << 20, perMessageDeflate: false } as const

export declare function socketLink(socket: WebSocket): Link
/** Two ends in one process: what one sends the other gets, in order, in a later turn. */
export declare function linkPair(): [Link, Link]
