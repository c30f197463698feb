import {
  Facet,
  StateEffect,
  StateField,
  RangeSet,
  type EditorState,
  type Extension,
  type Range,
  type Text,
  type Transaction,
} from '@codemirror/state'
import { Decoration, EditorView, type DecorationSet, type WidgetType } from '@codemirror/view'
import { readLine, type Header, type OutputLine } from '../document/index.ts'

/** Makes the widgets that stand for marker lines; the worksheet gives them, so that this file knows no element. */
export type Widgets = {
  header(line: Header): WidgetType
  output(line: OutputLine, hidden: boolean): WidgetType
  stub(id: string, code: string): WidgetType
}
export const widgets = Facet.define<Widgets, Widgets>({ combine: all => all[0]! })

/** What a decoration of a marker line knows of it. */
type Spec = { block?: boolean; widget: WidgetType; mark: 'header' | 'output' | 'stub'; line?: Header | OutputLine }

/** One block for each marker line, and one for the code of each cell whose input is hidden. */
export type Sheet = { readonly deco: DecorationSet }

/** Ask for all widgets to be made anew: a kind of output was added. */
export const redraw = StateEffect.define<null>()

const sheetField = StateField.define<Sheet>({
  create: state => ({ deco: scan(state) }),
  update(sheet, tr) {
    if (tr.effects.some(effect => effect.is(redraw))) return { deco: scan(tr.state) }
    return tr.docChanged ? { deco: mapped(sheet.deco, tr) } : sheet
  },
  provide: field => EditorView.decorations.from(field, sheet => sheet.deco),
})

/** The extension that hides marker lines behind what they mean. */
export function sheet(make: Widgets): Extension {
  return [widgets.of(make), sheetField]
}

export function sheetOf(state: EditorState): Sheet {
  return state.field(sheetField)
}

/** All decorations of a document, made anew. */
export function scan(state: EditorState): DecorationSet {
  return Decoration.set(within(state, 1, state.doc.lines))
}

function within(state: EditorState, first: number, last: number): Range<Decoration>[] {
  const make = state.facet(widgets)
  const found: Range<Decoration>[] = []
  const iter = state.doc.iterLines(first, last + 1)
  let from = state.doc.line(first).from
  // The flags of the cell that these lines begin in, for its outputs.
  let flags = first === 1 ? '' : flagsBefore(state.doc, first - 1)
  let hidden: Hidden | null = null
  const close = () => {
    const stub = hidden as Hidden | null
    if (stub) found.push(block(stub.from, stub.to, make.stub(stub.id, firstLine(state.doc, stub.from)), 'stub'))
    hidden = null
  }
  let id = ''
  let behindOutput = false
  for (const text of iter) {
    const to = from + text.length
    const line = readLine(text)
    if (line) close()
    if (line?.kind === 'header') {
      flags = line.flags
      id = line.id
      // Code that lost its newline stays visible behind the header until an edit mends it.
      if (line.rest === '') found.push(block(from, to, make.header(line), 'header', line))
      else found.push(Decoration.replace({ widget: make.header(line), mark: 'header', line }).range(from, from + line.length))
    } else if (line?.kind === 'output') found.push(block(from, to, make.output(line, flags.includes('o')), 'output', line))
    else if (flags.includes('i') && !(behindOutput && text.trim() === '')) hidden = extended(hidden, { id, from, to })
    if (line) behindOutput = line.kind === 'output'
    from = to + 1
  }
  close()
  return found
}

/** Hidden input, with one more line of it. */
type Hidden = { readonly id: string; readonly from: number; readonly to: number }
const extended = (hidden: Hidden | null, line: Hidden): Hidden => (hidden ? { ...hidden, to: line.to } : line)

function block(from: number, to: number, widget: WidgetType, mark: Spec['mark'], line?: Header | OutputLine): Range<Decoration> {
  const spec: Spec = { block: true, widget, mark, ...(line ? { line } : {}) }
  return Decoration.replace(spec).range(from, to)
}

function flagsBefore(doc: Text, number: number): string {
  for (let n = number; n >= 1; n--) {
    const line = readLine(doc.line(n).text)
    if (line?.kind === 'header') return line.flags
  }
  return ''
}

function firstLine(doc: Text, from: number): string {
  return doc.lineAt(from).text
}

/** Follows a change: only lines that it touched are read again, and whole cells whose input is, was or becomes hidden. */
function mapped(old: DecorationSet, tr: Transaction): DecorationSet {
  let deco = old.map(tr.changes)
  const doc = tr.state.doc
  tr.changes.iterChangedRanges((fromA, toA, fromB, toB) => {
    let first = doc.lineAt(fromB).number
    let last = doc.lineAt(toB).number
    if (
      concernsFlags(old, fromA, toA) ||
      concernsFlags(deco, fromB, toB) ||
      hasHeader(doc, first, last) ||
      flagsBefore(doc, first).includes('i')
    ) {
      while (first > 1 && readLine(doc.line(first).text)?.kind !== 'header') first--
      while (last < doc.lines && readLine(doc.line(last + 1).text)?.kind !== 'header') last++
    }
    const from = doc.line(first).from
    const to = doc.line(last).to
    deco = deco.update({ filterFrom: from, filterTo: to, filter: (a, b) => b < from || a > to, add: within(tr.state, first, last) })
  })
  return deco
}

function hasHeader(doc: Text, first: number, last: number): boolean {
  for (let n = first; n <= last; n++) if (doc.line(n).text.startsWith('\uFE20')) return true
  return false
}

