import type { ChangeSet } from '@codemirror/state'
import { ByteReader, ByteWriter } from './bytes.ts'
import { decodeChanges } from './changes.ts'

/** The most bytes of an edit or version in one frame; longer ones are sent in `part`s before. */
export const partBytes = 512 * 1024
/** The most UTF-16 units of text in one piece. */
export const pieceLength = 128 * 1024

/** Body of `edit`. `changes` stays encoded: what is in flight is sent again byte by byte. */
export type EditMessage = { sequence: number; base: number; changes: Uint8Array }

/** The body of `edit`. */
export function encodeEdit({ sequence, base, changes }: EditMessage): Uint8Array<ArrayBuffer> {
  return new ByteWriter(changes.length + 16).number(sequence).number(base).raw(changes).done()
}
/** Reads the body of `edit`; throws `RangeError` for what is none. */
export function decodeEdit(bytes: Uint8Array): EditMessage & { decoded: ChangeSet } {
  const reader = new ByteReader(bytes)
  const sequence = reader.number()
  const base = reader.number()
  const changes = reader.rest()
  return { sequence, base, changes, decoded: decodeChanges(changes) }
}

/** Body of the answer to `edit`. */
export function encodeVersion(version: number): Uint8Array<ArrayBuffer> {
  return new ByteWriter(8).number(version).done()
}
/** Reads the answer to `edit`. */
export function decodeVersion(bytes: Uint8Array): number {
  return new ByteReader(bytes).number()
}

/** Body of `changed`. `session` is the number that a `session` event named. */
export type ChangedMessage = { version: number; session: number; sequence: number; changes: Uint8Array }

/** The body of `changed`. */
export function encodeChanged({ version, session, sequence, changes }: ChangedMessage): Uint8Array<ArrayBuffer> {
  return new ByteWriter(changes.length + 24).number(version).number(session).number(sequence).raw(changes).done()
}
/** Reads the body of `changed`; throws `RangeError` for what is none. */
export function decodeChanged(bytes: Uint8Array): ChangedMessage {
  const reader = new ByteReader(bytes)
  return { version: reader.number(), session: reader.number(), sequence: reader.number(), changes: reader.rest() }
}

/** Cuts a body into what goes ahead as `part`s and what goes last. */
export function inParts(bytes: Uint8Array): { ahead: Uint8Array[]; last: Uint8Array } {
  const ahead: Uint8Array[] = []
  let at = 0
  for (; bytes.length - at > partBytes; at += partBytes) ahead.push(bytes.subarray(at, at + partBytes))
  return { ahead, last: bytes.subarray(at) }
}

/** Puts parts together again. Throws `RangeError` beyond `most` bytes, which no document can need. */
export function joinParts(most: number): { add(part: Uint8Array): void; finish(last: Uint8Array): Uint8Array; clear(): void } {
  let parts: Uint8Array[] = []
  let size = 0
  const clear = (): void => {
    parts = []
    size = 0
  }
  return {
    clear,
    add(part) {
      size += part.length
      if (size > most) {
        clear()
        throw new RangeError('a message is too long')
      }
      parts.push(part.slice())
    },
    finish(last) {
      if (parts.length === 0) return last
      const whole = new Uint8Array(size + last.length)
      let at = 0
      for (const part of parts) {
        whole.set(part, at)
        at += part.length
      }
      whole.set(last, at)
      clear()
      return whole
    },
  }
}
