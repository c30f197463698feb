/** A 64-bit hash of a whole history, as two unsigned 32-bit halves. */
export type Chain = readonly [high: number, low: number]

/** The chain of the empty history of a lineage. */
export function chainStart(lineage: string): Chain {
  return mixString([0x5eed5eed, 0x0c0ffee0], lineage)
}

/** The chain after one more version. Both ends compute it from what they hold, so it never travels with an edit. */
export function chainNext(chain: Chain, session: string, sequence: number, changes: Uint8Array): Chain {
  let [high, low] = mixString(chain, session)
  high = Math.imul(high ^ sequence, 0x9e3779b1)
  low = Math.imul(low ^ sequence, 0x85ebca6b)
  const whole = changes.length & ~3
  let i = 0
  for (; i < whole; i += 4) {
    const word = changes[i]! | (changes[i + 1]! << 8) | (changes[i + 2]! << 16) | (changes[i + 3]! << 24)
    high = Math.imul(high ^ word, 0x9e3779b1)
    low = Math.imul(low ^ word ^ (high >>> 15), 0x85ebca6b)
    high ^= low >>> 13
  }
  for (; i < changes.length; i++) {
    high = Math.imul(high ^ changes[i]!, 0x9e3779b1)
    low = Math.imul(low ^ changes[i]! ^ (high >>> 15), 0x85ebca6b)
  }
  return finish(high, low, changes.length)
}

/** A chain as 16 hex digits. */
export function chainText([high, low]: Chain): string {
  return hex(high) + hex(low)
}
/** Reads 16 hex digits. */
export function chainOf(text: string): Chain {
  return [Number.parseInt(text.slice(0, 8), 16) >>> 0, Number.parseInt(text.slice(8, 16), 16) >>> 0]
}
/** Whether two histories are one. */
export function sameChain(one: Chain, other: Chain): boolean {
  return one[0] === other[0] && one[1] === other[1]
}

const hex = (half: number): string => half.toString(16).padStart(8, '0')

function mixString([high, low]: Chain, text: string): Chain {
  let a = high
  let b = low
  for (let i = 0; i < text.length; i++) {
    const unit = text.charCodeAt(i)
    a = Math.imul(a ^ unit, 0x9e3779b1)
    b = Math.imul(b ^ unit ^ (a >>> 15), 0x85ebca6b)
  }
  return finish(a, b, text.length)
}

function finish(high: number, low: number, length: number): Chain {
  let a = high ^ length
  let b = low ^ Math.imul(length, 0x27d4eb2f)
  a = Math.imul(a ^ (a >>> 16), 0x85ebca6b) ^ Math.imul(b ^ (b >>> 13), 0xc2b2ae35)
  b = Math.imul(b ^ (b >>> 16), 0x85ebca6b) ^ Math.imul(a ^ (a >>> 13), 0xc2b2ae35)
  return [a >>> 0, b >>> 0]
}