function concernsFlags(deco: DecorationSet, from: number, to: number): boolean {
  let found = false
  deco.between(from, to, (_a, _b, value) => {
    if ((value.spec as Spec).mark !== 'output') found = true
    return found ? false : undefined
  })
  return found
}

/** One cell as it lies in the document. Its code is `[from, to]`; `from > to` where it has no line of code. */
export type Placed = {
  readonly id: string
  readonly flags: string
  /** -1 for the text before the first header. */
  readonly header: number
  readonly from: number
  readonly to: number
  /** Code that stands behind output, as old worksheets have it. */
  readonly rest: readonly { readonly from: number; readonly to: number }[]
  /** End of its last line. */
  readonly end: number
  readonly outputs: readonly OutputLine[]
  readonly hidden: boolean
}
/** `hidden` may end one beyond the document, where nothing can be typed at its end. */
export type Layout = { readonly cells: readonly Placed[]; readonly hidden: readonly number[] }

const layouts = new WeakMap<DecorationSet, { doc: Text; layout: Layout }>()

/** Where the cells are, and which stretches (pairs of positions) the cursor must not enter. Reads no text. */
export function layoutOf(state: EditorState): Layout {
  const { deco } = sheetOf(state)
  const known = layouts.get(deco)
  if (known?.doc === state.doc) return known.layout
  const layout = makeLayout(deco, state.doc.length)
  layouts.set(deco, { doc: state.doc, layout })
  return layout
}

function makeLayout(deco: DecorationSet, length: number): Layout {
  type Draft = Omit<Placed, 'outputs' | 'rest'> & {
    to: number
    end: number
    hidden: boolean
    outputs: OutputLine[]
    rest: { from: number; to: number }[]
  }
  const cells: Draft[] = []
  const hidden: number[] = []
  let open: Draft | null = null
  let first = true
  // Two that only touch have an empty line of code between them, where the cursor may stand.
  const hide = (from: number, to: number) => {
    if (hidden.length > 0 && hidden.at(-1)! > from) hidden[hidden.length - 1] = Math.max(hidden.at(-1)!, to)
    else hidden.push(from, to)
  }
  /** Where the last output of the open cell ended. */
  let behind = 0
  const close = (end: number) => {
    if (!open) return
    open.end = end
    if (open.outputs.length === 0) open.to = end
    else standsBehind(end)
    cells.push(open)
  }
  const standsBehind = (end: number) => {
    if (end > behind) open!.rest.push({ from: behind + 1, to: end })
  }
  for (const cursor = deco.iter(); cursor.value; cursor.next()) {
    const { mark, line } = cursor.value.spec as Spec
    if (first && cursor.from > 0) open = { ...preface, outputs: [], rest: [] }
    first = false
    if (mark === 'header') {
      close(cursor.from - 1)
      const header = line as Header
      const from = cursor.to + (header.rest === '' ? 1 : 0)
      open = {
        id: header.id,
        flags: header.flags,
        header: cursor.from,
        from,
        to: from - 1,
        end: cursor.to,
        outputs: [],
        rest: [],
        hidden: false,
      }
      hide(Math.max(0, cursor.from - 1), Math.min(length, from))
    } else if (mark === 'output') {
      open ??= { ...preface, to: -1, outputs: [], rest: [] }
      if (open.outputs.length === 0) open.to = cursor.from - 1
      else standsBehind(cursor.from - 1)
      behind = cursor.to
      open.outputs.push(line as OutputLine)
      hide(Math.max(0, cursor.from - 1), Math.min(length, cursor.to + 1))
    } else if (open) open.hidden = true
  }
  open ??= { ...preface, outputs: [], rest: [] }
  // Behind the output that ends the file, with or without a newline, is no place to type.
  const ends = open.outputs.length > 0 && length <= behind + 1
  if (ends) hidden[hidden.length - 1] = length + 1
  close(ends ? behind : length)
  return { cells, hidden }
}
const preface = { id: '', flags: '', header: -1, from: 0, to: 0, end: 0, hidden: false } as const

/** Index of the cell that a position lies in. */
export function cellIndexAt(layout: Layout, position: number): number {
  let low = 0
  let high = layout.cells.length - 1
  while (low < high) {
    const middle = (low + high + 1) >> 1
    if (layout.cells[middle]!.header <= position) low = middle
    else high = middle - 1
  }
  return low
}

/** No caret is drawn in a cell whose input is hidden. */
export const caretHidden = EditorView.editorAttributes.compute(['doc', 'selection', sheetField], state => {
  const layout = layoutOf(state)
  const attributes: Record<string, string> = layout.cells[cellIndexAt(layout, state.selection.main.head)]!.hidden
    ? { class: 'ws-nocaret' }
    : {}
  return attributes
})

const atomic = new WeakMap<DecorationSet, RangeSet<Decoration>>()
/** Stretches the cursor jumps over: each marker line with the newlines around it, neighbours merged. */
export const atomicRanges = EditorView.atomicRanges.of(view => {
  const { deco } = sheetOf(view.state)
  const known = atomic.get(deco)
  if (known) return known
  const { hidden } = layoutOf(view.state)
  const ranges: Range<Decoration>[] = []
  for (let i = 0; i < hidden.length; i += 2) {
    const to = Math.min(hidden[i + 1]!, view.state.doc.length)
    if (hidden[i]! < to) ranges.push(Decoration.mark({}).range(hidden[i]!, to))
  }
  const set = RangeSet.of(ranges)
  atomic.set(deco, set)
  return set
})
