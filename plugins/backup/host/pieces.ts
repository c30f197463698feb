import { createHash } from 'node:crypto'
import { errors } from './errors.ts'

/** Bytes of a piece: the largest cell of the store. */
export const pieceBytes = 512 * 1024

/** The check sum of a piece. */
export const sumOf = (piece: Uint8Array): string => createHash('sha256').update(piece).digest('base64')

/** The same bytes in pieces of one size, but for the last. Holds one piece at a time. */
export async function* inPieces(content: AsyncIterable<Uint8Array>, size = pieceBytes): AsyncGenerator<Buffer> {
  let piece = Buffer.allocUnsafe(size)
  let filled = 0
  for await (const bytes of content) {
    for (let from = 0; from < bytes.length;) {
      const take = Math.min(size - filled, bytes.length - from)
      piece.set(bytes.subarray(from, from + take), filled)
      filled += take
      from += take
      if (filled === size) {
        yield piece
        piece = Buffer.allocUnsafe(size)
        filled = 0
      }
    }
  }
  if (filled > 0) yield piece.subarray(0, filled)
}

/** A pack's pieces one after the other, each checked against its sum. `read` answers undefined where one is gone. */
export async function* checkedPieces({
  pack,
  sums,
  read,
}: {
  pack: string
  sums: readonly string[]
  read(at: number): Promise<Uint8Array | undefined>
}): AsyncGenerator<Uint8Array> {
  for (const [at, sum] of sums.entries()) {
    const piece = await read(at)
    if (piece === undefined) throw errors.damaged({ pack, problem: `piece ${at + 1} of ${sums.length} is missing` })
    if (sumOf(piece) !== sum) throw errors.damaged({ pack, problem: `piece ${at + 1} of ${sums.length} is not what was put there` })
    yield piece
  }
}
