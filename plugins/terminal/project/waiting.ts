const tab = 0x09
const lineFeed = 0x0a
const carriageReturn = 0x0d
const space = 0x20
const del = 0x7f
/** Begins the controls of one character that UTF-8 writes in two bytes. */
const control = 0xc2

/** What a program has printed and what is not shown yet. */
export type Waiting = {
  readonly bytes: number
  /** How many lines end in it, if it is plain: text, and nothing but text. Else null. */
  readonly lines: number | null
  push(piece: Uint8Array): void
  /** The next bytes, at most so many. */
  take(most: number): Uint8Array
  /** Drops lines from the front of what is plain, while `lines` of them stay; answers how many bytes that were. */
  leave(lines: number): number
}

/** Begins with nothing. */
export function createWaiting(): Waiting {
  /** The lines of each piece; null where it is not plain. */
  let pieces: { bytes: Uint8Array; lines: number | null }[] = []
  let bytes = 0
  let lines = 0
  /** Pieces that are not plain. */
  let others = 0

  function count(one: number | null, by: 1 | -1): void {
    if (one === null) others += by
    else lines += by * one
  }
  /** Puts what is left of the first piece in its place. */
  function cut(length: number): void {
    const [first] = pieces
    count(first!.lines, -1)
    bytes -= length
    if (length === first!.bytes.length) return void pieces.shift()
    const left = first!.bytes.subarray(length)
    pieces[0] = { bytes: left, lines: plainLines(left) }
    count(pieces[0].lines, 1)
  }

  return {
    get bytes() {
      return bytes
    },
    get lines() {
      return others > 0 ? null : lines
    },
    push(piece) {
      const found = plainLines(piece)
      pieces.push({ bytes: piece, lines: found })
      bytes += piece.length
      count(found, 1)
    },
    take(most) {
      const taken: Uint8Array[] = []
      for (let left = most; left > 0 && pieces[0];) {
        const piece = pieces[0].bytes.subarray(0, left)
        cut(piece.length)
        taken.push(piece)
        left -= piece.length
      }
      return taken.length === 1 ? taken[0]! : Buffer.concat(taken)
    },
    leave(needed) {
      if (others > 0) return 0
      let left = lines
      let length = 0
      let at = 0
      for (; at < pieces.length && left - pieces[at]!.lines! >= needed; at++) {
        left -= pieces[at]!.lines!
        length += pieces[at]!.bytes.length
      }
      // Of the line that goes on in what is left, its end stays: there the cursor goes to the first column, wherever it was.
      const end = at < pieces.length ? endOfLine(pieces[at]!.bytes) : -1
      if (length === 0 || end < 0) return 0
      pieces = pieces.slice(at)
      lines = left
      bytes -= length
      if (end > 0) cut(end)
      return length + end
    },
  }
}

function plainLines(bytes: Uint8Array): number | null {
  let lines = 0
  for (let at = 0; at < bytes.length; at++) {
    const byte = bytes[at]!
    if (byte >= space) {
      if (byte === del || byte === control) return null
    } else if (byte === lineFeed) lines++
    else if (byte !== carriageReturn && byte !== tab) return null
  }
  return lines
}

const endOfLine = (bytes: Uint8Array): number => Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).indexOf('\r\n')
