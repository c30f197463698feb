import { indentUnit } from '@codemirror/language'
import { EditorState, type Extension, type Text } from '@codemirror/state'

/** How a text is indented: by tabs, or by so many spaces. */
export type Indentation = { readonly tabs: boolean; readonly size: number }

/** Lines that are looked at. */
const looked = 1000
const usual: Indentation = { tabs: false, size: 4 }
const sizes = [2, 4, 8, 3]

/** How a text is indented by what stands in it; four spaces where nothing tells. A file that must have tabs is known by its name. */
export function indentationOf(text: Text, path = ''): Indentation {
  if (/(^|\/)(gnu)?makefile[^/]*$|\.(mk|go)$/i.test(path)) return { tabs: true, size: 4 }
  let tabs = 0
  let spaces = 0
  const steps = new Map<number, number>()
  let before = 0
  for (let number = 1; number <= Math.min(text.lines, looked); number++) {
    const line = text.line(number).text
    const blank = /^[ \t]*/.exec(line)![0]
    if (blank.length === line.length) continue
    if (blank.startsWith('\t')) {
      tabs++
      continue
    }
    if (blank.length > 0) spaces++
    const step = Math.abs(blank.length - before)
    // A step of one is a comment's star, or text set under text.
    if (step > 1) steps.set(step, (steps.get(step) ?? 0) + 1)
    before = blank.length
  }
  if (tabs > spaces) return { tabs: true, size: 4 }
  const most = sizes.toSorted((a, b) => (steps.get(b) ?? 0) - (steps.get(a) ?? 0))[0]!
  return (steps.get(most) ?? 0) > 0 ? { tabs: false, size: most } : usual
}

/** Makes an editor indent so. */
export const indentBy = ({ tabs, size }: Indentation): Extension => [
  indentUnit.of(tabs ? '\t' : ' '.repeat(size)),
  EditorState.tabSize.of(size),
]

/** As a person reads it. */
export const indentationSentence = ({ tabs, size }: Indentation): string => (tabs ? 'Tabs' : `${size} spaces`)
