import { quote } from '../contract/error.ts'
import { fault } from './faults.ts'

/** Every kind of frame. */
export const kinds = ['open', 'close', 'call', 'reply', 'error', 'emit', 'credit'] as const
/** What a frame is. */
export type Kind = (typeof kinds)[number]

/** What routes a frame. `id` is a number, or a text made by the caller for calls that may be repeated; of `credit` it is the bytes given back. */
export type Header = { readonly kind: Kind; readonly channel: number; readonly id: number | string; readonly method: string }

/** A body as it travels: JSON text (empty for nothing) or bytes. */
export type Body = string | Uint8Array
/** A frame, read. */
export type Frame = Header & { readonly body: Body }

/** Bytes of a whole frame, and of the header line with its newline. */
export const maxFrame = 1 << 20
/** The longest header line, in bytes. */
export const maxHeader = 512
/** Bytes of a body. Leaves room for a longer header, since the hub rewrites channel numbers. */
export const maxBody = maxFrame - 2 * maxHeader

/** The version both ends say first, on channel 0. */
export const protocol = 'stoa@1'

const known: ReadonlySet<unknown> = new Set(kinds)
const callerId = /^[A-Za-z0-9_-]{1,64}$/
const name = /^[A-Za-z0-9_$@.-]{0,100}$/

/** The header line, newline included. */
export function encodeHeader(kind: Kind, channel: number, id: number | string, method: string): string {
  return typeof id === 'number' ? `["${kind}",${channel},${id},"${method}"]\n` : `["${kind}",${channel},"${id}","${method}"]\n`
}

/** A frame for a socket's `send`: text when the body is JSON, bytes when it is bytes. */
export function encodeFrame({ kind, channel, id, method, body }: Frame): string | Uint8Array<ArrayBuffer> {
  const header = encodeHeader(kind, channel, id, method)
  if (typeof body === 'string') return header + body
  const frame = new Uint8Array(header.length + body.length)
  for (let at = 0; at < header.length; at++) frame[at] = header.charCodeAt(at)
  frame.set(body, header.length)
  return frame
}

/** Reads a header line without its newline. Throws `malformed_frame`. */
export function parseHeader(line: string): Header {
  let parts: unknown
  try {
    parts = JSON.parse(line)
  } catch {
    throw fault.malformed(`its first line is ${quote(line)}, which is not JSON`)
  }
  if (!Array.isArray(parts) || parts.length !== 4)
    throw fault.malformed(`its first line is ${quote(line)}, not [kind, channel, id, method]`)
  const [kind, channel, id, method] = parts as unknown[]
  if (!known.has(kind)) throw fault.malformed(`its kind is ${quote(kind)}`)
  if (!isCount(channel) || channel > 0x7fffffff) throw fault.malformed(`its channel is ${quote(channel)}`)
  if (!isCount(id) && !(typeof id === 'string' && callerId.test(id))) throw fault.malformed(`its id is ${quote(id)}`)
  if (typeof method !== 'string' || !name.test(method)) throw fault.malformed(`its method is ${quote(method)}`)
  return { kind: kind as Kind, channel, id, method }
}

/** Takes a frame apart as it came from a socket. Throws `malformed_frame` or `frame_too_large`, nothing else. */
export function decodeFrame(data: string | Uint8Array): Frame {
  if (data.length > maxFrame) throw fault.frameTooLarge(data.length)
  const end = typeof data === 'string' ? data.indexOf('\n') : data.indexOf(10)
  if (end < 0 || end >= maxHeader) throw fault.malformed(`it has no first line of at most ${maxHeader} bytes`)
  if (typeof data === 'string') return { ...parseHeader(data.slice(0, end)), body: data.slice(end + 1) }
  return { ...parseHeader(String.fromCharCode(...data.subarray(0, end))), body: data.subarray(end + 1) }
}

/** The value of a body: bytes as they are, JSON parsed, nothing as undefined. Throws `malformed_frame`. */
export function decodeBody(body: Body): unknown {
  if (typeof body !== 'string') return body
  if (body === '') return undefined
  try {
    return JSON.parse(body)
  } catch {
    throw fault.malformed(`its body ${quote(body)} is not JSON`)
  }
}

/** The body that carries a value: bytes as bytes, anything else as JSON. */
export function encodeBody(value: unknown): Body {
  if (value instanceof Uint8Array) return value
  return JSON.stringify(value) ?? ''
}

/** Bytes of a body on the wire. */
export function bodySize(body: Body): number {
  if (typeof body !== 'string') return body.length
  let bytes = body.length
  for (let at = 0; at < body.length; at++) {
    const unit = body.charCodeAt(at)
    if (unit < 0x80) continue
    // Each half of a pair counts two, so a pair makes its four bytes; JSON never holds half a pair.
    bytes += unit < 0x800 || (unit >= 0xd800 && unit <= 0xdfff) ? 1 : 2
  }
  return bytes
}

function isCount(value: unknown): value is number {
  return typeof value === 'number' && Number.isSafeInteger(value) && value >= 0
}
