import type { Extension } from '@codemirror/state'
import { EditorView } from '@codemirror/view'

/** The columns at which there can be a line, in the order in which a person goes through them; 0 is none. */
export const rulers = [0, 80, 100, 120] as const

/** The next choice of a ruler. */
export const nextRuler = (column: number): number => rulers[(rulers.findIndex(one => one === column) + 1) % rulers.length]!

/** A hairline behind the text, after so many columns. */
export function ruler(column: number): Extension {
  if (column <= 0) return []
  return EditorView.theme({
    '.cm-content': {
      // Lines begin 8 px in, and a letter of a typeface for code is one ch.
      backgroundImage: 'linear-gradient(var(--line-2), var(--line-2))',
      backgroundPosition: `calc(8px + ${column}ch) 0`,
      backgroundSize: '1px 100%',
      backgroundRepeat: 'no-repeat',
    },
  })
}
