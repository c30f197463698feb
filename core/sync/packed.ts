import { Readable } from 'node:stream'
import { constants, createDeflateRaw } from 'node:zlib'
import { utf8Bytes } from '@stoa/sdk/document'

/** From this many UTF-16 units on a text is worth packing; below, it goes in one frame anyway. */
export const worthPacking = 64 * 1024
const bytesAPiece = 64 * 1024

/**
 * The UTF-8 of pieces of text, deflated (RFC 1951) as one stream. Level 1: an output of a program shrinks to a tenth of it or less, at some 400 MB
 * a second, in a thread of its own.
 */
export async function* deflated(pieces: Iterable<string>): AsyncGenerator<Uint8Array> {
  const stream = createDeflateRaw({ level: constants.Z_BEST_SPEED, chunkSize: bytesAPiece })
  const read = Readable.from(bytesOf(pieces))
  read.pipe(stream)
  try {
    for await (const chunk of stream) yield chunk as Uint8Array
  } finally {
    read.destroy()
  }
}

function* bytesOf(pieces: Iterable<string>): Generator<Uint8Array> {
  for (const piece of pieces) yield utf8Bytes(piece)
}
