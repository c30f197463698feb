import {
  cursorCharBackward,
  cursorCharForward,
  cursorDocEnd,
  cursorDocStart,
  cursorGroupBackward,
  cursorGroupForward,
  cursorLineDown,
  cursorLineEnd,
  cursorLineStart,
  cursorLineUp,
  cursorPageDown,
  cursorPageUp,
  deleteCharForward,
  insertNewlineAndIndent,
  selectAll,
  selectCharBackward,
  selectCharForward,
  selectDocEnd,
  selectDocStart,
  selectGroupBackward,
  selectGroupForward,
  selectLineDown,
  selectLineEnd,
  selectLineStart,
  selectLineUp,
  selectPageDown,
  selectPageUp,
  splitLine,
  toggleComment,
  transposeChars,
} from '@codemirror/commands'
import { gotoLine, openSearchPanel } from '@codemirror/search'
import { EditorSelection, Prec, StateEffect, StateField, type Extension } from '@codemirror/state'
import { EditorView, keymap, type Command } from '@codemirror/view'
import { createRing } from './kill-ring.ts'
import { led } from './keys.ts'

const setMark = StateEffect.define<boolean>()
/** Whether moving selects, since the mark was set. What is typed ends it. */
const marked = StateField.define<boolean>({
  create: () => false,
  update(now, transaction) {
    for (const effect of transaction.effects) if (effect.is(setMark)) return effect.value
    return now && !transaction.docChanged
  },
})
/** What was cut, in all texts of this page. */
const ring = createRing()

const mark = (view: EditorView): boolean => {
  view.dispatch({ effects: setMark.of(true), selection: EditorSelection.cursor(view.state.selection.main.head) })
  return true
}
const quit = (view: EditorView): boolean => {
  view.dispatch({ effects: setMark.of(false), selection: EditorSelection.cursor(view.state.selection.main.head) })
  // Whatever else Escape would end is ended too.
  return false
}
const exchange = (view: EditorView): boolean => {
  const { anchor, head } = view.state.selection.main
  view.dispatch({ selection: { anchor: head, head: anchor }, effects: setMark.of(true), scrollIntoView: true })
  return true
}
const move =
  (go: Command, select: Command): Command =>
  view =>
    (view.state.field(marked) ? select : go)(view)

/** Cuts what a motion would go over, or what is selected. */
function kill(over: (view: EditorView) => { from: number; to: number }): Command {
  return view => {
    if (view.state.readOnly) return false
    const { from, to } = over(view)
    const text = view.state.sliceDoc(from, to)
    const joined = ring.goesOn(view.state)
    if (text !== '') view.dispatch({ changes: { from, to }, userEvent: 'delete.kill', scrollIntoView: true })
    ring.add(text, { state: view.state, joined })
    return true
  }
}
const toLineEnd = (view: EditorView): { from: number; to: number } => {
  const { head } = view.state.selection.main
  const line = view.state.doc.lineAt(head)
  return { from: head, to: head === line.to ? Math.min(head + 1, view.state.doc.length) : line.to }
}
const toWordEnd = (view: EditorView, forward: boolean): { from: number; to: number } => {
  const { main } = view.state.selection
  const { head } = view.moveByGroup(EditorSelection.cursor(main.head), forward)
  return { from: Math.min(main.head, head), to: Math.max(main.head, head) }
}
const copy = (view: EditorView): boolean => {
  const { from, to } = view.state.selection.main
  ring.add(view.state.sliceDoc(from, to), { state: null, joined: false })
  quit(view)
  return true
}
const yank = (view: EditorView): boolean => insert(view, { ...view.state.selection.main, text: ring.newest() })
/** Puts what was cut before in place of what was just put in. */
const yankBefore = (view: EditorView): boolean => {
  const last = ring.yanked(view.state)
  return last !== null && insert(view, { ...last, text: ring.before() })
}
function insert(view: EditorView, { from, to, text }: { from: number; to: number; text: string | null }): boolean {
  if (text === null || view.state.readOnly) return true
  const end = from + view.state.toText(text).length
  view.dispatch({ changes: { from, to, insert: text }, selection: { anchor: end }, userEvent: 'input.paste', scrollIntoView: true })
  ring.put({ state: view.state, from, to: end })
  return true
}

/** Emacs' keys, as far as they are for a text; saving and taking back are this editor's own. */
export function emacsKeys(): Extension {
  const then =
    (work: (view: EditorView) => void): Command =>
    view => {
      work(view)
      return true
    }
  const bindings: readonly [keys: string, run: Command][] = [
    ['Ctrl-f', move(cursorCharForward, selectCharForward)],
    ['Ctrl-b', move(cursorCharBackward, selectCharBackward)],
    ['Ctrl-n', move(cursorLineDown, selectLineDown)],
    ['Ctrl-p', move(cursorLineUp, selectLineUp)],
    ['Ctrl-a', move(cursorLineStart, selectLineStart)],
    ['Ctrl-e', move(cursorLineEnd, selectLineEnd)],
    ['Alt-f', move(cursorGroupForward, selectGroupForward)],
    ['Alt-b', move(cursorGroupBackward, selectGroupBackward)],
    ['Ctrl-v', move(cursorPageDown, selectPageDown)],
    ['Alt-v', move(cursorPageUp, selectPageUp)],
    ['Alt-<', move(cursorDocStart, selectDocStart)],
    ['Alt->', move(cursorDocEnd, selectDocEnd)],
    ['ArrowRight', move(cursorCharForward, selectCharForward)],
    ['ArrowLeft', move(cursorCharBackward, selectCharBackward)],
    ['ArrowDown', move(cursorLineDown, selectLineDown)],
    ['ArrowUp', move(cursorLineUp, selectLineUp)],
    ['Ctrl-Space', mark],
    ['Ctrl-x Ctrl-x', exchange],
    ['Ctrl-x h', selectAll],
    ['Ctrl-g', quit],
    ['Escape', quit],
    ['Ctrl-d', deleteCharForward],
    ['Ctrl-k', kill(toLineEnd)],
    ['Alt-d', kill(view => toWordEnd(view, true))],
    ['Alt-Backspace', kill(view => toWordEnd(view, false))],
    ['Ctrl-w', kill(view => view.state.selection.main)],
    ['Alt-w', copy],
    ['Ctrl-y', yank],
    ['Alt-y', yankBefore],
    ['Ctrl-t', transposeChars],
    ['Ctrl-o', splitLine],
    ['Ctrl-j', insertNewlineAndIndent],
    ['Alt-;', toggleComment],
    ['Ctrl-s', openSearchPanel],
    ['Ctrl-r', openSearchPanel],
    ['Alt-%', openSearchPanel],
    ['Alt-g g', gotoLine],
    ['Ctrl-l', then(view => view.dispatch({ effects: EditorView.scrollIntoView(view.state.selection.main.head, { y: 'center' }) }))],
    ['Ctrl-/', then(led.undo)],
    ['Ctrl-_', then(led.undo)],
    ['Ctrl-x u', then(led.undo)],
    ['Alt-_', then(led.redo)],
    ['Ctrl-x Ctrl-s', then(led.save)],
  ]
  return [marked, Prec.high(keymap.of(bindings.map(([key, run]) => ({ key, run }))))]
}
