/** How well a title answers what was typed: higher is better, 0 not at all. Every word must occur; at the start of a word counts most. */
export function matchTitle(query: string, title: string): number {
  const words = plain(query).split(/\s+/).filter(Boolean)
  const text = plain(title)
  let total = 1
  for (const word of words) {
    const at = text.indexOf(word)
    if (at < 0) return 0
    total += at === 0 ? 4 : /[\s/._-]/.test(text[at - 1]!) ? 3 : 1
  }
  // Among equals the shorter title is nearer to what was typed.
  return total + 1 / (1 + text.length)
}

/** A title cut where the query occurs: odd pieces are hits. */
export function hits(query: string, title: string): string[] {
  const sought = query.trim()
  const at = sought === '' ? -1 : plain(title).indexOf(plain(sought))
  // Where taking accents off changes the length, positions would be wrong: then nothing is marked.
  if (at < 0 || plain(title).length !== title.length) return [title]
  return [title.slice(0, at), title.slice(at, at + sought.length), title.slice(at + sought.length)]
}

const plain = (text: string): string => text.normalize('NFD').replace(/\p{M}/gu, '').toLowerCase()
