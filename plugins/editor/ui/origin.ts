import { redo, undo } from '@codemirror/commands'
import { Facet } from '@codemirror/state'
import type { EditorView } from '@codemirror/view'

/** In a second view of a text: the first one, which has what can be taken back. */
export const origin = Facet.define<EditorView, EditorView | null>({ combine: views => views[0] ?? null })

/** What saves the text of a view. */
export const saving = Facet.define<() => void, () => void>({ combine: all => () => all.forEach(save => save()) })

/** Takes back, or does again, in whichever view of a text. */
export const takeBack = (view: EditorView): boolean => undo(view.state.facet(origin) ?? view)
/** Takes back, or does again, in whichever view of a text. */
export const doAgain = (view: EditorView): boolean => redo(view.state.facet(origin) ?? view)
