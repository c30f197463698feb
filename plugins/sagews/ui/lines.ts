import { RangeSetBuilder, StateEffect } from '@codemirror/state'
import { Decoration, ViewPlugin, type DecorationSet, type EditorView, type ViewUpdate } from '@codemirror/view'
import type { Desk } from './desk.ts'
import { cellIndexAt, layoutOf } from './sheet.ts'

const restate = StateEffect.define<null>()

/** Draws the box of each cell's code that is in view: its edges, the bar of a running or failed cell, the line that failed, the focused cell. */
export function codeBoxes(desk: Desk) {
  return ViewPlugin.define(
    view => {
      let asked = false
      const stop = desk.runs.onChange(() => {
        if (asked) return
        asked = true
        requestAnimationFrame(() => {
          asked = false
          view.dispatch({ effects: restate.of(null) })
        })
      })
      return {
        deco: build(view, desk),
        update(update: ViewUpdate) {
          const restated = update.transactions.some(tr => tr.effects.some(effect => effect.is(restate)))
          if (update.docChanged || update.viewportChanged || update.selectionSet || update.focusChanged || restated)
            this.deco = build(update.view, desk)
        },
        destroy: () => void stop(),
      }
    },
    { decorations: plugin => plugin.deco },
  )
}

function build(view: EditorView, desk: Desk): DecorationSet {
  const { state } = view
  const layout = layoutOf(state)
  const builder = new RangeSetBuilder<Decoration>()
  const { main } = state.selection
  const current = view.hasFocus ? cellIndexAt(layout, main.head) : -1
  const several = new Set<number>()
  if (!main.empty) for (let i = cellIndexAt(layout, main.from); i <= cellIndexAt(layout, main.to); i++) several.add(i)
  for (const { from, to } of view.visibleRanges) {
    for (let i = cellIndexAt(layout, from); i < layout.cells.length && layout.cells[i]!.from <= to; i++) {
      const cell = layout.cells[i]!
      if (cell.hidden) continue
      const run = desk.runs.get(cell.id)
      const failed = run?.state === 'failed' && !run.edited
      let before = 0
      for (const stretch of [cell, ...cell.rest]) {
        if (stretch.from > stretch.to) continue
        const first = state.doc.lineAt(stretch.from).number
        const last = state.doc.lineAt(stretch.to).number
        let number = Math.max(first, state.doc.lineAt(Math.min(state.doc.length, Math.max(stretch.from, from))).number)
        for (; number <= last; number++) {
          const line = state.doc.line(number)
          if (line.from > to) break
          const names = ['ws-in']
          if (number === first && (stretch !== cell || cell.header < 0)) names.push('ws-first')
          if (number === last) names.push('ws-last')
          if (run?.state === 'running') names.push('ws-run')
          if (failed) names.push('ws-err')
          if (failed && run.line === before + number - first + 1) names.push('ws-errline')
          if (i === current && several.size < 2) names.push('ws-cur')
          else if (several.size > 1 && several.has(i)) names.push('ws-sel')
          builder.add(line.from, line.from, decorationOf(names.join(' ')))
        }
        before += last - first + 1
      }
    }
  }
  return builder.finish()
}

const made = new Map<string, Decoration>()
function decorationOf(names: string): Decoration {
  let deco = made.get(names)
  if (!deco) made.set(names, (deco = Decoration.line({ class: names })))
  return deco
}
