const encoder = new TextEncoder()
const decoder = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true })

/** Where a writer writes as long as nobody else does, so that a short message costs one small copy and no more. */
let scratch: Uint8Array<ArrayBuffer> | null = new Uint8Array(1024)
/** An array up to so long lies beside other small things in memory; a view of another one does not, and costs ten times as much. */
const small = 64

/** Puts numbers and texts together as bytes. Numbers are unsigned LEB128 varints, up to 2^53 − 1. */
export class ByteWriter {
  private bytes: Uint8Array<ArrayBuffer>
  private length = 0

  constructor(room = small) {
    if (scratch && room <= scratch.length) {
      this.bytes = scratch
      scratch = null
    } else this.bytes = new Uint8Array(room)
  }

  private reserve(more: number): void {
    if (this.length + more <= this.bytes.length) return
    const larger = new Uint8Array(Math.max(this.bytes.length * 2, this.length + more))
    larger.set(this.bytes.subarray(0, this.length))
    this.bytes = larger
  }

  number(value: number): this {
    this.reserve(8)
    let rest = value
    while (rest >= 0x80) {
      this.bytes[this.length++] = (rest % 0x80) + 0x80
      rest = Math.floor(rest / 0x80)
    }
    this.bytes[this.length++] = rest
    return this
  }

  /** A text with the number of its UTF-8 bytes before it. */
  text(value: string): this {
    const short = value.length < 0x80
    this.reserve(value.length + 1)
    if (short) {
      let at = this.length + 1
      let i = 0
      for (; i < value.length; i++) {
        const unit = value.charCodeAt(i)
        if (unit >= 0x80) break
        this.bytes[at++] = unit
      }
      if (i === value.length) {
        this.bytes[this.length] = value.length
        this.length = at
        return this
      }
    }
    const encoded = encoder.encode(value)
    return this.number(encoded.length).raw(encoded)
  }

  raw(bytes: Uint8Array): this {
    this.reserve(bytes.length)
    this.bytes.set(bytes, this.length)
    this.length += bytes.length
    return this
  }

  /** What was written. The writer must not be used afterwards. */
  done(): Uint8Array<ArrayBuffer> {
    const { bytes, length } = this
    if (bytes.length > 1024) return bytes.subarray(0, length)
    const copy = copyOf(bytes, 0, length)
    scratch = bytes
    return copy
  }
}

function copyOf(bytes: Uint8Array, from: number, to: number): Uint8Array<ArrayBuffer> {
  const copy = new Uint8Array(to - from)
  if (copy.length > small) copy.set(bytes.subarray(from, to))
  else for (let i = 0; i < copy.length; i++) copy[i] = bytes[from + i]!
  return copy
}

/** Takes bytes apart again. Throws `RangeError` where they end too soon or are not what was asked for. */
export class ByteReader {
  readonly bytes: Uint8Array
  at: number

  constructor(bytes: Uint8Array, at = 0) {
    this.bytes = bytes
    this.at = at
  }

  get ended(): boolean {
    return this.at >= this.bytes.length
  }

  number(): number {
    let value = 0
    let scale = 1
    for (;;) {
      if (this.at >= this.bytes.length) throw new RangeError('the bytes end inside a number')
      const byte = this.bytes[this.at++]!
      value += (byte & 0x7f) * scale
      if (byte < 0x80) break
      scale *= 0x80
      if (scale > Number.MAX_SAFE_INTEGER) throw new RangeError('a number is too large')
    }
    if (!Number.isSafeInteger(value)) throw new RangeError('a number is too large')
    return value
  }

  text(): string {
    const length = this.number()
    const end = this.at + length
    if (end > this.bytes.length) throw new RangeError('the bytes end inside a text')
    if (length < 24) {
      let text = ''
      let i = this.at
      for (; i < end; i++) {
        const byte = this.bytes[i]!
        if (byte >= 0x80) break
        text += String.fromCharCode(byte)
      }
      if (i === end) {
        this.at = end
        return text
      }
    }
    const text = utf8(this.bytes.subarray(this.at, end))
    this.at = end
    return text
  }

  rest(): Uint8Array {
    const { bytes, at } = this
    return bytes.length - at > small ? bytes.subarray(at) : copyOf(bytes, at, bytes.length)
  }
}

/** Decodes UTF-8 strictly, keeping a byte order mark as a character. Throws `RangeError`. */
export function utf8(bytes: Uint8Array): string {
  try {
    return decoder.decode(bytes)
  } catch {
    throw new RangeError('the bytes are not UTF-8')
  }
}

/** The UTF-8 of a string; half a character becomes U+FFFD. */
export function utf8Bytes(text: string): Uint8Array<ArrayBuffer> {
  return encoder.encode(text)
}
