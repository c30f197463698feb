import { StateEffect, StateField, type Extension, type Range } from '@codemirror/state'
import { Decoration, EditorView, ViewPlugin, type DecorationSet, type ViewUpdate } from '@codemirror/view'
import { proseWords, type Word } from './prose.ts'

/** A text longer than this is read around what is in sight only. */
const mostRead = 200_000
/** How long after the last change words are looked up, in milliseconds. */
const rest = 250
const misspelt = Decoration.mark({ class: 'lx-misspelt' })
const put = StateEffect.define<readonly Range<Decoration>[]>()
const again = StateEffect.define<null>()

const field = StateField.define<DecorationSet>({
  create: () => Decoration.none,
  update(marks, { changes, docChanged, effects }) {
    let now = docChanged ? marks.map(changes) : marks
    for (const effect of effects) if (effect.is(put)) now = Decoration.set([...effect.value])
    return now
  },
  provide: marks => EditorView.decorations.from(marks),
})

/** Looks at all words again: another dictionary is there, or a word was added. */
export const lookAgain = (view: EditorView): void => view.dispatch({ effects: again.of(null) })

/** The word at a place that is marked, with how it is spelled. */
export function misspeltAt(view: EditorView, at: number): Word | null {
  let found: { from: number; to: number } | null = null
  view.state.field(field, false)?.between(at, at, (from, to) => {
    found ??= { from, to }
  })
  return found && wordAt(view, found)
}

/** The next marked word after a place; from the beginning after the last. */
export function nextMisspelt(view: EditorView, after: number): Word | null {
  const marks = view.state.field(field, false)
  if (!marks || marks.size === 0) return null
  const cursor = marks.iter(after)
  while (cursor.value && cursor.from <= after) cursor.next()
  const { from, to, value } = cursor.value ? cursor : marks.iter(0)
  return value && wordAt(view, { from, to })
}

const wordAt = (view: EditorView, { from, to }: { from: number; to: number }): Word | null =>
  proseWords(view.state.sliceDoc(from, to))
    .map(({ word }) => ({ from, to, word }))
    .at(0) ?? null

/** Marks words that `wrong` says are wrong, in what is read; never the word that is being typed. */
export function spellingMarks(wrong: (words: readonly string[]) => Promise<readonly string[]>): Extension {
  const plugin = ViewPlugin.define(view => {
    let timer: ReturnType<typeof setTimeout> | undefined
    let turn = 0
    let typing = false
    const look = async () => {
      const mine = ++turn
      const { doc, selection } = view.state
      const whole = doc.length <= mostRead
      const from = whole ? 0 : doc.lineAt(Math.max(0, view.viewport.from - mostRead / 2)).from
      const to = whole ? doc.length : doc.lineAt(Math.min(doc.length, view.viewport.to + mostRead / 2)).to
      const words = proseWords(doc.sliceString(from, to))
      const bad = new Set(await wrong([...new Set(words.map(({ word }) => word))]))
      if (mine !== turn) return
      const marks = words
        .filter(({ word, to: end }) => bad.has(word) && !(typing && selection.main.head === from + end))
        .map(word => misspelt.range(from + word.from, from + word.to))
      view.dispatch({ effects: put.of(marks) })
    }
    const soon = () => {
      turn++
      clearTimeout(timer)
      timer = setTimeout(() => void look().catch(() => undefined), rest)
    }
    soon()
    return {
      update(update: ViewUpdate) {
        if (update.docChanged) typing = update.transactions.some(one => one.isUserEvent('input') || one.isUserEvent('delete'))
        const left = update.selectionSet && !update.docChanged && typing
        if (left) typing = false
        const asked = update.transactions.some(({ effects }) => effects.some(effect => effect.is(again)))
        const scrolled = update.viewportChanged && update.state.doc.length > mostRead
        if (update.docChanged || left || asked || scrolled) soon()
      },
      destroy() {
        turn++
        clearTimeout(timer)
      },
    }
  })
  return [field, plugin]
}
