import type { Socket } from 'node:net'
import type { WebSocket } from 'ws'
import { maxFrame } from '@stoa/sdk/wire'

/** One end of a socket that carries frames. Bytes given to `send` or by `onFrame` are handed over: whoever gets them may write in them. */
export type Link = {
  send(frame: Buffer, binary: boolean): void
  /** Bytes accepted by `send` that the system has not taken yet. */
  readonly buffered: number
  close(code: number, reason: string): void
  /** Frames that come before anybody listens wait. */
  onFrame(listener: (frame: Buffer, binary: boolean) => void): void
  /** Called once, also if the link has closed already. */
  onClose(listener: (code: number, reason: string) => void): void
}

/** Options for every `ws` client and server that carries frames. A larger frame closes the socket with 1009 before it is read. */
export const socketOptions = { maxPayload: maxFrame, perMessageDeflate: false } as const

/** For a `ws` client on a socket of this machine, where masking protects nobody and costs a pass over every byte. */
export const unmasked = { ...socketOptions, generateMask: () => {} } as const

/** A Link over a socket of the `ws` package, open or still opening. */
export function socketLink(socket: WebSocket): Link {
  const raw = socket as WebSocket & { _socket?: Socket | null }
  let corked = false
  let closed: [number, string] | null = null
  const closing: ((code: number, reason: string) => void)[] = []
  socket.on('close', (code, reason) => {
    closed = [code, reason.toString()]
    for (const listener of closing.splice(0)) listener(...closed)
  })
  socket.on('error', () => {})
  socket.pause()
  return {
    send(frame, binary) {
      if (socket.readyState !== socket.OPEN) return
      const stream = raw._socket
      // One system call for all that is sent in this turn.
      if (!corked && stream) {
        corked = true
        stream.cork()
        process.nextTick(() => {
          corked = false
          stream.uncork()
        })
      }
      socket.send(frame, { binary, compress: false })
    },
    get buffered() {
      return socket.bufferedAmount
    },
    close(code, reason) {
      // What the peer does not acknowledge in a second is cut: it may be the one that is flooding.
      socket.close(code, shorten(reason))
      setTimeout(() => socket.terminate(), 1_000).unref()
    },
    onFrame(listener) {
      socket.on('message', (data, binary) => listener(data as Buffer, binary))
      socket.resume()
    },
    onClose(listener) {
      if (closed) listener(...closed)
      else closing.push(listener)
    },
  }
}

/** A link on which nothing is sent any more once `holds` says no: it is closed instead. */
export function fenced(link: Link, holds: () => boolean): Link {
  return {
    send(frame, binary) {
      if (holds()) link.send(frame, binary)
      else link.close(1001, 'lease over')
    },
    get buffered() {
      return link.buffered
    },
    close: (code, reason) => link.close(code, reason),
    onFrame: listener => link.onFrame(listener),
    onClose: listener => link.onClose(listener),
  }
}

/** Two ends in one process: what one sends the other gets, in order, in a later turn. */
export function linkPair(): [Link, Link] {
  type End = { frames: [Buffer, boolean][]; bytes: number; listener: ((frame: Buffer, binary: boolean) => void) | null }
  const ends: [End, End] = [
    { frames: [], bytes: 0, listener: null },
    { frames: [], bytes: 0, listener: null },
  ]
  let closed: [number, string] | null = null
  const closing: ((code: number, reason: string) => void)[] = []
  let due = false
  function later(): void {
    if (due) return
    due = true
    setImmediate(() => {
      due = false
      for (const end of ends) {
        if (!end.listener) continue
        const frames = end.frames
        end.frames = []
        end.bytes = 0
        for (const [frame, binary] of frames) end.listener(frame, binary)
      }
      if (!closed) return
      // What was sent before the close arrives before it.
      if (ends.some(end => end.listener && end.frames.length > 0)) later()
      else for (const listener of closing.splice(0)) listener(...closed)
    })
  }
  function link(here: End, there: End): Link {
    return {
      send(frame, binary) {
        if (closed) return
        there.frames.push([frame, binary])
        there.bytes += frame.length
        later()
      },
      get buffered() {
        return there.bytes
      },
      close(code, reason) {
        closed ??= [code, reason]
        later()
      },
      onFrame(listener) {
        here.listener = listener
        later()
      },
      onClose(listener) {
        closing.push(listener)
        if (closed) later()
      },
    }
  }
  return [link(...ends), link(ends[1], ends[0])]
}

/** A close reason has at most 123 bytes. */
function shorten(reason: string): string {
  let text = reason
  while (Buffer.byteLength(text) > 123) text = text.slice(0, -1)
  return text
}
