import { RangeSet, StateEffect, StateField, type EditorState, type Extension, type Range } from '@codemirror/state'
import { Decoration, EditorView, GutterMarker, gutter, type DecorationSet } from '@codemirror/view'
import type { Problem } from '../contract.ts'
import { icon } from './dom.ts'

const put = StateEffect.define<readonly Problem[]>()

/** Shows these problems in the gutter; they move with the text until the next build. */
export const showProblems = (view: EditorView, problems: readonly Problem[]): void => view.dispatch({ effects: put.of(problems) })

class Mark extends GutterMarker {
  readonly kind: Problem['kind']
  readonly said: string
  constructor(kind: Problem['kind'], said: string) {
    super()
    this.kind = kind
    this.said = said
  }
  override eq(other: Mark): boolean {
    return other.kind === this.kind && other.said === this.said
  }
  override toDOM(): HTMLElement {
    const made = document.createElement('span')
    made.className = 'lx-mark'
    made.dataset['kind'] = this.kind
    made.title = this.said
    made.setAttribute('role', 'img')
    made.setAttribute('aria-label', this.said)
    made.append(icon(this.kind === 'error' ? 'fail' : 'warn'))
    return made
  }
}

type Shown = { readonly marks: RangeSet<GutterMarker>; readonly lines: DecorationSet }
const none: Shown = { marks: RangeSet.empty, lines: Decoration.none }

function shownFor(state: EditorState, problems: readonly Problem[]): Shown {
  const byLine = new Map<number, Problem[]>()
  for (const problem of problems)
    if (problem.line !== undefined && problem.kind !== 'box' && problem.line <= state.doc.lines)
      byLine.set(problem.line, [...(byLine.get(problem.line) ?? []), problem])
  const marks: Range<GutterMarker>[] = []
  const lines: Range<Decoration>[] = []
  for (const [line, all] of [...byLine].sort(([a], [b]) => a - b)) {
    const { from } = state.doc.line(line)
    const bad = all.some(({ kind }) => kind === 'error')
    marks.push(new Mark(bad ? 'error' : 'warning', all.map(({ message }) => message).join('\n')).range(from))
    if (bad) lines.push(Decoration.line({ class: 'lx-badLine' }).range(from))
  }
  return { marks: RangeSet.of(marks), lines: Decoration.set(lines) }
}

const field = StateField.define<Shown>({
  create: () => none,
  update(shown, transaction) {
    let now = transaction.docChanged ? { marks: shown.marks.map(transaction.changes), lines: shown.lines.map(transaction.changes) } : shown
    for (const effect of transaction.effects) if (effect.is(put)) now = shownFor(transaction.state, effect.value)
    return now
  },
  provide: field => EditorView.decorations.from(field, ({ lines }) => lines),
})

/** The gutter of problems. Its width is fixed by style, so that the text stays where it is when there are none. */
export const problemGutter: Extension = [field, gutter({ class: 'lx-gutter', markers: view => view.state.field(field).marks })]
