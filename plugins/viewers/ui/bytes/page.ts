/** A part of a file, in bytes: from `start` to before `end`. */
export type Part = { readonly start: number; readonly end: number }

/** So much of a file is shown at once, as text and as bytes. */
export const pageOf = { text: 256 * 1024, hex: 16 * 1024 } as const
/** A line that is longer than this is cut wherever the page ends. */
const longest = 64 * 1024
const newline = 0x0a

/** The page that begins at a place, or ends with the file. Pages of bytes begin at a whole row. */
export function pageAt({ start, size, page, row = 1 }: { start: number; size: number; page: number; row?: number }): Part {
  const last = Math.max(0, Math.ceil((size - page) / row) * row)
  const from = Math.min(Math.max(0, Math.floor(start / row) * row), last)
  return { start: from, end: Math.min(size, from + page) }
}

/**
 * The whole lines of a page of a text, as places within its bytes. A line without an end is cut between characters. What is before `from`
 * belongs to the page before, what is after `to` to the one after.
 */
export function wholeLines({ bytes, first, last }: { bytes: Uint8Array; first: boolean; last: boolean }): { from: number; to: number } {
  let from = 0
  let to = bytes.length
  if (!first) {
    const at = bytes.subarray(0, longest).indexOf(newline)
    from = at >= 0 && at + 1 < bytes.length ? at + 1 : afterCut(bytes)
  }
  if (!last) {
    const at = bytes.lastIndexOf(newline)
    to = at >= from && bytes.length - at <= longest ? at + 1 : beforeCut(bytes)
  }
  return { from, to: Math.max(from, to) }
}

const continues = (byte: number | undefined): boolean => byte !== undefined && (byte & 0xc0) === 0x80

/** Past the rest of a character that began before. */
function afterCut(bytes: Uint8Array): number {
  let at = 0
  while (at < 3 && continues(bytes[at])) at++
  return at
}

/** Before a character that does not end here. */
function beforeCut(bytes: Uint8Array): number {
  let at = bytes.length
  while (bytes.length - at < 3 && continues(bytes[at - 1])) at--
  const lead = bytes[at - 1] ?? 0
  const needed = lead >= 0xf0 ? 4 : lead >= 0xe0 ? 3 : lead >= 0xc0 ? 2 : 1
  return bytes.length - at + 1 < needed ? at - 1 : bytes.length
}

/** Bytes in a row of what is shown of them. */
export const rowBytes = 16
const hex = Array.from({ length: 256 }, (_, byte) => byte.toString(16).padStart(2, '0'))

/** Bytes as people read them: where they are, sixteen of them, and the letters that they stand for. */
export function hexRows(bytes: Uint8Array, start: number): string {
  const rows: string[] = []
  for (let at = 0; at < bytes.length; at += rowBytes) {
    const row = bytes.subarray(at, at + rowBytes)
    const left = Array.from(row.subarray(0, 8), byte => hex[byte]).join(' ')
    const right = Array.from(row.subarray(8), byte => hex[byte]).join(' ')
    const letters = Array.from(row, byte => (byte >= 0x20 && byte < 0x7f ? String.fromCharCode(byte) : '·')).join('')
    rows.push(`${(start + at).toString(16).padStart(8, '0')}  ${left.padEnd(23)}  ${right.padEnd(23)}  ${letters}`)
  }
  return rows.join('\n')
}
