import { utf8 } from './bytes.ts'

/** The text of a document as it arrives at opening, in pieces. */
export type ArrivingText = {
  /** A piece of it, UTF-8. */
  piece(body: Uint8Array): void
  /** A piece of its UTF-8 deflated: the pieces together are one stream. */
  packed(body: Uint8Array): void
  /** Nothing is told any more. */
  stop(): void
}

/** Puts a text of `length` UTF-16 units together, and tells it once when all of it is here. What is packed and can't be read is `failed`. */
export function arrivingText({
  length,
  whole,
  failed,
}: {
  length: number
  whole(text: string): void
  failed(fault: Error): void
}): ArrivingText {
  const pieces: string[] = []
  let missing = length
  let stopped = false
  let inflating: WritableStreamDefaultWriter<BufferSource> | null = null

  function add(piece: string): void {
    if (stopped) return
    pieces.push(piece)
    missing -= piece.length
    if (missing > 0) return
    stopped = true
    whole(pieces.join(''))
  }
  function inflate(): WritableStreamDefaultWriter<BufferSource> {
    const { writable, readable } = new DecompressionStream('deflate-raw')
    const decoder = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true })
    const reader = readable.getReader()
    const read = async (): Promise<void> => {
      for (let next = await reader.read(); !next.done; next = await reader.read()) add(decoder.decode(next.value, { stream: true }))
    }
    void read().catch((fault: unknown) => {
      if (!stopped) failed(fault as Error)
    })
    return writable.getWriter()
  }
  return {
    piece: body => add(utf8(body)),
    packed(body) {
      if (stopped) return
      inflating ??= inflate()
      // What can't be written shows where it is read.
      inflating.write(body.slice()).catch(() => {})
    },
    stop() {
      stopped = true
      inflating?.abort().catch(() => {})
    },
  }
}
