/** Finds where a stream of a terminal may be cut: between characters and control sequences, never in one. */
export type Cutter = {
  /** Takes the next bytes; answers how many of them, from their start, end with something whole. The rest begins something that is not. */
  push(bytes: Uint8Array): number
  /** Forgets what was begun. */
  reset(): void
}

type State = 'ground' | 'character' | 'escape' | 'sequence' | 'string'

const ESC = 0x1b
/** They end whatever was begun. */
const CAN = 0x18
const SUB = 0x1a
const BEL = 0x07

/** Makes a cutter at a place where nothing is begun. */
export function createCutter(): Cutter {
  let state: State = 'ground'
  /** Bytes that a character of several bytes still lacks, and its first one. */
  let missing = 0
  let lead = 0

  function next(byte: number): void {
    if (state === 'character') {
      if ((byte & 0xc0) === 0x80) {
        missing--
        if (missing > 0) return
        state = lead === 0xc2 ? afterControl(byte) : 'ground'
        return
      }
      // Not its continuation: what it is follows.
      state = 'ground'
    }
    if (byte === ESC) {
      state = 'escape'
      return
    }
    if (byte === CAN || byte === SUB) {
      state = 'ground'
      return
    }
    switch (state) {
      case 'ground':
        if (byte >= 0xc2 && byte <= 0xf4) {
          state = 'character'
          lead = byte
          missing = byte < 0xe0 ? 1 : byte < 0xf0 ? 2 : 3
        }
        return
      case 'escape':
        if (byte === 0x5b) state = 'sequence'
        else if (byte === 0x5d || byte === 0x50 || byte === 0x58 || byte === 0x5e || byte === 0x5f) state = 'string'
        else if (byte >= 0x30) state = 'ground'
        return
      case 'sequence':
        if (byte >= 0x40) state = 'ground'
        return
      case 'string':
        if (byte === BEL) state = 'ground'
    }
  }

  return {
    push(bytes) {
      let whole = 0
      for (let at = 0; at < bytes.length; at++) {
        const byte = bytes[at]!
        if (state === 'ground' && byte >= 0x20 && byte < 0x80) {
          whole = at + 1
          continue
        }
        next(byte)
        if (state === 'ground') whole = at + 1
      }
      return whole
    },
    reset() {
      state = 'ground'
    },
  }
}

/** Controls of one character, which UTF-8 writes in two bytes: the second says which. */
function afterControl(byte: number): State {
  if (byte === 0x9b) return 'sequence'
  if (byte === 0x90 || byte === 0x98 || byte === 0x9d || byte === 0x9e || byte === 0x9f) return 'string'
  return 'ground'
}
