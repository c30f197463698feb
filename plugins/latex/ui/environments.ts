import { Prec, type EditorState, type Extension, type Text } from '@codemirror/state'
import { Decoration, ViewPlugin, keymap, type DecorationSet, type ViewUpdate } from '@codemirror/view'

/** Farther than this nobody looks for the other end, in lines. */
const farthest = 5000
const ends = /\\(begin|end)\s*\{([^{}\n]+)\}/g

/** One end of an environment: `\begin{name}` or `\end{name}`. */
export type End = { readonly from: number; readonly to: number; readonly name: string; readonly begins: boolean }

/** The ends on a line, without those in a comment. */
function endsOn(doc: Text, number: number): End[] {
  const { from, text } = doc.line(number)
  const bare = text.replace(/(?<!\\)((?:\\\\)*)%.*/, '$1')
  return [...bare.matchAll(ends)].map(({ index, 0: all, 1: which, 2: name }) => ({
    from: from + index,
    to: from + index + all.length,
    name: name!,
    begins: which === 'begin',
  }))
}

/** The end that a place is at or in. */
export function endAt(state: EditorState, at: number): End | null {
  return endsOn(state.doc, state.doc.lineAt(at).number).find(({ from, to }) => from <= at && at <= to) ?? null
}

/** The other end of an environment; null when there is none, or it ends under another name. */
export function otherEnd({ doc }: EditorState, end: End): End | null {
  const start = doc.lineAt(end.from).number
  const step = end.begins ? 1 : -1
  const open: string[] = []
  for (let number = start; number >= 1 && number <= doc.lines && Math.abs(number - start) <= farthest; number += step) {
    const found = endsOn(doc, number).filter(({ from }) => (end.begins ? from > end.from : from < end.from))
    for (const one of end.begins ? found : found.reverse()) {
      if (one.begins === end.begins) open.push(one.name)
      else if (open.length > 0) open.pop()
      else return one.name === end.name ? one : null
    }
  }
  return null
}

const matched = Decoration.mark({ class: 'cm-matchingBracket' })
const lost = Decoration.mark({ class: 'cm-nonmatchingBracket' })

function marksOf(state: EditorState): DecorationSet {
  const { main } = state.selection
  const end = main.empty ? endAt(state, main.head) : null
  if (!end) return Decoration.none
  const other = otherEnd(state, end)
  if (!other) return Decoration.set([lost.range(end.from, end.to)])
  return Decoration.set([matched.range(end.from, end.to), matched.range(other.from, other.to)], true)
}

/** What Enter writes after a `\begin` that has no end yet: the line between, and the end; null elsewhere. */
export function endToWrite(state: EditorState, at: number): { insert: string; cursor: number } | null {
  const line = state.doc.lineAt(at)
  if (state.sliceDoc(at, line.to).trim() !== '') return null
  const begun = endsOn(state.doc, line.number).findLast(({ begins }) => begins)
  if (!begun || begun.from > at || otherEnd(state, begun)) return null
  // Its arguments may follow, and nothing else.
  if (!/^(?:\[[^\]]*\]|\{[^{}]*\})*\s*$/.test(state.sliceDoc(begun.to, at))) return null
  const indent = /^\s*/.exec(line.text)![0]
  const inner = `\n${indent}  ${/^(itemize|enumerate|description)$/.test(begun.name) ? '\\item ' : ''}`
  return { insert: `${inner}\n${indent}\\end{${begun.name}}`, cursor: inner.length }
}

/** Shows both ends of the environment whose end the cursor is at, and writes the end of one that was begun. */
export const environmentEnds: Extension = [
  ViewPlugin.define(
    view => {
      const plugin = {
        marks: marksOf(view.state),
        update(update: ViewUpdate) {
          if (update.docChanged || update.selectionSet) plugin.marks = marksOf(update.state)
        },
      }
      return plugin
    },
    { decorations: plugin => plugin.marks },
  ),
  Prec.high(
    keymap.of([
      {
        key: 'Enter',
        run(view) {
          const { main, ranges } = view.state.selection
          const written = main.empty && ranges.length === 1 && !view.state.readOnly ? endToWrite(view.state, main.head) : null
          if (!written) return false
          view.dispatch({
            changes: { from: main.head, insert: written.insert },
            selection: { anchor: main.head + written.cursor },
            scrollIntoView: true,
            userEvent: 'input',
          })
          return true
        },
      },
    ]),
  ),
]
