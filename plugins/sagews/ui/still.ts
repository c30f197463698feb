import { Transaction } from '@codemirror/state'
import type { EditorView } from '@codemirror/view'

/** Views whose person typed last, and did not run, click or move since. */
const typing = new WeakSet<EditorView>()
/** Pixels that are left between the line with the cursor and the edge. */
const margin = 6

/**
 * Applies transactions so that others' changes move nothing that need not move. The view itself keeps the topmost line in view where it
 * is; here the line with the cursor is kept still instead while its person types, or where what grows reaches over the top edge; and where
 * output would push it over the bottom edge, as after Shift+Enter at the end of a page, the page follows, as far as the top of that output
 * stays in view. Only while the cursor is in view and has the keyboard.
 */
export function dispatchStill(transactions: readonly Transaction[], view: EditorView): void {
  note(transactions, view)
  const foreign = transactions.some(tr => tr.docChanged && tr.annotation(Transaction.remote))
  const before = foreign ? caretOf(view) : null
  if (!before) return view.update(transactions)
  const still = typing.has(view) || reachesOver(transactions, view)
  const from = firstChange(transactions)
  view.update(transactions)
  const after = view.coordsAtPos(view.state.selection.main.head)
  if (!after || after.top === before.top) return
  if (still) view.scrollDOM.scrollTop += after.top - heldAt(view, before.top)
  else follow(view, after.bottom, from)
}

/** To be called when something in view grew by itself, such as a formula that was typeset: the page follows the cursor as above. */
export function followGrowth(view: EditorView, element: HTMLElement, growth: number): void {
  if (growth <= 0 || !view.hasFocus) return
  const caret = view.coordsAtPos(view.state.selection.main.head)
  const edge = view.scrollDOM.getBoundingClientRect()
  const top = element.getBoundingClientRect().top
  if (!caret || caret.top < top || caret.bottom - growth > edge.bottom || caret.bottom <= edge.bottom) return
  scrollBy(view, Math.min(caret.bottom - edge.bottom + margin, top - edge.top))
}

/** Where the line is held: a browser scrolls by whole pixels, and what it rounds must not add up. */
function heldAt(view: EditorView, top: number): number {
  const known = held.get(view)
  const at = known !== undefined && Math.abs(known - top) <= 1 ? known : top
  held.set(view, at)
  return at
}
const held = new WeakMap<EditorView, number>()

function note(transactions: readonly Transaction[], view: EditorView): void {
  for (const tr of transactions) {
    if (tr.docChanged && (tr.isUserEvent('input.type') || tr.isUserEvent('delete'))) typing.add(view)
    else if (tr.selection && !tr.annotation(Transaction.remote)) typing.delete(view)
  }
}

/** Where the cursor is, if the person sees it and has the keyboard there. */
function caretOf(view: EditorView): { top: number; bottom: number } | null {
  if (!view.hasFocus) return null
  const caret = view.coordsAtPos(view.state.selection.main.head)
  const edge = view.scrollDOM.getBoundingClientRect()
  return caret && caret.bottom > edge.top && caret.top < edge.bottom ? caret : null
}

function firstChange(transactions: readonly Transaction[]): number {
  let first = Infinity
  for (const tr of transactions) tr.changes.iterChangedRanges((_fromA, _toA, fromB) => (first = Math.min(first, fromB)))
  return first
}

/** Whether a change lies in the block that the top edge cuts through. */
function reachesOver(transactions: readonly Transaction[], view: EditorView): boolean {
  const edge = view.scrollDOM.getBoundingClientRect().top - view.documentTop
  const block = view.lineBlockAtHeight(Math.max(0, edge))
  if (block.top >= edge) return false
  let over = false
  for (const tr of transactions) tr.changes.iterChangedRanges((from, to) => (over ||= to >= block.from && from <= block.to))
  return over
}

function follow(view: EditorView, bottom: number, from: number): void {
  const edge = view.scrollDOM.getBoundingClientRect()
  if (bottom <= edge.bottom) return
  const top = view.documentTop + view.lineBlockAt(Math.min(from, view.state.doc.length)).top
  scrollBy(view, Math.min(bottom - edge.bottom + margin, top - edge.top))
}

function scrollBy(view: EditorView, pixels: number): void {
  if (pixels > 0) view.scrollDOM.scrollTop += pixels
}
