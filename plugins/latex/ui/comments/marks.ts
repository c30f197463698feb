import { StateEffect, StateField, type EditorState, type Extension, type Range } from '@codemirror/state'
import { Decoration, EditorView, type DecorationSet } from '@codemirror/view'
import type { Thread } from '../../comments.ts'

const put = StateEffect.define<readonly Thread[]>()

/** Marks the passages of open threads; they move with the text until the server says more. */
export const showThreads = (view: EditorView, threads: readonly Thread[]): void => view.dispatch({ effects: put.of(threads) })

/** Where a thread's passage is in this text now, or null. */
export function passageOf(state: EditorState, id: string): { from: number; to: number } | null {
  let found: { from: number; to: number } | null = null
  state.field(field).between(0, state.doc.length, (from, to, { spec }) => {
    if ((spec as { thread: string }).thread !== id) return undefined
    found = { from, to }
    return false
  })
  return found
}

/** The threads whose passage a position lies in. */
export function threadsAt(state: EditorState, position: number): string[] {
  const found: string[] = []
  state.field(field).between(position, position, (_from, _to, { spec }) => void found.push((spec as { thread: string }).thread))
  return found
}

function marksFor(state: EditorState, threads: readonly Thread[]): DecorationSet {
  const text = state.doc.toString()
  const marks: Range<Decoration>[] = []
  for (const { id, from, quote, gone, suggestion, closed } of threads) {
    if (gone || closed || quote === '') continue
    // This page may be some keys ahead of what the server looked at.
    const at = text.startsWith(quote, from) ? from : nearest(text, quote, from)
    if (at < 0) continue
    const name = suggestion === undefined ? 'lx-commented' : 'lx-commented lx-suggested'
    marks.push(Decoration.mark({ class: name, thread: id }).range(at, at + quote.length))
  }
  return Decoration.set(marks, true)
}

function nearest(text: string, quote: string, from: number): number {
  const [before, after] = [text.lastIndexOf(quote, from), text.indexOf(quote, from)]
  if (before < 0 || after < 0) return Math.max(before, after)
  return from - before <= after - from ? before : after
}

const field = StateField.define<DecorationSet>({
  create: () => Decoration.none,
  update(marks, transaction) {
    let now = marks.map(transaction.changes)
    for (const effect of transaction.effects) if (effect.is(put)) now = marksFor(transaction.state, effect.value)
    return now
  },
  provide: field => EditorView.decorations.from(field),
})

/** The marks of comments in the text. */
export const threadMarks: Extension = field
