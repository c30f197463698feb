import type { ChangeSet, Text } from '@codemirror/state'
import { textOf } from './changes.ts'

/** How much of the text on either side of a change is taken into the window with it, and how long a window gets, in UTF-16 units. */
const around = 256
const longest = 4_096

/**
 * A text that many changes are made to, one after the other, and that is seldom looked at. Changes near each other are made in a window, a short
 * string; the `Text` is made when somebody asks for it, or when they are made elsewhere. Where it is asked for after each change, that costs no more
 * than `changes.apply(text)`.
 */
export type RunningText = ReturnType<typeof createRunningText>

/** Begins with a text. */
export function createRunningText(initial: Text) {
  // The text but for what is not made in it yet: one change, or what the window has in the place of `from` to `to`, before and after its gap.
  let base = initial
  let alone: ChangeSet | null = null
  let window: { from: number; to: number; left: string; right: string } | null = null
  let length = initial.length

  function settle(): Text {
    if (alone) base = alone.apply(base)
    if (window) base = base.replace(window.from, window.to, textOf(window.left + window.right))
    alone = null
    window = null
    return base
  }

  function replace(from: number, to: number, insert: string): void {
    const size = window ? window.left.length + window.right.length : 0
    if (!window || from < window.from || to > window.from + size || size > longest) {
      settle()
      const start = Math.max(0, from - around)
      const end = Math.min(base.length, to + around)
      window = { from: start, to: end, left: base.sliceString(start, from), right: base.sliceString(from, end) }
    }
    const at = from - window.from
    const { left } = window
    if (at < left.length) {
      window.right = left.slice(at) + window.right
      window.left = left.slice(0, at)
    } else if (at > left.length) {
      const moved = at - left.length
      window.left = left + window.right.slice(0, moved)
      window.right = window.right.slice(moved)
    }
    if (insert !== '') window.left += insert
    if (to > from) window.right = window.right.slice(to - from)
  }

  function make(changes: ChangeSet): void {
    let ranges = 0
    let from = 0
    let to = 0
    let insert = ''
    changes.iterChanges((fromA, toA, _fromB, _toB, inserted) => {
      if (ranges++ > 0) return
      from = fromA
      to = toA
      insert = inserted.lines === 1 ? inserted.line(1).text : inserted.toString()
    })
    if (ranges > 1) base = changes.apply(settle())
    else if (ranges === 1) replace(from, to, insert)
  }

  return {
    get length() {
      return length
    },
    /** The text as it is now. */
    get text(): Text {
      return settle()
    },
    /** Makes changes of the text of this moment. Throws `RangeError` if they are for another length. */
    apply(changes: ChangeSet): void {
      if (changes.length !== length)
        throw new RangeError(`changes of a text of length ${changes.length} do not fit one of length ${length}`)
      if (!alone && !window) alone = changes
      else {
        const first = alone
        alone = null
        if (first) make(first)
        make(changes)
      }
      length = changes.newLength
    },
    /** A stretch of the text. */
    sliceString(from: number, to: number): string {
      if (alone) {
        const first = alone
        alone = null
        make(first)
      }
      if (!window) return base.sliceString(from, to)
      const { left, right } = window
      const end = window.from + left.length + right.length
      if (to <= window.from) return base.sliceString(from, to)
      const moved = end - window.to
      if (from >= end) return base.sliceString(from - moved, to - moved)
      if (from < window.from || to > end) return settle().sliceString(from, to)
      const at = from - window.from
      return left.slice(at, to - window.from) + right.slice(Math.max(0, at - left.length), Math.max(0, to - window.from - left.length))
    },
    /** Another text from now on. */
    reset(text: Text): void {
      base = text
      alone = null
      window = null
      length = text.length
    },
  }
}
