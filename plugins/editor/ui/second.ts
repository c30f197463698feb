import { Annotation, EditorState, Transaction, type Extension } from '@codemirror/state'
import { EditorView, keymap } from '@codemirror/view'
import type { Stop } from '@stoa/sdk/contract'
import { doAgain, origin, takeBack } from './origin.ts'

/** A change that comes from the other view of the same text. */
const mirrored = Annotation.define<boolean>()

/** A second view of a text. `hear` is to be called with each update of the first. */
export type Second = { readonly view: EditorView; hear(transactions: readonly Transaction[]): void; stop: Stop }

/**
 * Opens a second view of the text of `first`. What is typed in either is in both at once; the first is the one that the document hears, and
 * has what can be taken back.
 */
export function openSecond({ first, parent, extensions }: { first: EditorView; parent: HTMLElement; extensions: Extension }): Second {
  const view = new EditorView({
    parent,
    state: EditorState.create({
      doc: first.state.doc,
      selection: { anchor: first.state.selection.main.head },
      extensions: [
        EditorState.lineSeparator.of('\n'),
        origin.of(first),
        extensions,
        keymap.of([
          { key: 'Mod-z', run: takeBack, preventDefault: true },
          { key: 'Mod-y', mac: 'Mod-Shift-z', run: doAgain, preventDefault: true },
          { linux: 'Ctrl-Shift-z', run: doAgain, preventDefault: true },
        ]),
      ],
    }),
    dispatchTransactions(transactions) {
      view.update(transactions)
      for (const one of transactions) {
        if (!one.docChanged || one.annotation(mirrored)) continue
        const event = one.annotation(Transaction.userEvent)
        first.dispatch({ changes: one.changes, annotations: mirrored.of(true), ...(event !== undefined && { userEvent: event }) })
      }
    },
  })
  return {
    view,
    hear(transactions) {
      for (const one of transactions)
        if (one.docChanged && !one.annotation(mirrored)) view.dispatch({ changes: one.changes, annotations: mirrored.of(true) })
    },
    stop: () => view.destroy(),
  }
}
