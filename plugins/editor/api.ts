import type { LanguageSupport } from '@codemirror/language'
import type { Extension } from '@codemirror/state'
import { loadLanguage } from './ui/language.ts'
import { theme } from './ui/theme.ts'

/** How code looks: surfaces, lines and inks, in names of the tokens. For whoever shows a text file beside this editor. */
export const codeLook: Extension = theme

/** The language of a file by its name, fetched; null where there is none. */
export const languageFor: (path: string) => Promise<LanguageSupport | null> = loadLanguage
