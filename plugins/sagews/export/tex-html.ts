import sanitizeHtml from 'sanitize-html'
import { texPicture, type NamedPicture } from './tex-picture.ts'
import { texProse, texText } from './tex-text.ts'

const marks: Readonly<Record<string, readonly [string, string]>> = {
  b: ['\\textbf{', '}'],
  strong: ['\\textbf{', '}'],
  i: ['\\emph{', '}'],
  em: ['\\emph{', '}'],
  code: ['\\texttt{', '}'],
  h1: ['\n\\section*{', '}\n\n'],
  h2: ['\n\\subsection*{', '}\n\n'],
  h3: ['\n\\subsubsection*{', '}\n\n'],
  p: ['', '\n\n'],
  div: ['', '\n\n'],
  ul: ['\n\\begin{itemize}\n', '\\end{itemize}\n'],
  ol: ['\n\\begin{enumerate}\n', '\\end{enumerate}\n'],
  li: ['\\item ', '\n'],
  table: ['\n\\begin{center}\\begin{tabular}{llllllllllllllllllll}\n', '\\end{tabular}\\end{center}\n'],
  tr: ['', ' \\\\\n'],
  th: ['\\textbf{', '} & '],
  td: ['', ' & '],
  br: ['\n\n', ''],
}

/** HTML as LaTeX, as far as it is text, lists and tables. */
export function texHtml(source: string, picture: NamedPicture): string {
  const html = sanitizeHtml(source, {
    allowedTags: [...Object.keys(marks), 'img'],
    allowedAttributes: { img: ['src', 'alt'] },
    allowedSchemesByTag: { img: [] },
  })
  const made = html.replace(
    /<(\/?)([a-z0-9]+)[^>]*>|([^<]+)/g,
    (whole: string, close: string, tag: string | undefined, text: string | undefined) =>
      tag === undefined ? texOf(text!) : tag === 'img' ? shown(whole, picture) : (marks[tag]?.[close ? 1 : 0] ?? ''),
  )
  return balanced(html) ? made.replace(/ & (?= \\\\\n)/g, '').replace(/(\\item \n)/g, '\\item ~\n') : texText(html.replace(/<[^>]*>/g, ' '))
}

function shown(tag: string, picture: NamedPicture): string {
  const value = (name: string) => plain(new RegExp(` ${name}="([^"]*)"`).exec(tag)?.[1] ?? '')
  return texPicture(picture(value('src')), value('alt'))
}

function texOf(text: string): string {
  const read = plain(text)
  return /^\s*$/.test(read) ? ' ' : texProse(read)
}

function plain(text: string): string {
  return text
    .replace(/&lt;/g, '<')
    .replace(/&gt;/g, '>')
    .replace(/&quot;/g, '"')
    .replace(/&nbsp;/g, '\u00a0')
    .replace(/&amp;/g, '&')
}

/** Whether each item is in a list and each cell in a table, and all is closed: LaTeX would stop at anything else. */
function balanced(html: string): boolean {
  const open: string[] = []
  for (const [, close, tag] of html.matchAll(/<(\/?)([a-z0-9]+)[^>]*>/g)) {
    if (tag === 'br' || tag === 'img') continue
    if (close) {
      if (open.pop() !== tag) return false
    } else {
      if (tag === 'li' && !/^[uo]l$/.test(open.at(-1) ?? '')) return false
      if ((tag === 'td' || tag === 'th') && open.at(-1) !== 'tr') return false
      if (tag === 'tr' && open.at(-1) !== 'table') return false
      if (open.some(one => /^t[dh]$/.test(one)) && /^(h\d|p|div|ul|ol|table)$/.test(tag!)) return false
      open.push(tag!)
    }
  }
  return open.length === 0
}
