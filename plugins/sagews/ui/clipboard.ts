import { EditorView } from '@codemirror/view'
import type { Extension } from '@codemirror/state'
import { codeOnly, withNewIds } from '../document/index.ts'
import { cellIndexAt, layoutOf } from './sheet.ts'
import { trusted } from './protect.ts'

/** Cells on the clipboard, beside their code as text. */
const cellsType = 'application/x-sagews-cells'

/**
 * Copy gives code as text; when whole cells are selected they are given as cells too. Pasted cells get new ids and come after the cell
 * that the cursor is in. No marker reaches the clipboard's text or comes in by it.
 */
export function clipboard(): Extension {
  const copy = (event: ClipboardEvent, view: EditorView, cut: boolean): boolean => {
    const { main } = view.state.selection
    if (main.empty || !event.clipboardData) return false
    const layout = layoutOf(view.state)
    const first = layout.cells[cellIndexAt(layout, main.from)]!
    const last = layout.cells[cellIndexAt(layout, main.to)]!
    if (first === last) return false
    event.preventDefault()
    event.clipboardData.setData('text/plain', codeOnly(view.state.sliceDoc(main.from, main.to)))
    const whole = main.from <= first.from && main.to >= last.to
    if (whole) event.clipboardData.setData(cellsType, view.state.sliceDoc(Math.max(0, first.header), last.end))
    if (cut && !view.state.readOnly) view.dispatch(view.state.update(view.state.replaceSelection(''), { userEvent: 'delete.cut' }))
    return true
  }
  return [
    EditorView.clipboardOutputFilter.of(codeOnly),
    EditorView.domEventHandlers({
      copy: (event, view) => copy(event, view, false),
      cut: (event, view) => copy(event, view, true),
      paste(event, view) {
        const cells = event.clipboardData?.getData(cellsType)
        if (!cells || view.state.readOnly) return false
        event.preventDefault()
        const layout = layoutOf(view.state)
        const cell = layout.cells[cellIndexAt(layout, view.state.selection.main.head)]!
        const insert = `\n${withNewIds(cells)}`
        view.dispatch({
          changes: { from: cell.end, insert: cell.end === view.state.doc.length ? `${insert}\n` : insert },
          annotations: trusted.of(true),
          userEvent: 'input.paste',
          scrollIntoView: true,
        })
        return true
      },
    }),
  ]
}
