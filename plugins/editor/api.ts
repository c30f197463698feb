import type { LanguageSupport } from '@codemirror/language'
import type { Extension } from '@codemirror/state'
import type { EditorView } from '@codemirror/view'
import { token, type Stop } from '@stoa/sdk/contract'
import type { FileEditor, OpenDocument } from '@stoa/sdk/ui'
import { loadLanguage } from './ui/language.ts'
import { theme } from './ui/theme.ts'

/** How code looks: surfaces, lines and inks, in names of the tokens. For whoever shows a text file beside this editor. */
export const codeLook: Extension = theme

/** The language of a file by its name, fetched; null where there is none. */
export const languageFor: (path: string) => Promise<LanguageSupport | null> = loadLanguage

/** A text that is there to be edited: its view, and the document that everybody shares. */
export type OpenedText = { readonly view: EditorView; readonly document: OpenDocument; goTo(line: number): void }

/** What another editor adds to the text editor that it has inside of it. */
export type TextEditorGiven = {
  /** Where to draw. Its toolbar is filled with the text's own buttons. */
  readonly place: Parameters<FileEditor['mount']>[0]
  /** Comes before the editor's own. */
  readonly extensions?: Extension
  /** Called when the text is there; what it answers is stopped with the editor. */
  opened?(text: OpenedText): Stop | void
}

/** The text editor, for editors that show a text together with something else. */
export type TextEditor = { mount(given: TextEditorGiven): Stop }
/** The text editor, for editors that show a text together with something else. */
export const TextEditor = token<TextEditor>('stoa/TextEditor@1')
