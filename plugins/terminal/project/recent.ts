import type { Size } from '../contract.ts'

/** One thing that happened to the screen: bytes that were printed, or another size. */
export type Happening = { readonly bytes: Uint8Array } | { readonly size: Size }

/** The end of the stream, kept for those who are a little behind. */
export type Recent = {
  /** The position behind the last happening. */
  readonly end: number
  push(happening: Happening): void
  /** So many bytes are part of the stream and are not kept, nor what was before them. */
  skip(bytes: number): void
  /** What comes next after `position`, at most `most` bytes of it. Null at the end; `lost` when it is no longer, or not yet, here. */
  after(position: number, most: number): Happening | null | 'lost'
}

type Kept = { readonly from: number; readonly to: number; readonly happening: Happening }

/** Keeps the newest happenings, up to `most` bytes of them. */
export function createRecent({ most }: { most: number }): Recent {
  let kept: Kept[] = []
  /** Those before it are dropped; the array is cut now and then. */
  let first = 0
  let end = 0

  /** The place in `kept` of what contains the position. */
  function indexOf(position: number): number {
    let low = first
    let high = kept.length - 1
    while (low < high) {
      const middle = (low + high) >> 1
      if (kept[middle]!.to <= position) low = middle + 1
      else high = middle
    }
    return low
  }

  return {
    get end() {
      return end
    },
    push(happening) {
      const to = end + lengthOf(happening)
      kept.push({ from: end, to, happening })
      end = to
      while (first < kept.length && end - kept[first]!.to > most) first++
      if (first > 256 && first > kept.length / 2) {
        kept = kept.slice(first)
        first = 0
      }
    },
    skip(bytes) {
      kept = []
      first = 0
      end += bytes
    },
    after(position, length) {
      if (position === end) return null
      if (position > end || first >= kept.length || position < kept[first]!.from) return 'lost'
      const start = indexOf(position)
      const one = kept[start]!
      if ('size' in one.happening) return one.happening
      const pieces = [one.happening.bytes.subarray(position - one.from)]
      let total = pieces[0]!.length
      for (let at = start + 1; at < kept.length && total < length; at++) {
        const { happening } = kept[at]!
        if ('size' in happening) break
        pieces.push(happening.bytes)
        total += happening.bytes.length
      }
      const bytes = pieces.length === 1 ? pieces[0]! : Buffer.concat(pieces)
      return { bytes: bytes.subarray(0, length) }
    },
  }
}

/** How far a happening moves the position. */
export function lengthOf(happening: Happening): number {
  return 'size' in happening ? 1 : happening.bytes.length
}
