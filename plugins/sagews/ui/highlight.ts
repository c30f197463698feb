import { RangeSetBuilder, StateEffect, type Extension } from '@codemirror/state'
import { Decoration, ViewPlugin, type DecorationSet, type EditorView, type ViewUpdate } from '@codemirror/view'
import { highlightTree, tagHighlighter, tags } from '@lezer/highlight'
import type { Parser } from '@lezer/common'
import { pythonLanguage } from '@codemirror/lang-python'
import { markdownLanguage } from '@codemirror/lang-markdown'
import { htmlLanguage } from '@codemirror/lang-html'
import type { Stop } from '@stoa/sdk/contract'
import type { Mode, Modes } from '../api.ts'
import { modeOf } from '../document/index.ts'
import { cellIndexAt, layoutOf } from './sheet.ts'

const { definition, function: fn } = tags
/** Four quiet inks and the ink of errors. */
const inks = tagHighlighter([
  { tag: [tags.comment, tags.quote], class: 'syn-comment' },
  { tag: [tags.keyword, tags.operatorKeyword, tags.modifier, tags.self, tags.null, tags.bool], class: 'syn-keyword' },
  { tag: [tags.string, tags.special(tags.string), tags.attributeValue, tags.monospace], class: 'syn-string' },
  { tag: [tags.number, tags.atom, tags.literal, tags.escape], class: 'syn-number' },
  {
    tag: [fn(tags.variableName), fn(definition(tags.variableName)), tags.className, tags.tagName, tags.heading, tags.link, tags.url],
    class: 'syn-name',
  },
  { tag: [tags.meta, tags.processingInstruction], class: 'syn-mode' },
  { tag: tags.emphasis, class: 'syn-emphasis' },
  { tag: tags.strong, class: 'syn-strong' },
  { tag: tags.invalid, class: 'syn-invalid' },
])

/** Languages that are there at once; others come with the first cell that is in them. */
const atOnce: Readonly<Record<string, Parser>> = {
  '': pythonLanguage.parser,
  sage: pythonLanguage.parser,
  md: markdownLanguage.parser,
  html: htmlLanguage.parser,
}
/** Longer cells stay plain: parsing them would cost more than a frame. */
const longest = 100_000

type Span = readonly [from: number, to: number, name: string]
/** Spans of cells' code by their mode, and the languages as they come. */
export type Colours = {
  spansOf(code: string): readonly Span[]
  /** Hears that a language has come, so that cells are to be coloured anew. */
  onChange(listener: () => void): Stop
}

/** Colours cells in the languages of these modes. Spans are kept by text, since a cell is drawn many times and changes seldom. */
export function colours(modes: Modes): Colours {
  const cache = new Map<string, readonly Span[]>()
  const fetched = new Map<Mode, Parser | null>()
  const listeners = new Set<() => void>()
  const changed = () => {
    cache.clear()
    for (const listener of listeners) listener()
  }
  const parserOf = (name: string): Parser | null => {
    const mode = modes.get(name)
    if (!mode) return atOnce[name] ?? null
    if (!fetched.has(mode)) {
      fetched.set(mode, null)
      mode.language().then(
        parser => {
          fetched.set(mode, parser)
          changed()
        },
        () => undefined,
      )
    }
    return fetched.get(mode) ?? null
  }
  return {
    spansOf(code) {
      const known = cache.get(code)
      if (known) return known
      const spans = code.length > longest ? [] : makeSpans(code, parserOf)
      if (cache.size > 500) cache.delete(cache.keys().next().value!)
      cache.set(code, spans)
      return spans
    },
    onChange(listener) {
      listeners.add(listener)
      const stop = modes.onChange(changed)
      return () => {
        listeners.delete(listener)
        return stop()
      }
    },
  }
}

function makeSpans(code: string, parserOf: (mode: string) => Parser | null): Span[] {
  const spans: Span[] = []
  const mode = modeOf(code)
  const parser = parserOf(mode)
  // Mode lines, and decorators with them, are no Python: each `%…` at the start of a line is one, with what it applies to behind it.
  const modes = [...code.matchAll(/^[ \t]*(%[^\s(]+(?:\([^)\n]*\))?|!(?=\S))/gm)]
  let start = 0
  if (mode !== '') start = code.indexOf('\n', code.search(new RegExp(`^%${mode}\\b`, 'm'))) + 1 || code.length
  if (parser) {
    const blank = code
      .slice(start)
      .replace(/^([ \t]*)(%[^\s(]+(?:\([^)\n]*\))?|!(?=\S))/gm, (all: string) => (mode === '' ? ' '.repeat(all.length) : all))
    highlightTree(parser.parse(blank), inks, (from, to, name) => spans.push([from + start, to + start, name]))
  }
  for (const found of modes) {
    const from = found.index + found[0].length - found[1]!.length
    if (mode === '' || from < start) spans.push([from, from + found[1]!.length, 'syn-mode'])
  }
  return spans.sort((a, b) => a[0] - b[0] || a[1] - b[1])
}

const recoloured = StateEffect.define<null>()

/** Colours the code of cells in view. Nothing before the viewport is ever parsed. */
export function highlighting(modes: Modes): Extension {
  const { spansOf, onChange } = colours(modes)
  return ViewPlugin.define(
    view => {
      let gone = false
      // Not while the view is drawn, from where a language is asked for.
      const stop = onChange(() => queueMicrotask(() => !gone && view.dispatch({ effects: recoloured.of(null) })))
      return {
        deco: build(view, spansOf),
        update({ docChanged, viewportChanged, transactions, view }: ViewUpdate) {
          const again = transactions.some(({ effects }) => effects.some(effect => effect.is(recoloured)))
          if (docChanged || viewportChanged || again) this.deco = build(view, spansOf)
        },
        destroy() {
          gone = true
          void stop()
        },
      }
    },
    { decorations: plugin => plugin.deco },
  )
}

function build(view: EditorView, spansOf: Colours['spansOf']): DecorationSet {
  const { state } = view
  const layout = layoutOf(state)
  const builder = new RangeSetBuilder<Decoration>()
  let done = -1
  for (const { from, to } of view.visibleRanges) {
    for (let i = Math.max(done + 1, cellIndexAt(layout, from)); i < layout.cells.length && layout.cells[i]!.from <= to; i++) {
      done = i
      const cell = layout.cells[i]!
      if (cell.hidden || cell.from >= cell.to) continue
      for (const [a, b, name] of spansOf(state.sliceDoc(cell.from, cell.to))) {
        if (cell.from + b > from - 2000 && cell.from + a < to + 2000 && a < b) builder.add(cell.from + a, cell.from + b, markOf(name))
      }
    }
  }
  return builder.finish()
}

const made = new Map<string, Decoration>()
function markOf(name: string): Decoration {
  let deco = made.get(name)
  if (!deco) made.set(name, (deco = Decoration.mark({ class: name })))
  return deco
}
