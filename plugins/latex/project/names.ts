import { posix } from 'node:path'
import { withoutComments } from './magic.ts'
import { bibliographies, filesOf, inFolder, type Sources } from './root.ts'

const mostNames = 3000

/** What can be referred to from a document: labels, entries of its bibliographies, and files beside it and in folders below. */
export async function namesOf(main: string, sources: Sources) {
  const labels = new Set<string>()
  const citations = new Map<string, string>()
  const files = await filesOf(main, sources)
  for (const path of files) {
    const text = await sources.read(path)
    if (text === null) continue
    for (const [, label] of withoutComments(text).matchAll(/\\label\s*\{([^}]+)\}/g)) labels.add(label!)
    for (const [, key] of withoutComments(text).matchAll(/\\bibitem\s*(?:\[[^\]]*\])?\s*\{([^}]+)\}/g)) citations.set(key!, '')
    for (const named of bibliographies(text)) {
      const bib = inFolder(posix.dirname(main), named)
      for (const { key, title } of bib === null ? [] : entriesOf((await sources.read(bib)) ?? '')) citations.set(key, title)
    }
  }
  const folder = posix.dirname(main)
  const there = (await sources.tree(folder === '.' ? '' : folder)).map(path => posix.relative(folder, path))
  const like = (pattern: RegExp) => there.filter(name => pattern.test(name) && name !== posix.basename(main)).slice(0, mostNames)
  return {
    labels: [...labels].slice(0, mostNames),
    citations: [...citations].slice(0, mostNames).map(([key, title]) => ({ key, title })),
    files: like(/\.(tex|ltx)$/i),
    pictures: like(/\.(pdf|png|jpe?g|eps)$/i),
    bibliographies: like(/\.bib$/i),
  }
}

/** The entries of a bibliography file: keys, with author, year and title as far as they are given. */
export function entriesOf(text: string): { key: string; title: string }[] {
  const entries: { key: string; title: string }[] = []
  for (const piece of text.split(/^\s*@/m).slice(1)) {
    const key = /^(\w+)\s*[{(]\s*([^,\s}]+)\s*,/.exec(piece)
    if (!key || /^(string|preamble|comment)$/i.test(key[1]!)) continue
    const field = (name: string) => {
      const found = new RegExp(String.raw`\b${name}\s*=\s*(?:\{((?:[^{}]|\{[^{}]*\})*)\}|"([^"]*)"|(\w+))`, 'i').exec(piece)
      return (found?.[1] ?? found?.[2] ?? found?.[3] ?? '').replace(/[{}\s]+/g, ' ').trim()
    }
    entries.push({
      key: key[2]!,
      title: [field('author'), field('year'), field('title')]
        .filter(part => part !== '')
        .join(', ')
        .slice(0, 160),
    })
  }
  return entries
}
