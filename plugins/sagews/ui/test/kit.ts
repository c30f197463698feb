import { EditorSelection, EditorState, type StateCommand, type Transaction } from '@codemirror/state'
import { WidgetType, type Command, type EditorView } from '@codemirror/view'
import { history } from '@codemirror/commands'
import { readLine } from '../../document/index.ts'
import { protection } from '../protect.ts'
import { sheet } from '../sheet.ts'

/** Stands for every element, as tests of states draw none. */
class Plain extends WidgetType {
  override toDOM(): HTMLElement {
    throw new Error('Nothing is drawn here.')
  }
}

export const uuid = (n: number) => `${String(n).padStart(8, '0')}-0000-4000-8000-000000000000`
export const head = (n: number, flags = '') => `\uFE20${uuid(n)}${flags}\uFE20`
export const out = (n: number, payload = '{"stdout":"4\\n"}\uFE21{"done":true}') => `\uFE21${uuid(n)}\uFE21${payload}`

/** A worksheet's state, with everything that guards its markers. */
export function stateOf(text: string, cursor = 0): EditorState {
  return EditorState.create({
    doc: text,
    selection: EditorSelection.single(cursor),
    extensions: [
      sheet({ header: () => new Plain(), output: () => new Plain(), stub: () => new Plain() }),
      protection,
      history(),
      EditorState.allowMultipleSelections.of(true),
    ],
  })
}

/** Runs a command; the state it leads to, or the same one if it does nothing. */
export function after(state: EditorState, command: StateCommand | Command): EditorState {
  let now = state
  const target = {
    get state() {
      return now
    },
    dispatch(given: Transaction | readonly Transaction[]) {
      for (const tr of [given].flat()) now = tr.state
    },
  }
  // These commands ask a view for its state alone.
  command(target as unknown as EditorView)
  return now
}

/** What a person types, where the cursor is. */
export function typed(state: EditorState, text: string): EditorState {
  return state.update(state.replaceSelection(text), { userEvent: 'input.type' }).state
}

/** The lines that are headers or output. */
export const markersOf = (state: EditorState): string[] =>
  state.doc
    .toString()
    .split('\n')
    .filter(line => readLine(line))
