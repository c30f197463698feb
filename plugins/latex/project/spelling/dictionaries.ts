import { readFile, readdir } from 'node:fs/promises'

type Files = { readonly aff: Uint8Array; readonly dic: Uint8Array }

/** Those that come with Stoa; each under a licence that lets it. */
const shipped: Readonly<Record<string, () => Promise<{ default: Files }>>> = {
  en_US: () => import('dictionary-en'),
  en_GB: () => import('dictionary-en-gb'),
  fr_FR: () => import('dictionary-fr'),
  es_ES: () => import('dictionary-es'),
}
/** Where systems keep dictionaries that others have installed. */
const installed = '/usr/share/hunspell'

/** The languages there are dictionaries for, shipped or installed. */
export async function languages(): Promise<string[]> {
  const names = new Set(await readdir(installed).catch(() => []))
  const found = [...names].flatMap(name => {
    const language = /^([a-z]{2,3}(?:_[A-Za-z]{2,8})*)\.dic$/.exec(name)?.[1]
    return language !== undefined && names.has(`${language}.aff`) ? [language] : []
  })
  return [...new Set([...Object.keys(shipped), ...found])].sort()
}

/** A dictionary's file, in UTF-8 whatever it is kept in; null if there is none. */
export async function readDictionaryFile(language: string, kind: 'aff' | 'dic'): Promise<string | null> {
  if (!(await languages()).includes(language)) return null
  const load = shipped[language]
  const aff = load ? (await load()).default.aff : await readFile(`${installed}/${language}.aff`)
  const bytes = kind === 'aff' ? aff : load ? (await load()).default.dic : await readFile(`${installed}/${language}.dic`)
  const said = /^SET\s+(\S+)/m.exec(Buffer.from(aff).toString('latin1'))?.[1] ?? 'ISO8859-1'
  // The standard's names for what these files call `ISO8859-1` and `microsoft-cp1251`.
  const named = said.replace(/^ISO(\d)/i, 'iso-$1').replace(/^microsoft-cp/i, 'windows-')
  return new TextDecoder(named).decode(bytes)
}
