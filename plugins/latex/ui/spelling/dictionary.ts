import { readAffixes, type Affix, type Affixes } from './affixes.ts'

/** The words of a language. */
export type Dictionary = {
  correct(word: string): boolean
  /** Words that may have been meant, the likeliest first. */
  suggest(word: string, most: number): string[]
}

/** One way to read a form: its flags, and whether it has a beginning or an ending. */
type Reading = { readonly flags: ReadonlySet<string>; readonly stem: ReadonlySet<string>; readonly affixes: readonly Affix[] }

/** Words longer than this are not looked into. */
const longestWord = 60
const mostParts = 4
/** Suggestions are looked for among words of this many wrong letters at most. */
const mostWrong = 2
/** Words that are remembered as right or wrong. */
const mostKnown = 50_000

/**
 * Reads a dictionary in the format of Hunspell. Forms are taken apart when they are asked for and not written out before: French and German have
 * millions.
 */
export function readDictionary({ aff, dic }: { aff: string; dic: string }): Dictionary {
  const affixes = readAffixes(aff)
  const stems = readStems(dic)
  const { named, flags: flagsOf } = affixes
  const known = new Map<string, boolean>()

  /** The ways to read a form, without compounds. `inner` is how many endings may stand on each other. */
  function readings(form: string, inner = 2): Reading[] {
    const found: Reading[] = (stems.get(form) ?? []).map(written => {
      const flags = flagsOf(written)
      return { flags, stem: flags, affixes: [] }
    })
    if (inner === 0) return found
    for (const { affix, rest } of taken(form, affixes))
      for (const reading of readings(rest, inner - 1)) {
        if (!reading.flags.has(affix.flag) && !reading.stem.has(affix.flag)) continue
        const [below] = reading.affixes
        // An ending on an ending is announced by the first; a beginning and an ending must both be of those that go together.
        const same = below && affixes.suffixes.get(below.add)?.includes(below) === affixes.suffixes.get(affix.add)?.includes(affix)
        if (below && (same ? !below.carries.has(affix.flag) : !(below.cross && affix.cross))) continue
        found.push({
          flags: new Set([...reading.stem, ...reading.affixes.flatMap(one => [...one.carries]), ...affix.carries]),
          stem: reading.stem,
          affixes: [...reading.affixes, affix],
        })
      }
    return found
  }
  const has = (flags: ReadonlySet<string>, name: string): boolean => named[name] !== undefined && flags.has(named[name])
  const complete = ({ stem, affixes: all }: Reading): boolean => {
    if (all.length === 0) return !has(stem, 'NEEDAFFIX')
    if (has(all.at(-1)!.carries, 'NEEDAFFIX')) return false
    const circles = all.filter(({ carries }) => has(carries, 'CIRCUMFIX')).length
    return circles === 0 || circles === 2
  }
  const alone = (reading: Reading): boolean =>
    complete(reading) && !has(reading.stem, 'ONLYINCOMPOUND') && !reading.affixes.some(({ carries }) => has(carries, 'ONLYINCOMPOUND'))
  const forbidden = (form: string): boolean => (stems.get(form) ?? []).some(written => has(flagsOf(written), 'FORBIDDENWORD'))

  const compounds = ['COMPOUNDFLAG', 'COMPOUNDBEGIN', 'COMPOUNDMIDDLE', 'COMPOUNDEND'].some(name => named[name] !== undefined)
  const part = (form: string, place: 'COMPOUNDBEGIN' | 'COMPOUNDMIDDLE' | 'COMPOUNDEND'): boolean =>
    readings(form).some(
      reading =>
        complete(reading) &&
        (has(reading.flags, place) || has(reading.flags, 'COMPOUNDFLAG')) &&
        (place === 'COMPOUNDEND' || reading.affixes.every(({ carries }) => has(carries, 'COMPOUNDPERMITFLAG'))),
    )
  function compound(form: string, before: number): boolean {
    const least = affixes.compoundLeast
    if (before > 0 && part(form, 'COMPOUNDEND')) return true
    if (before >= mostParts - 1) return false
    for (let at = least; at <= form.length - least; at++)
      if (part(form.slice(0, at), before === 0 ? 'COMPOUNDBEGIN' : 'COMPOUNDMIDDLE') && compound(form.slice(at), before + 1)) return true
    return false
  }
  const written = (form: string): boolean => {
    if (forbidden(form)) return false
    return readings(form).some(alone) || (compounds && form.length >= 2 * affixes.compoundLeast && compound(form, 0))
  }
  function correct(word: string): boolean {
    const before = known.get(word)
    if (before !== undefined) return before
    const normal = affixes.normal(word.replaceAll('’', "'"))
    const result = word.length > longestWord || formsOf(normal).some(written)
    if (known.size >= mostKnown) known.clear()
    known.set(word, result)
    return result
  }
  return {
    correct,
    suggest(word, most) {
      const normal = affixes.normal(word.replaceAll('’', "'"))
      const offered = (form: string) =>
        form.split(' ').every(one => correct(one) && !(stems.get(one) ?? []).some(flags => has(flagsOf(flags), 'NOSUGGEST')))
      const near = [...new Set(edits(normal, affixes))].filter(offered)
      const far = near.length >= most ? [] : alike(normal, stems).filter(offered)
      const first = normal[0] ?? ''
      const capital = first !== first.toLowerCase()
      const all = [...near, ...far].map(form => (capital ? form[0]!.toUpperCase() + form.slice(1) : form))
      // Names come last where no name was written.
      const isName = (form: string) => Number(form[0] !== form[0]?.toLowerCase())
      const ordered = capital ? all : all.toSorted((a, b) => isName(a) - isName(b))
      return [...new Set(ordered)].filter(form => form !== word).slice(0, most)
    },
  }
}

