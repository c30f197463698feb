import { Transaction, type ChangeSpec, type EditorState } from '@codemirror/state'
import type { EditorView } from '@codemirror/view'
import { cellsOf, deleteCells, flagCells, insertCell, joinCells, splitCell, type Cell } from '../document/index.ts'
import type { Desk } from './desk.ts'
import { trusted } from './protect.ts'
import { cellIndexAt, layoutOf, type Placed } from './sheet.ts'

/** Cells that the selections touch, in order. */
export function selectedCells(state: EditorState): Placed[] {
  const layout = layoutOf(state)
  const chosen = new Set<Placed>()
  for (const { from, to } of state.selection.ranges) {
    for (let i = cellIndexAt(layout, from); i <= cellIndexAt(layout, to); i++) chosen.add(layout.cells[i]!)
  }
  return layout.cells.filter(cell => chosen.has(cell))
}

/** The same cells with all that the pure edits need. */
function asCells(state: EditorState, placed: readonly Placed[]): Cell[] {
  const ids = new Set(placed.map(cell => cell.header))
  return cellsOf(state.doc).filter(cell => ids.has(cell.header?.from ?? -1))
}

function edit(view: EditorView, changes: ChangeSpec, cursor?: number): boolean {
  if (view.state.readOnly) return false
  view.dispatch({
    changes,
    ...(cursor === undefined ? {} : { selection: { anchor: cursor } }),
    annotations: [trusted.of(true), Transaction.userEvent.of('input.cell')],
    scrollIntoView: cursor !== undefined,
  })
  return true
}

export function cellCommands(desk: Desk) {
  const run = (view: EditorView): boolean => {
    if (!desk.runnable) return false
    desk.run(selectedCells(view.state).map(cell => cell.id))
    return true
  }
  const next = (view: EditorView): boolean => {
    const layout = layoutOf(view.state)
    const at = cellIndexAt(layout, view.state.selection.main.to)
    const following = layout.cells.slice(at + 1).find(cell => cell.from <= cell.to)
    if (following) view.dispatch({ selection: { anchor: following.from }, scrollIntoView: true })
    else insertAfter(view)
    return true
  }
  const insertAfter = (view: EditorView): boolean => {
    const cell = asCells(view.state, selectedCells(view.state)).at(-1) ?? null
    const { changes, cursor } = insertCell(cell)
    return edit(view, changes, cursor)
  }
  /** Before the cell with this id, or behind all. */
  const insertAt = (view: EditorView, before: string | null): boolean => {
    const { cells } = layoutOf(view.state)
    const index = before === null ? cells.length : cells.findIndex(cell => cell.id === before)
    const { changes, cursor } = insertCell(index > 0 ? asCells(view.state, [cells[index - 1]!])[0]! : null)
    const done = edit(view, changes, cursor)
    if (done) view.focus()
    return done
  }
  const insertBefore = (view: EditorView): boolean => insertAt(view, selectedCells(view.state)[0]!.id)
  const split = (view: EditorView): boolean => {
    const { head } = view.state.selection.main
    const { changes, cursor } = splitCell(view.state.doc, head)
    return edit(view, changes, cursor)
  }
  const join = (view: EditorView): boolean => {
    const layout = layoutOf(view.state)
    const index = cellIndexAt(layout, view.state.selection.main.head)
    if (index === 0) return false
    const [first, second] = asCells(view.state, [layout.cells[index - 1]!, layout.cells[index]!])
    return edit(view, joinCells(first!, second!))
  }
  const toggle =
    (flag: 'i' | 'o') =>
    (view: EditorView): boolean => {
      const placed = selectedCells(view.state).filter(cell => cell.header >= 0)
      if (placed.length === 0) return false
      const wanted = !placed.every(cell => cell.flags.includes(flag))
      return edit(view, flagCells(asCells(view.state, placed), flag, wanted))
    }
  const deleteOutput = (view: EditorView): boolean => {
    if (view.state.readOnly) return false
    const cells = asCells(view.state, selectedCells(view.state))
    return edit(
      view,
      cells.flatMap(cell => cell.outputs.map(({ from, to }) => ({ from: from - 1, to }))),
    )
  }
  const remove = (view: EditorView): boolean => edit(view, deleteCells(view.state.doc, asCells(view.state, selectedCells(view.state))))
  return {
    run,
    runAndNext: (view: EditorView) => run(view) && next(view),
    runAndSplit: (view: EditorView) => {
      if (!desk.runnable) return false
      const cell = selectedCells(view.state)[0]!
      if (!view.state.readOnly) split(view)
      desk.run([cell.id])
      return true
    },
    runAll: (view: EditorView) => {
      if (!desk.runnable) return false
      desk.run(layoutOf(view.state).cells.map(cell => cell.id))
      return true
    },
    insertAfter,
    insertBefore,
    insertAt,
    split,
    join,
    toggleInput: toggle('i'),
    toggleOutput: toggle('o'),
    deleteOutput,
    remove,
    interrupt: (_view: EditorView) => {
      if (!desk.runnable || (!desk.runs.running && desk.runs.counts.waiting === 0)) return false
      desk.interrupt()
      return true
    },
    /** Enter where a cell has no line of code, or its input is hidden: gives it one, or shows it. */
    openBare: (view: EditorView) => {
      const { main } = view.state.selection
      const layout = layoutOf(view.state)
      const cell = layout.cells[cellIndexAt(layout, main.head)]!
      if (view.state.readOnly || !main.empty) return false
      if (cell.hidden) return (desk.edit(view, cell.id), true)
      if (cell.from <= cell.to) return false
      return edit(view, { from: cell.end, insert: '\n' }, cell.end + 1)
    },
    /** The cell first, then all. */
    selectCell: (view: EditorView) => {
      const layout = layoutOf(view.state)
      const cell = layout.cells[cellIndexAt(layout, view.state.selection.main.head)]!
      const { from, to } = view.state.selection.main
      if (from <= cell.from && to >= cell.to) return false
      view.dispatch({ selection: { anchor: cell.from, head: Math.max(cell.from, cell.to) } })
      return true
    },
  }
}
export type CellCommands = ReturnType<typeof cellCommands>
