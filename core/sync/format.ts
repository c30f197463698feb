import { createHash } from 'node:crypto'
import type { Text } from '@codemirror/state'
import { textOf, utf8 } from '@stoa/sdk/document'
import type { TextFormat } from './records.ts'

/** A file's content as a document has it, and what its bytes have besides. */
export type Content = { readonly text: Text; readonly format: TextFormat }

export const plainFormat: TextFormat = { crlf: false, bom: false }

/**
 * Reads a file's bytes: a byte order mark is remembered; if every line ends in CRLF that is remembered and lines end in `\n` here, else each `\r`
 * stays a character. Null for what is not text: not UTF-8, or with a NUL.
 */
export function readContent(bytes: Uint8Array): Content | null {
  if (bytes.includes(0)) return null
  const bom = bytes[0] === 0xef && bytes[1] === 0xbb && bytes[2] === 0xbf
  let string: string
  try {
    string = utf8(bom ? bytes.subarray(3) : bytes)
  } catch {
    return null
  }
  const crlf = string.includes('\r\n') && !/(?:^|[^\r])\n/.test(string)
  return { text: textOf(crlf ? string.replaceAll('\r\n', '\n') : string), format: { crlf, bom } }
}

/** The bytes of a text in its file: exactly those that were read, if nothing was changed. */
export function writeContent({ text, format }: Content): Buffer {
  const string = (format.bom ? '\ufeff' : '') + (format.crlf ? text.sliceString(0, text.length, '\r\n') : text.toString())
  return Buffer.from(string, 'utf8')
}

/** Tells contents apart: half a SHA-256, in hex. */
export function hashOf(bytes: Uint8Array): string {
  return createHash('sha256').update(bytes).digest('hex').slice(0, 32)
}
