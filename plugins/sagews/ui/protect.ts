import {
  Annotation,
  EditorSelection,
  EditorState,
  Facet,
  Transaction,
  type ChangeSet,
  type Extension,
  type SelectionRange,
  type StateCommand,
} from '@codemirror/state'
import { EditorView } from '@codemirror/view'
import { redo, undo } from '@codemirror/commands'
import { repair } from '../document/index.ts'
import { layoutOf, type Layout } from './sheet.ts'

/** In a second view of a worksheet: the first one, which has what can be taken back. */
export const origin = Facet.define<EditorView, EditorView | null>({ combine: views => views[0] ?? null })

/** Marks transactions of commands that know what they do with marker lines. */
export const trusted = Annotation.define<true>()

function exempt(tr: Transaction): boolean {
  return tr.annotation(trusted) === true || tr.annotation(Transaction.remote) === true
}

/** Index into `hidden` of the first stretch that ends after `position`. */
function firstAfter({ hidden }: Layout, position: number): number {
  let low = 0
  let high = hidden.length / 2
  while (low < high) {
    const middle = (low + high) >> 1
    if (hidden[middle * 2 + 1]! > position) high = middle
    else low = middle + 1
  }
  return low * 2
}

/** Typing, deleting and pasting leave marker lines and the newlines around them alone; text at either edge is kept. */
const keepMarkers = EditorState.changeFilter.of(tr => {
  if (exempt(tr)) return true
  const layout = layoutOf(tr.startState)
  const kept: number[] = []
  tr.changes.iterChangedRanges((from, to) => {
    for (let i = firstAfter(layout, from - 1); i < layout.hidden.length && layout.hidden[i]! <= to; i += 2) {
      const start = Math.max(layout.hidden[i]!, kept.at(-1) ?? 0)
      const end = Math.min(layout.hidden[i + 1]!, tr.startState.doc.length)
      if (start < end) kept.push(start, end)
    }
  })
  return kept.length > 0 ? kept : true
})

/** Marker characters that are typed or pasted as text are dropped; code that is hidden is not typed into. */
const dropMarkers = EditorState.transactionFilter.of(tr => {
  if (!tr.docChanged || exempt(tr)) return tr
  let found = false
  let blind = false
  const { cells } = layoutOf(tr.startState)
  tr.changes.iterChanges((fromA, toA, _fromB, _toB, inserted) => {
    for (const piece of inserted) if (/[\uFE20\uFE21]/.test(piece)) found = true
    if (tr.isUserEvent('input') || tr.isUserEvent('delete'))
      blind ||= cells.some(cell => cell.hidden && cell.from <= fromA && toA <= cell.to)
  })
  if (blind) return []
  if (!found) return tr
  const changes: { from: number; to: number; insert: string }[] = []
  tr.changes.iterChanges((from, to, _fromB, _toB, inserted) =>
    changes.push({ from, to, insert: inserted.toString().replace(/[\uFE20\uFE21]/g, '') }),
  )
  return { changes, effects: tr.effects, scrollIntoView: tr.scrollIntoView, userEvent: tr.annotation(Transaction.userEvent) }
})

/** A selection never ends within a marker line; the ends of the document lie there too. */
const keepOut = EditorState.transactionFilter.of(tr => {
  if (!tr.selection || tr.docChanged || exempt(tr)) return tr
  const layout = layoutOf(tr.startState)
  const moved = tr.selection.ranges.map(range => outside(layout, range, tr.startState))
  if (moved.every((range, i) => range.eq(tr.selection!.ranges[i]!))) return tr
  return [tr, { selection: EditorSelection.create(moved, tr.selection.mainIndex), sequential: true }]
})

function outside(layout: Layout, range: SelectionRange, state: EditorState): SelectionRange {
  const move = (position: number) => {
    const i = firstAfter(layout, position)
    const from = layout.hidden[i]
    const to = layout.hidden[i + 1]
    const atStart = from === 0 && position === 0
    if (from === undefined || to === undefined || (position <= from && !atStart) || position >= to) return position
    // Behind the last marker line of all there may be no code: then before it.
    return to <= state.doc.length ? to : from
  }
  const anchor = move(range.anchor)
  const head = move(range.head)
  return anchor === range.anchor && head === range.head ? range : EditorSelection.range(anchor, head)
}

/** What others do passes no filter: where it leaves the cursor within a marker line, as in an empty file that got its first cell, it is moved out. */
const leadOut = EditorView.updateListener.of(update => {
  if (!update.docChanged || !isInside(update.state)) return
  queueMicrotask(() => {
    const { state } = update.view
    if (isInside(state)) update.view.dispatch({ selection: led(state) })
  })
})
const led = (state: EditorState): EditorSelection => {
  const layout = layoutOf(state)
  return EditorSelection.create(
    state.selection.ranges.map(range => outside(layout, range, state)),
    state.selection.mainIndex,
  )
}
const isInside = (state: EditorState): boolean => !led(state).eq(state.selection)

/** All guards of marker lines against keys, mouse, clipboard and commands. */
export const protection: Extension = [keepMarkers, dropMarkers, keepOut, leadOut]

function nearOf(changes: ChangeSet): { from: number; to: number }[] {
  const near: { from: number; to: number }[] = []
  changes.iterChangedRanges((_a, _b, from, to) => near.push({ from, to }))
  return near
}

/** Undo and redo pass no filter, so what they would damage is mended in the same turn. */
function guarded(command: StateCommand) {
  return (from: EditorView): boolean => {
    const view = from.state.facet(origin) ?? from
    return command({
      state: view.state,
      dispatch(tr) {
        const fix = repair(tr.newDoc, { near: nearOf(tr.changes) })
        if (!fix) return view.dispatch(tr)
        const mend = tr.state.update({ changes: fix, filter: false, annotations: [Transaction.addToHistory.of(false), trusted.of(true)] })
        view.dispatch([tr, mend])
      },
    })
  }
}
export const guardedUndo = guarded(undo)
export const guardedRedo = guarded(redo)
