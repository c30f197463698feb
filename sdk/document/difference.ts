import DiffMatchPatch from 'diff-match-patch'
import { ChangeSet, Text } from '@codemirror/state'
import { isHigh, isLow } from './changes.ts'

/** Seconds after which a difference is found more coarsely. */
const longest = 0.25

/**
 * Changes that lead from one text to another, small and readable: whole lines first, characters inside of changed lines.
 * Never begins or ends inside a character. Only finds differences; remembered ones are mapped, never patched in.
 */
export function difference(from: Text, to: Text): ChangeSet {
  if (from.eq(to)) return ChangeSet.empty(from.length)
  const one = from.toString()
  const other = to.toString()
  let start = 0
  const most = Math.min(one.length, other.length)
  while (start < most && one.charCodeAt(start) === other.charCodeAt(start)) start++
  if (start > 0 && isHigh(one.charCodeAt(start - 1))) start--
  let end = 0
  while (end < most - start && one.charCodeAt(one.length - 1 - end) === other.charCodeAt(other.length - 1 - end)) end++
  if (end > 0 && isLow(one.charCodeAt(one.length - end))) end--

  const engine = new DiffMatchPatch()
  engine.Diff_Timeout = longest
  const pieces = engine.diff_main(one.slice(start, one.length - end), other.slice(start, other.length - end), true)
  engine.diff_cleanupSemantic(pieces)
  const edits: { from: number; to: number; insert: string }[] = []
  let at = start
  let open: { from: number; to: number; insert: string } | null = null
  for (const [kind, piece] of wholeCharacters(pieces)) {
    if (kind === 0) {
      if (open) edits.push(open)
      open = null
      at += piece.length
      continue
    }
    open ??= { from: at, to: at, insert: '' }
    if (kind < 0) {
      at += piece.length
      open.to = at
    } else open.insert += piece
  }
  if (open) edits.push(open)
  return ChangeSet.of(
    edits.map(edit => ({ ...edit, insert: Text.of(edit.insert.split('\n')) })),
    from.length,
  )
}

type Piece = [kind: -1 | 0 | 1, text: string]

/** The library cuts between the halves of a character where two share one; moves such halves out of what is kept. */
function wholeCharacters(pieces: readonly Piece[]): Piece[] {
  const whole: Piece[] = []
  pieces.forEach(([kind, text], index) => {
    if (kind !== 0) {
      whole.push([kind, text])
      return
    }
    let kept = text
    let tail = ''
    if (isLow(kept.charCodeAt(0)) && index > 0) {
      // Both sides lose this half from what is kept, to the changes before it.
      whole.push([-1, kept[0]!], [1, kept[0]!])
      kept = kept.slice(1)
    }
    if (kept !== '' && isHigh(kept.charCodeAt(kept.length - 1)) && index < pieces.length - 1) {
      tail = kept[kept.length - 1]!
      kept = kept.slice(0, -1)
    }
    if (kept !== '') whole.push([0, kept])
    if (tail !== '') whole.push([-1, tail], [1, tail])
  })
  return whole
}
