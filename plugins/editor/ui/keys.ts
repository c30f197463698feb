import type { Extension } from '@codemirror/state'
import type { EditorView } from '@codemirror/view'
import { doAgain, saving, takeBack } from './origin.ts'

/** Whose keys the editor has: those of this page, of Vim or of Emacs. */
export type Keys = 'usual' | 'vim' | 'emacs'

/** The choices, as a person reads them. */
export const keysTitles: Readonly<Record<Keys, string>> = { usual: 'Usual keys', vim: 'Vim keys', emacs: 'Emacs keys' }

/** Fetches keys; they come before all others. Saving and taking back are this editor's own. */
export async function loadKeys(keys: Keys): Promise<Extension> {
  if (keys === 'vim') return (await import('./vim.ts')).vimKeys()
  return keys === 'emacs' ? (await import('./emacs.ts')).emacsKeys() : []
}

/** What keys of others are led to. */
export const led = {
  undo: (view: EditorView): void => void takeBack(view),
  redo: (view: EditorView): void => void doAgain(view),
  save: (view: EditorView): void => view.state.facet(saving)(),
} as const
