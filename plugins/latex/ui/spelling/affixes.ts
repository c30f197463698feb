/** An ending or a beginning that words of a flag may have. */
export type Affix = {
  readonly flag: string
  /** What is put to the stem, and what is taken from it before. */
  readonly add: string
  readonly strip: string
  /** What the stem must look like where it is joined. */
  fits(stem: string): boolean
  /** Whether beginnings and endings go together with it. */
  readonly cross: boolean
  /** Flags of the word with it. */
  readonly carries: ReadonlySet<string>
}

/** What a language's `.aff` file says. */
export type Affixes = {
  /** By what they add. */
  readonly suffixes: ReadonlyMap<string, readonly Affix[]>
  readonly prefixes: ReadonlyMap<string, readonly Affix[]>
  readonly longest: { readonly suffix: number; readonly prefix: number }
  flags(written: string): ReadonlySet<string>
  /** Flags with a meaning of their own, such as `COMPOUNDBEGIN`, as they are written in this file. */
  readonly named: Readonly<Record<string, string | undefined>>
  readonly compoundLeast: number
  /** Letters that are tried where one may be wrong. */
  readonly letters: string
  /** What is often written for what. */
  readonly mistakes: readonly (readonly [string, string])[]
  /** The word as this language's dictionary writes it. */
  normal(word: string): string
}

const meanings = new Set(
  'COMPOUNDFLAG COMPOUNDBEGIN COMPOUNDMIDDLE COMPOUNDEND COMPOUNDPERMITFLAG ONLYINCOMPOUND NEEDAFFIX FORBIDDENWORD NOSUGGEST KEEPCASE CIRCUMFIX'.split(
    ' ',
  ),
)
const none: ReadonlySet<string> = new Set()

/** Reads an `.aff` file. Rules that are about other things than spelling words are passed over. */
export function readAffixes(text: string): Affixes {
  const suffixes = new Map<string, Affix[]>()
  const prefixes = new Map<string, Affix[]>()
  const crossing = new Map<string, boolean>()
  const aliases: string[] = []
  const named: Record<string, string> = {}
  const mistakes: [string, string][] = []
  const normal: [string, string][] = []
  const kept = new Map<string, ReadonlySet<string>>()
  const longest = { suffix: 0, prefix: 0 }
  let kind = ''
  let letters = 'esianrtolcdugmphbyfvkwzxjq'
  let compoundLeast = 3

  const flags = (written: string): ReadonlySet<string> => {
    if (written === '') return none
    const before = kept.get(written)
    if (before) return before
    const all = aliases.length > 0 && /^\d+$/.test(written) ? (aliases[Number(written) - 1] ?? '') : written
    const found = new Set(kind === 'long' ? all.match(/../gs) : kind === 'num' ? all.split(',') : all)
    kept.set(written, found)
    return found
  }
  const affix = (name: string, parts: readonly string[]) => {
    const [flag, strip, added, condition = '.'] = parts as [string, string, string, string?]
    if (added === undefined) return
    const header = `${name}${flag}`
    if (!crossing.has(header)) return void crossing.set(header, strip === 'Y')
    const [add, then = ''] = added.split('/')
    const ending = name === 'SFX'
    let pattern: RegExp | undefined
    const one: Affix = {
      flag,
      add: add === '0' ? '' : add!,
      strip: strip === '0' ? '' : strip,
      // Made when it is asked for: some languages have ten thousand of them.
      fits: stem => (condition === '.' ? true : (pattern ??= patternOf(condition, ending)).test(stem)),
      cross: crossing.get(header)!,
      carries: flags(then),
    }
    const all = ending ? suffixes : prefixes
    all.set(one.add, [...(all.get(one.add) ?? []), one])
    if (ending) longest.suffix = Math.max(longest.suffix, one.add.length)
    else longest.prefix = Math.max(longest.prefix, one.add.length)
  }

  for (const line of text.split(/\r?\n/)) {
    const [name, ...parts] = line.replace(/^\uFEFF/, '').split(/\s+/)
    const [first, second] = parts
    if (first === undefined || name === undefined || name.startsWith('#')) continue
    if (name === 'SFX' || name === 'PFX') affix(name, parts)
    else if (name === 'FLAG') kind = first
    else if (name === 'TRY') letters = first
    else if (name === 'COMPOUNDMIN') compoundLeast = Math.max(1, Number(first))
    else if (name === 'AF' && !(aliases.length === 0 && second === undefined && !crossing.has('AF'))) aliases.push(first)
    else if (name === 'AF') crossing.set('AF', true)
    else if (name === 'REP' && second !== undefined) mistakes.push([first.replaceAll('_', ' '), second.replaceAll('_', ' ')])
    else if (name === 'ICONV' && second !== undefined) normal.push([first, second])
    else if (meanings.has(name)) named[name] = first
  }
  return {
    suffixes,
    prefixes,
    longest,
    flags,
    named,
    compoundLeast,
    letters,
    mistakes,
    normal: word => normal.reduce((now, [from, to]) => now.replaceAll(from, to), word),
  }
}

/** A condition is written with `.` and sets in brackets only. */
function patternOf(condition: string, ending: boolean): RegExp {
  const safe = condition.replace(/[*+?(){}|\\$/]/g, String.raw`\$&`).replace(/(?<!\[)\^/g, String.raw`\^`)
  try {
    return new RegExp(ending ? `${safe}$` : `^${safe}`, 'u')
  } catch {
    // A condition that is wrong holds for nothing.
    return /(?!)/
  }
}
