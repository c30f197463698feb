import { LanguageDescription, type LanguageSupport } from '@codemirror/language'
import { languages } from '@codemirror/language-data'

/** Names that the list of languages doesn't know, as names that it does. */
const known: readonly [RegExp, string][] = [
  [/\.(sage|pyx|spyx|pxd)$/i, 'a.py'],
  [/\.(sty|cls|bbl|sagetex|rnw)$/i, 'a.tex'],
  [/\.(jsonl|ipynb|geojson)$/i, 'a.json'],
  [/^makefile$/i, 'a.sh'],
  [/(^|\.)bash(rc|_profile|_aliases)$|\.(zsh|bashrc)$/i, 'a.sh'],
]

/** The language of a file by its name, or null. */
export function languageOf(path: string): LanguageDescription | null {
  const name = path.split('/').at(-1)!
  const alias = known.find(([pattern]) => pattern.test(name))?.[1]
  return LanguageDescription.matchFilename(languages, alias ?? name)
}

/** Fetches a language. One that can't be fetched leaves the text plain. */
export async function loadLanguage(path: string): Promise<LanguageSupport | null> {
  const found = languageOf(path)
  return found ? found.load().catch(() => null) : null
}
