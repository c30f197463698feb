/** One heading of a document. `depth` counts from 0 for the outermost kind that the text has. */
export type Heading = { readonly title: string; readonly line: number; readonly depth: number }

const levels = ['part', 'chapter', 'section', 'subsection', 'subsubsection', 'paragraph']

/** The headings, frames and theorem-like titles of a text, in order. */
export function outlineOf(text: string): Heading[] {
  const found: { title: string; line: number; level: number }[] = []
  for (const [at, line] of text.split('\n').entries()) {
    const bare = line.replace(/(?<!\\)((?:\\\\)*)%.*/, '$1')
    const heading = /\\(part|chapter|section|subsection|subsubsection|paragraph)\*?\s*(?:\[[^\]]*\])?\s*\{/.exec(bare)
    const frame = /\\begin\{frame\}(?:<[^>]*>)?(?:\[[^\]]*\])?\s*\{|\\frametitle\s*\{/.exec(bare)
    const start = heading ?? frame
    if (!start) continue
    const title = plain(braced(bare, start.index + start[0].length))
    if (title !== '') found.push({ title, line: at + 1, level: heading ? levels.indexOf(heading[1]!) : levels.length })
  }
  const used = [...new Set(found.map(({ level }) => level))].sort((a, b) => a - b)
  return found.map(({ title, line, level }) => ({ title, line, depth: used.indexOf(level) }))
}

/** What stands in the braces that were opened just before `from`; to the line's end if they are not closed. */
function braced(text: string, from: number): string {
  let open = 1
  for (let at = from; at < text.length; at++) {
    if (text[at] === '\\') at++
    else if (text[at] === '{') open++
    else if (text[at] === '}' && --open === 0) return text.slice(from, at)
  }
  return text.slice(from)
}

const plain = (title: string): string =>
  title
    .replace(/\\(label|index|footnote)\s*\{[^}]*\}/g, '')
    .replace(/\\(?:emph|text\w*|math\w*|protect|underline|boldsymbol)\b\s*|[{}$]/g, '')
    .replace(/\\([A-Za-z]+)\*?/g, '$1')
    .replace(/~|\\\\/g, ' ')
    .replace(/\s+/g, ' ')
    .trim()
