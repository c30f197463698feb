import { OUTPUT } from './markers.ts'

/** One message of a cell's output; its fields are those of the worksheet format. */
export type Message = Readonly<Record<string, unknown>>

/** A piece of a payload: its text as it stands, and the message in it, or null where it is not a JSON object. */
export type Piece = { readonly raw: string; readonly message: Message | null }

/** The messages of an output line's payload. Never throws: what cannot be read has message null and keeps its text. */
export function readPayload(payload: string): Piece[] {
  const pieces: Piece[] = []
  for (const raw of payload.split(OUTPUT)) if (raw.trim() !== '') pieces.push({ raw, message: readMessage(raw) })
  return pieces
}

/** Whether a value is an object with fields, as each message is. */
export function isMessage(value: unknown): value is Message {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

function readMessage(raw: string): Message | null {
  try {
    const value: unknown = JSON.parse(raw)
    return isMessage(value) ? value : null
  } catch {
    return null
  }
}

/** A message as it stands in an output line: JSON without any character that ends a message or a line. */
export function writeMessage(message: Message): string {
  return JSON.stringify(message).replace(/[\uFE20\uFE21\u2028\u2029]/g, escaped)
}

/** Text as it stands between the quotes of a JSON string in an output line. */
export function writeText(text: string): string {
  return writeMessage({ t: text }).slice(6, -2)
}

function escaped(character: string): string {
  return `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`
}

/** Kinds whose adjacent messages are pieces of one text. */
export const textKinds = ['stdout', 'stderr'] as const

/** The kind of text that a message is nothing but a piece of, or null. */
export function textKind(message: Message): 'stdout' | 'stderr' | null {
  const keys = Object.keys(message).filter(key => key !== 'done')
  const kind = keys[0]
  return keys.length === 1 && (kind === 'stdout' || kind === 'stderr') && typeof message[kind] === 'string' ? kind : null
}

/**
 * The messages as they are to be seen: `clear` and `delete_last` carried out, adjacent text joined, those that show nothing dropped.
 * A piece that cannot be read becomes `{ unreadable: text }`.
 */
export function visible(pieces: readonly Piece[]): Message[] {
  const seen: Message[] = []
  for (const { raw, message } of pieces) {
    if (!message) {
      seen.push({ unreadable: raw })
      continue
    }
    if (message.clear) seen.length = 0
    if (message.delete_last) seen.pop()
    const kind = textKind(message)
    const last = seen.at(-1)
    if (kind && last && textKind(last) === kind) seen[seen.length - 1] = { [kind]: String(last[kind]) + String(message[kind]) }
    else if (Object.keys(message).some(key => !silent.has(key))) seen.push(message)
  }
  return seen
}
const silent = new Set(['done', 'once', 'clear', 'delete_last', 'hide', 'show', 'id', 'event', 'time'])

/** Index just after the JSON object that `text` begins with, or -1 when it does not begin with a whole one. */
export function objectEnd(text: string): number {
  if (text[0] !== '{') return -1
  let depth = 0
  let inString = false
  for (let i = 0; i < text.length; i++) {
    const c = text.charCodeAt(i)
    if (inString) {
      if (c === 92) i++
      else if (c === 34) inString = false
    } else if (c === 34) inString = true
    else if (c === 123) depth++
    else if (c === 125 && --depth === 0) return i + 1
  }
  return -1
}
