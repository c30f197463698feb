import MarkdownIt from 'markdown-it'
import sanitizeHtml from 'sanitize-html'
import { mathPieces } from '../math/pieces.ts'
import { besideUrl, type Beside } from './beside.ts'
import type { Formula, Typesetter } from './formulas.ts'

const markdownIt = new MarkdownIt({ html: true, linkify: true, typographer: false })

/** What typesets formulas, and where pictures beside the worksheet are. */
export type ProseTools = { readonly typesetter: Typesetter; readonly beside: Beside }

/** Markdown as harmless HTML with its formulas typeset. */
export function markdownProse(source: string, { typesetter, beside }: ProseTools): Promise<string> {
  const formulas: Formula[] = []
  const masked = mathPieces(withoutMarks(source))
    .map(piece => (piece.math ? `\uE002${formulas.push(piece) - 1}\uE003` : piece.text))
    .join('')
  return typeset(clean(markdownIt.render(masked), { formulas, beside }), { formulas, typesetter })
}

/** HTML made harmless, with its formulas typeset. */
export function htmlProse(source: string, { typesetter, beside }: ProseTools): Promise<string> {
  const formulas: Formula[] = []
  return typeset(clean(withoutMarks(source), { formulas, beside }), { formulas, typesetter })
}

const withoutMarks = (source: string): string => source.replace(/[\uE000-\uE003]/g, '')

/** Harmless HTML with a mark for each formula of its text; what stands in code or in an attribute is none. */
function clean(html: string, { formulas, beside }: { formulas: Formula[]; beside: Beside }): string {
  const inside: sanitizeHtml.Transformer = (tagName, attribs) => {
    const url = attribs['src'] === undefined ? null : besideUrl(attribs['src'], beside)
    return { tagName, attribs: url === null ? attribs : { ...attribs, src: url } }
  }
  return sanitizeHtml(html, {
    ...allowed,
    transformTags: { ...allowed.transformTags, img: inside, video: inside, audio: inside },
    textFilter(text, tag) {
      const known = text.replace(/\uE002(\d+)\uE003/g, '\uE000$1\uE001')
      if (tag === 'code' || tag === 'pre') return known
      return mathPieces(plain(known))
        .map(piece => (piece.math ? `\uE000${formulas.push(piece) - 1}\uE001` : escaped(piece.text)))
        .join('')
    },
  })
}

async function typeset(html: string, { formulas, typesetter }: { formulas: readonly Formula[]; typesetter: Typesetter }): Promise<string> {
  const made: string[] = []
  for (const formula of formulas) made.push(await typesetter.markup(formula))
  return html
    .replace(/\uE000(\d+)\uE001/g, (_, index: string) => made[Number(index)] ?? '')
    .replace(/\uE002(\d+)\uE003/g, (_, index: string) => escaped(formulas[Number(index)]?.tex ?? ''))
}

const sizes = [/^[\d.]+(px|em|rem|%|pt|ex|ch)?$/, /^auto$/]
const colour = [/^#[0-9a-f]{3,8}$/i, /^[a-z]+$/i, /^(rgb|hsl)a?\([\d\s.,%/]+\)$/i]
const allowed: sanitizeHtml.IOptions = {
  allowedTags: [...sanitizeHtml.defaults.allowedTags, 'img', 'details', 'summary', 'del', 'ins', 'center', 'font', 'tt', 'video', 'audio'],
  allowedAttributes: {
    '*': ['style', 'title', 'dir', 'lang', 'align', 'valign', 'colspan', 'rowspan', 'scope', 'border', 'color'],
    a: ['href', 'rel'],
    img: ['src', 'alt', 'width', 'height'],
    video: ['src', 'controls', 'width', 'height'],
    audio: ['src', 'controls'],
    details: ['open'],
    ol: ['start', 'type'],
  },
  allowedSchemes: ['http', 'https', 'mailto'],
  // A page that needs nothing else fetches nothing: only what is inside is shown.
  allowedSchemesByTag: { img: ['data'], video: ['data'], audio: ['data'] },
  allowProtocolRelative: false,
  allowedStyles: {
    '*': {
      color: colour,
      'background-color': colour,
      'text-align': [/^(left|right|center|justify)$/],
      'vertical-align': [/^[a-z-]+$/],
      'font-weight': [/^(\d{3}|bold|normal)$/],
      'font-style': [/^(italic|normal)$/],
      'font-size': sizes,
      width: sizes,
      'max-width': sizes,
      height: sizes,
      padding: sizes,
      margin: sizes,
      border: [/^[\w\s#.]+$/],
      'white-space': [/^[a-z-]+$/],
    },
  },
  transformTags: {
    a: sanitizeHtml.simpleTransform('a', { rel: 'noopener noreferrer' }),
  },
  exclusiveFilter: frame =>
    (frame.tag === 'img' || frame.tag === 'video' || frame.tag === 'audio') && !/^data:/i.test(frame.attribs['src'] ?? ''),
}

/** Text as it is escaped in a page. */
export function escaped(text: string): string {
  return text.replace(/[&<>"]/g, one => ({ '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' })[one]!)
}

function plain(text: string): string {
  return text
    .replace(/&lt;/g, '<')
    .replace(/&gt;/g, '>')
    .replace(/&quot;/g, '"')
    .replace(/&amp;/g, '&')
}
