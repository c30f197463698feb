import { foldService } from '@codemirror/language'
import type { EditorState, Extension } from '@codemirror/state'

const levels = ['part', 'chapter', 'section', 'subsection', 'subsubsection', 'paragraph']
/** Farther than this nobody looks for the end of what begins on a line. */
const farthest = 5000

/** Folds environments from `\begin` to `\end`, and headings to the next heading of their kind. */
export const latexFolding: Extension = foldService.of((state, from) => {
  const line = state.doc.lineAt(from)
  const begun = /\\begin\{([^}]+)\}/.exec(line.text)
  if (begun && begun[1] !== 'document') {
    const end = endOf(state, line.number, begun[1]!)
    return end === null || end <= line.number ? null : { from: line.to, to: state.doc.line(end).from - 1 }
  }
  const heading = /^\s*\\(part|chapter|section|subsection|subsubsection|paragraph)\*?\s*[[{]/.exec(line.text)
  if (!heading) return null
  const last = sectionEnd(state, line.number, levels.indexOf(heading[1]!))
  return last <= line.number ? null : { from: line.to, to: state.doc.line(last).to }
})

/** The line of the `\end` that belongs to the environment begun on a line. */
function endOf(state: EditorState, from: number, name: string): number | null {
  let open = 0
  for (let number = from; number <= Math.min(state.doc.lines, from + farthest); number++) {
    for (const [, which, found] of state.doc.line(number).text.matchAll(/\\(begin|end)\{([^}]+)\}/g)) {
      if (found !== name) continue
      open += which === 'begin' ? 1 : -1
      if (open === 0) return number
    }
  }
  return null
}

function sectionEnd(state: EditorState, from: number, level: number): number {
  const next = new RegExp(String.raw`^\s*\\(?:${levels.slice(0, level + 1).join('|')})\*?\s*[[{]|\\end\{document\}`)
  let last = Math.min(state.doc.lines, from + farthest)
  for (let number = from + 1; number <= last; number++)
    if (next.test(state.doc.line(number).text)) {
      last = number - 1
      break
    }
  while (last > from && state.doc.line(last).text.trim() === '') last--
  return last
}
