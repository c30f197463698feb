import { RangeSetBuilder, StateEffect, StateField, type EditorState, type Extension } from '@codemirror/state'
import { Decoration, EditorView, ViewPlugin, showPanel, type DecorationSet, type Panel, type ViewUpdate } from '@codemirror/view'
import { layoutOf } from './sheet.ts'
import { icon } from './icons.ts'

type Query = { readonly text: string; readonly replace: string; readonly exact: boolean }
const setQuery = StateEffect.define<Query>()
const toggle = StateEffect.define<boolean>()

type Finding = { readonly open: boolean; readonly query: Query }
const field = StateField.define<Finding>({
  create: () => ({ open: false, query: { text: '', replace: '', exact: false } }),
  update(value, tr) {
    for (const effect of tr.effects) {
      if (effect.is(setQuery)) value = { ...value, query: effect.value }
      if (effect.is(toggle)) value = { ...value, open: effect.value }
    }
    return value
  },
  provide: own => showPanel.from(own, ({ open }) => (open ? panel : null)),
})

/** All matches in code, as pairs of positions. Output is never searched: it is most of the text and not what is meant. */
export function matches(state: EditorState, query: { text: string; exact: boolean }): { from: number; to: number }[] {
  const found: { from: number; to: number }[] = []
  if (query.text === '') return found
  const fold = (text: string) => (query.exact ? text : text.toLowerCase())
  const wanted = fold(query.text)
  for (const cell of layoutOf(state).cells) {
    for (const { from, to } of [cell, ...cell.rest]) {
      if (from > to) continue
      const code = fold(state.sliceDoc(from, to))
      if (!query.exact && code.length !== to - from) continue
      for (let at = code.indexOf(wanted); at >= 0; at = code.indexOf(wanted, at + wanted.length))
        found.push({ from: from + at, to: from + at + wanted.length })
    }
  }
  return found
}

const shown = ViewPlugin.define(
  view => ({
    deco: marks(view),
    update(update: ViewUpdate) {
      if (update.docChanged || update.viewportChanged || update.startState.field(field) !== update.state.field(field))
        this.deco = marks(update.view)
    },
  }),
  { decorations: (plugin): DecorationSet => plugin.deco },
)
function marks(view: EditorView): DecorationSet {
  const { open, query } = view.state.field(field)
  const builder = new RangeSetBuilder<Decoration>()
  if (open)
    for (const { from, to } of matches(view.state, query))
      if (to >= view.viewport.from && from <= view.viewport.to) builder.add(from, to, mark)
  return builder.finish()
}
const mark = Decoration.mark({ class: 'ws-match' })

/** Goes to the next match after the selection, or the one before it, round the ends. */
export function step(view: EditorView, direction: 1 | -1): boolean {
  const all = matches(view.state, view.state.field(field).query)
  if (all.length === 0) return false
  const { from, to } = view.state.selection.main
  const next =
    direction > 0
      ? (all.find(match => match.from >= to && !(match.from === from && match.to === to)) ?? all[0]!)
      : (all.findLast(match => match.to <= from) ?? all.at(-1)!)
  view.dispatch({ selection: { anchor: next.from, head: next.to }, effects: EditorView.scrollIntoView(next.from, { y: 'center' }) })
  return true
}

export function openFind(view: EditorView): boolean {
  const { open, query } = view.state.field(field)
  const selected = view.state.sliceDoc(view.state.selection.main.from, view.state.selection.main.to)
  const text = selected !== '' && !/[\n\uFE20\uFE21]/.test(selected) ? selected : query.text
  view.dispatch({ effects: [toggle.of(true), setQuery.of({ ...query, text })] })
  const input = view.dom.querySelector<HTMLInputElement>('.ws-find input')
  if (input) {
    if (open) input.value = text
    input.focus()
    input.select()
  }
  return true
}
export function closeFind(view: EditorView): boolean {
  if (!view.state.field(field).open) return false
  view.dispatch({ effects: toggle.of(false) })
  view.focus()
  return true
}

function panel(view: EditorView): Panel {
  const dom = document.createElement('form')
  dom.className = 'ws-find'
  const { query } = view.state.field(field)
  const input = textField('Find in code', query.text)
  const replacement = textField('Replace by', query.replace)
  const count = document.createElement('span')
  count.className = 'ws-quiet ws-count'
  count.setAttribute('role', 'status')
  const exact = document.createElement('button')
  exact.type = 'button'
  exact.textContent = 'Aa'
  exact.title = 'Match case'
  exact.setAttribute('aria-pressed', String(query.exact))
  const tell = () => {
    view.dispatch({
      effects: setQuery.of({ text: input.value, replace: replacement.value, exact: exact.getAttribute('aria-pressed') === 'true' }),
    })
    say()
  }
  const say = () => {
    const all = matches(view.state, view.state.field(field).query)
    const { from, to } = view.state.selection.main
    const at = all.findIndex(match => match.from === from && match.to === to)
    count.textContent =
      input.value === '' ? '' : all.length === 0 ? 'not found' : at < 0 ? `${all.length} found` : `${at + 1} of ${all.length}`
  }
  const replaceOne = () => {
    const { from, to } = view.state.selection.main
    if (matches(view.state, view.state.field(field).query).some(match => match.from === from && match.to === to)) {
      view.dispatch({
        changes: { from, to, insert: replacement.value },
        selection: { anchor: from + replacement.value.length },
        userEvent: 'input.replace',
      })
    }
    step(view, 1)
  }
  const replaceAll = () => {
    const all = matches(view.state, view.state.field(field).query)
    view.dispatch({ changes: all.map(match => ({ ...match, insert: replacement.value })), userEvent: 'input.replace.all' })
    say()
  }
  exact.addEventListener('click', () => {
    exact.setAttribute('aria-pressed', String(exact.getAttribute('aria-pressed') !== 'true'))
    tell()
  })
  input.addEventListener('input', tell)
  replacement.addEventListener('input', tell)
  dom.addEventListener('submit', event => event.preventDefault())
  dom.addEventListener('keydown', event => {
    if (event.key === 'Escape') {
      event.preventDefault()
      closeFind(view)
    } else if (event.key === 'Enter' && event.target === input) {
      event.preventDefault()
      step(view, event.shiftKey ? -1 : 1)
      say()
    } else if (event.key === 'Enter' && event.target === replacement) {
      event.preventDefault()
      replaceOne()
      say()
    }
  })
  const buttons: (HTMLElement | string)[] = [
    iconButton('up', 'Previous match (Shift Enter)', () => void (step(view, -1), say())),
    iconButton('down', 'Next match (Enter)', () => void (step(view, 1), say())),
  ]
  dom.append(input, exact, ...buttons, count)
  if (!view.state.readOnly) dom.append(replacement, textButton('Replace', replaceOne), textButton('Replace all', replaceAll))
  dom.append(iconButton('remove', 'Close (Esc)', () => void closeFind(view)))
  say()
  return { dom, top: true, update: say }
}

function textField(label: string, value: string): HTMLInputElement {
  const input = document.createElement('input')
  input.placeholder = label
  input.setAttribute('aria-label', label)
  input.value = value
  return input
}
function iconButton(name: Parameters<typeof icon>[0], title: string, run: () => void): HTMLButtonElement {
  const button = textButton('', run)
  button.title = title
  button.setAttribute('aria-label', title)
  button.append(icon(name))
  return button
}
function textButton(text: string, run: () => void): HTMLButtonElement {
  const button = document.createElement('button')
  button.type = 'button'
  button.textContent = text
  button.addEventListener('click', run)
  return button
}

/** Find and replace over code alone. */
export const find: Extension = [field, shown]
