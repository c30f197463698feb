import { Annotation, Compartment, EditorState, Transaction, type Extension } from '@codemirror/state'
import { EditorView, type ViewUpdate } from '@codemirror/view'
import type { Stop } from '@stoa/sdk/contract'
import { origin, trusted } from './protect.ts'
import { dispatchStill } from './still.ts'

/** A change that comes from the other view of the same worksheet. */
const mirrored = Annotation.define<true>()

/** A second view of a worksheet. `hear` is to be called with each update of the first. */
export type Second = { readonly view: EditorView; hear(update: ViewUpdate): void; stop: Stop }

/**
 * Opens a second view of the worksheet of `first`. What is done in either is in both at once; the first is the one that the document hears,
 * and has what can be taken back. Each guards its own markers, so what the other sends on passes no filter.
 */
export function openSecond({ first, parent, extensions }: { first: EditorView; parent: HTMLElement; extensions: Extension }): Second {
  const access = new Compartment()
  const accessNow = () => {
    const { readOnly } = first.state
    return [EditorState.readOnly.of(readOnly), EditorView.contentAttributes.of({ 'aria-readonly': String(readOnly) })]
  }
  let open = true
  const view = new EditorView({
    parent,
    state: EditorState.create({
      doc: first.state.doc,
      selection: { anchor: first.state.selection.main.head },
      extensions: [EditorState.lineSeparator.of('\n'), origin.of(first), access.of(accessNow()), extensions],
    }),
    dispatchTransactions(transactions) {
      dispatchStill(transactions, view)
      for (const one of transactions) {
        if (!one.docChanged || one.annotation(mirrored)) continue
        const event = one.annotation(Transaction.userEvent)
        const annotations = [mirrored.of(true), trusted.of(true)]
        first.dispatch({ changes: one.changes, annotations, ...(event !== undefined && { userEvent: event }) })
      }
    },
  })
  return {
    view,
    hear({ transactions, state }) {
      for (const one of transactions) {
        if (!one.docChanged || one.annotation(mirrored)) continue
        // What was taken back is looked at where it was asked for.
        const back = view.hasFocus && (one.isUserEvent('undo') || one.isUserEvent('redo'))
        view.dispatch({
          changes: one.changes,
          annotations: [mirrored.of(true), Transaction.remote.of(true)],
          ...(back && { selection: { anchor: one.newSelection.main.head }, scrollIntoView: true }),
        })
      }
      // The first is within an update of its own and takes no question yet.
      if (state.readOnly !== view.state.readOnly)
        queueMicrotask(() => {
          if (open) view.dispatch({ effects: access.reconfigure(accessNow()) })
        })
    },
    stop() {
      open = false
      view.destroy()
    },
  }
}
