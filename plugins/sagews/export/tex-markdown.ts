import MarkdownIt from 'markdown-it'
import { mathPieces, type MathPiece } from '../math/pieces.ts'
import { texPicture, type NamedPicture } from './tex-picture.ts'
import { texHtml } from './tex-html.ts'
import { texMath, texText, texVerbatim } from './tex-text.ts'

const markdownIt = new MarkdownIt({ html: true, linkify: true, typographer: false })
type Token = ReturnType<InstanceType<typeof MarkdownIt>['parse']>[number]

const headings = ['section', 'subsection', 'subsubsection', 'paragraph', 'subparagraph', 'subparagraph']

/** Markdown as LaTeX. */
export function texMarkdown(source: string, picture: NamedPicture): string {
  const formulas: MathPiece[] = []
  const masked = mathPieces(source.replace(/[\uE000-\uE003]/g, ''))
    .map(piece => (piece.math ? `\uE002${formulas.push(piece) - 1}\uE003` : piece.text))
    .join('')
  const inserted = (text: string) => text.replace(/\uE002(\d+)\uE003/g, (_, at: string) => texMath(formulas[Number(at)]!))
  const verbatim = (text: string) => text.replace(/\uE002(\d+)\uE003/g, (_, at: string) => formulas[Number(at)]!.text)
  return blocks(markdownIt.parse(masked, {}), { inserted, verbatim, picture })
}

type Tools = { inserted(text: string): string; verbatim(text: string): string; readonly picture: NamedPicture }

function blocks(tokens: readonly Token[], tools: Tools): string {
  return tokens.map((token, at) => block(token, tokens[at + 1], tools)).join('')
}

function block(token: Token, next: Token | undefined, tools: Tools): string {
  const level = Number(token.tag.slice(1)) - 1
  switch (token.type) {
    case 'heading_open':
      return `\n\\${headings[level] ?? 'paragraph'}*{`
    case 'heading_close':
      return '}\n\n'
    case 'inline':
      return inline(token.children ?? [], tools)
    case 'paragraph_close':
      return token.hidden ? '\n' : '\n\n'
    case 'bullet_list_open':
      return '\n\\begin{itemize}\n'
    case 'bullet_list_close':
      return '\\end{itemize}\n'
    case 'ordered_list_open':
      return '\n\\begin{enumerate}\n'
    case 'ordered_list_close':
      return '\\end{enumerate}\n'
    case 'list_item_open':
      return '\\item '
    case 'blockquote_open':
      return '\n\\begin{quote}\n'
    case 'blockquote_close':
      return '\\end{quote}\n'
    case 'fence':
    case 'code_block':
      return `\n${texVerbatim(tools.verbatim(token.content).replace(/\n$/, ''), 'printed')}`
    case 'hr':
      return '\n\\medskip\\hrule\\medskip\n'
    case 'html_block':
      return tools.inserted(texHtml(token.content, tools.picture))
    case 'table_open':
      return `\n\\begin{center}\\begin{tabular}{${columns}}\n`
    case 'table_close':
      return '\\end{tabular}\\end{center}\n'
    case 'th_close':
    case 'td_close':
      return next?.type === 'tr_close' ? '' : ' & '
    case 'tr_close':
      return ' \\\\\n'
    case 'thead_close':
      return '\\hline\n'
    default:
      return ''
  }
}

/** More columns than are used do no harm, and too few stop LaTeX. */
const columns = 'l'.repeat(20)

function inline(tokens: readonly Token[], tools: Tools): string {
  return tokens
    .map(token => {
      switch (token.type) {
        case 'text':
          return tools.inserted(texText(token.content))
        case 'code_inline':
          return `\\texttt{${texText(tools.verbatim(token.content))}}`
        case 'strong_open':
          return '\\textbf{'
        case 'em_open':
          return '\\emph{'
        case 's_open':
        case 'strong_close':
        case 'em_close':
        case 's_close':
          return token.type === 's_open' ? '{' : '}'
        case 'link_open':
          return `\\href{${texAddress(String(token.attrGet('href') ?? ''))}}{`
        case 'link_close':
          return '}'
        case 'softbreak':
          return '\n'
        case 'hardbreak':
          return '\\newline{}'
        case 'image':
          return texPicture(tools.picture(String(token.attrGet('src') ?? '')), token.content)
        case 'html_inline':
          return tools.inserted(texHtml(token.content, tools.picture))
        default:
          return texText(token.content)
      }
    })
    .join('')
}

function texAddress(address: string): string {
  return /^(https?|mailto):/i.test(address) ? encodeURI(decodeSafely(address)).replace(/[%#&_~]/g, '\\$&') : ''
}

function decodeSafely(address: string): string {
  try {
    return decodeURI(address).replace(/[\\{}^]/g, '')
  } catch {
    return address.replace(/[\\{}^]/g, '')
  }
}
