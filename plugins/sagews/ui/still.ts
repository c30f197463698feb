import { Transaction } from '@codemirror/state'
import type { EditorView } from '@codemirror/view'

/**
 * Applies transactions so that the line with the cursor stays where it is on the screen while others' changes come in: an output that
 * reaches over the top edge and grows would otherwise push it down. Only while the cursor is in view and has the keyboard.
 */
export function dispatchStill(transactions: readonly Transaction[], view: EditorView): void {
  const foreign = transactions.some(tr => tr.docChanged && tr.annotation(Transaction.remote))
  const before = foreign && view.hasFocus ? view.coordsAtPos(view.state.selection.main.head) : null
  const edge = before && view.scrollDOM.getBoundingClientRect()
  view.update(transactions)
  if (!before || !edge || before.top < edge.top || before.bottom > edge.bottom) return
  const after = view.coordsAtPos(view.state.selection.main.head)
  if (after && after.top !== before.top) view.scrollDOM.scrollTop += after.top - before.top
}
