import { RangeSetBuilder, type Extension } from '@codemirror/state'
import { Decoration, EditorView, ViewPlugin, type DecorationSet, type ViewUpdate } from '@codemirror/view'

const skip = Decoration.mark({ attributes: { spellcheck: 'false' } })
/** Arguments that are names and no words. */
const naming =
  'begin|end|ref|eqref|pageref|autoref|cref|Cref|label|cite\\w*|input|include|subfile|usepackage|documentclass|bibliography|bibliographystyle|addbibresource|includegraphics|url|pagestyle|usetheme|newcommand|renewcommand|sage|py'
const noWords = new RegExp(
  [
    String.raw`(?<!\\)%.*`,
    String.raw`\\(?:${naming})\*?(?:\[[^\]\n]*\])*(?:\{[^}\n]*\})?`,
    String.raw`\\[A-Za-z@]+\*?`,
    String.raw`\$\$?[^$\n]*\$\$?`,
    String.raw`\\\([^\n]*?\\\)`,
  ].join('|'),
  'g',
)

/** The pieces of a text that are no words of a language: commands, formulas, names, comments. */
export const piecesToSkip = (text: string): { from: number; to: number }[] =>
  [...text.matchAll(noWords)].map(({ index, 0: found }) => ({ from: index, to: index + found.length }))

/** Lets the browser look after spelling with the dictionaries it has, in what is prose. */
export const spelling: Extension = [
  EditorView.contentAttributes.of({ spellcheck: 'true' }),
  ViewPlugin.define(
    view => {
      const plugin = {
        skipped: skippedIn(view),
        update(update: ViewUpdate) {
          if (update.docChanged || update.viewportChanged) plugin.skipped = skippedIn(update.view)
        },
      }
      return plugin
    },
    { decorations: plugin => plugin.skipped },
  ),
]

function skippedIn(view: EditorView): DecorationSet {
  const builder = new RangeSetBuilder<Decoration>()
  for (const { from, to } of view.visibleRanges) {
    const start = view.state.doc.lineAt(from).from
    for (const piece of piecesToSkip(view.state.sliceDoc(start, to))) builder.add(start + piece.from, start + piece.to, skip)
  }
  return builder.finish()
}
