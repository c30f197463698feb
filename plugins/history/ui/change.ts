import type { Text } from '@codemirror/state'

/** The stretch in which two texts differ, as one change from the first to the second; null if they are the same. */
export function stretchOf(before: Text, after: Text): { from: number; to: number; insert: Text } | null {
  const one = before.toString()
  const other = after.toString()
  // As strings they are compared many times faster than as trees of lines.
  if (one === other) return null
  const most = Math.min(one.length, other.length)
  let start = 0
  while (start < most && one.charCodeAt(start) === other.charCodeAt(start)) start++
  let end = 0
  while (end < most - start && one.charCodeAt(one.length - 1 - end) === other.charCodeAt(other.length - 1 - end)) end++
  return { from: start, to: one.length - end, insert: after.slice(start, other.length - end) }
}
