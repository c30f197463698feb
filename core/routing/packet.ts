import { encodeHeader, maxFrame, maxHeader, parseHeader, fault, type Header, type Kind } from '@stoa/sdk/wire'
import type { Link } from './link.ts'

/** A body in bytes, and whether it travels in a binary frame. */
export type Packed = { readonly bytes: Buffer; readonly binary: boolean }

const none = Buffer.alloc(0)
export const nothing: Packed = { bytes: none, binary: false }

/** A value as JSON, or bytes as they are. */
export function pack(value: unknown): Packed {
  if (value instanceof Uint8Array) return { bytes: Buffer.from(value.buffer, value.byteOffset, value.byteLength), binary: true }
  const json = JSON.stringify(value)
  return json === undefined ? nothing : { bytes: Buffer.from(json), binary: false }
}

/** Reads the header of a frame and where its body begins. Throws `malformed_frame` or `frame_too_large`, nothing else. */
export function readHeader(frame: Buffer): Header & { readonly start: number } {
  if (frame.length > maxFrame) throw fault.frameTooLarge(frame.length)
  const end = frame.indexOf(10)
  if (end < 0 || end >= maxHeader) throw fault.malformed(`it has no first line of at most ${maxHeader} bytes`)
  const { kind, channel, id, method } = parseHeader(frame.toString('latin1', 0, end))
  return { kind, channel, id, method, start: end + 1 }
}

/** Puts another header before the body that begins at `start`: in the same bytes where it fits, else in a copy. */
export function rewrite(frame: Buffer, start: number, header: string): Buffer {
  const at = start - header.length
  if (at >= 0) {
    frame.write(header, at, 'latin1')
    return frame.subarray(at)
  }
  const copy = Buffer.allocUnsafe(frame.length - at)
  copy.write(header, 0, 'latin1')
  frame.copy(copy, header.length, start)
  return copy
}

/** Sends one frame. The body's bytes are copied, so it may go to many. */
export function send(link: Link, kind: Kind, channel: number, id: number | string, method: string, body: Packed = nothing): void {
  const header = encodeHeader(kind, channel, id, method)
  const frame = Buffer.allocUnsafe(header.length + body.bytes.length)
  frame.write(header, 0, 'latin1')
  body.bytes.copy(frame, header.length)
  link.send(frame, body.binary)
}