/** The form as it is written, and as it is elsewhere than at a sentence's beginning or in a headline. */
function formsOf(word: string): string[] {
  const lower = word.toLowerCase()
  const title = lower.slice(0, 1).toUpperCase() + lower.slice(1)
  if (word === lower) return [word]
  if (word === title) return [word, lower]
  return word === word.toUpperCase() ? [word, title, lower] : [word]
}

/** Every ending and beginning that a form may have, and what is left without it. */
function* taken(form: string, { suffixes, prefixes, longest }: Affixes): Generator<{ affix: Affix; rest: string }> {
  for (let size = 0; size <= Math.min(longest.suffix, form.length - 1); size++)
    for (const affix of suffixes.get(form.slice(form.length - size)) ?? []) {
      const rest = form.slice(0, form.length - size) + affix.strip
      if (affix.fits(rest)) yield { affix, rest }
    }
  for (let size = 1; size <= Math.min(longest.prefix, form.length - 1); size++)
    for (const affix of prefixes.get(form.slice(0, size)) ?? []) {
      const rest = affix.strip + form.slice(size)
      if (affix.fits(rest)) yield { affix, rest }
    }
}

function readStems(dic: string): Map<string, string[]> {
  const stems = new Map<string, string[]>()
  for (const line of dic.split('\n').slice(1)) {
    const [, word, flags = ''] = /^((?:[^/\\\t\r]|\\.)+)(?:\/(\S+))?/.exec(line) ?? []
    if (word === undefined) continue
    const stem = word.trimEnd().replaceAll('\\/', '/')
    stems.set(stem, [...(stems.get(stem) ?? []), flags])
  }
  return stems
}

/** The words of one change, the likeliest first: a usual mistake, letters swapped, one missing, one too many, one wrong, a blank missing. */
function* edits(word: string, { letters, mistakes }: Affixes): Generator<string> {
  for (const [from, to] of mistakes)
    for (let at = word.indexOf(from); at >= 0; at = word.indexOf(from, at + 1)) yield word.slice(0, at) + to + word.slice(at + from.length)
  for (let at = 0; at < word.length - 1; at++) yield word.slice(0, at) + word[at + 1]! + word[at]! + word.slice(at + 2)
  for (const letter of letters) for (let at = 1; at <= word.length; at++) yield word.slice(0, at) + letter + word.slice(at)
  for (let at = 1; at < word.length; at++) yield word.slice(0, at) + word.slice(at + 1)
  for (const letter of letters) for (let at = 1; at < word.length; at++) yield word.slice(0, at) + letter + word.slice(at + 1)
  // Few write the first letter wrong.
  yield word.slice(1)
  for (const letter of letters) {
    yield letter + word
    yield letter + word.slice(1)
  }
  for (let at = 2; at < word.length - 1; at++) yield `${word.slice(0, at)} ${word.slice(at)}`
}

/** Stems that begin alike and differ by few letters, the nearest first. */
function alike(word: string, stems: ReadonlyMap<string, unknown>): string[] {
  const lower = word.toLowerCase()
  const found: { stem: string; wrong: number }[] = []
  for (const stem of stems.keys()) {
    if (Math.abs(stem.length - word.length) > mostWrong || stem[0]?.toLowerCase() !== lower[0]) continue
    const wrong = difference(lower, stem.toLowerCase())
    if (wrong <= mostWrong) found.push({ stem, wrong })
  }
  return found.sort((a, b) => a.wrong - b.wrong).map(({ stem }) => stem)
}

/** How many letters are to be changed, put in or taken out; more than `mostWrong` is not counted further. */
function difference(a: string, b: string): number {
  let above = Array.from({ length: b.length + 1 }, (_, at) => at)
  for (let i = 1; i <= a.length; i++) {
    const row = [i]
    for (let j = 1; j <= b.length; j++)
      row.push(a[i - 1] === b[j - 1] ? above[j - 1]! : 1 + Math.min(above[j - 1]!, above[j]!, row[j - 1]!))
    if (Math.min(...row) > mostWrong) return mostWrong + 1
    above = row
  }
  return above[b.length]!
}
