import MarkdownIt from 'markdown-it'
import type { OutputKind } from '../../api.ts'
import { mathPieces } from '../../math/pieces.ts'
import { typesetIn } from '../math/typeset.ts'
import { sanitise } from './sanitise.ts'
import { swapper } from './swap.ts'

const markdownIt = new MarkdownIt({ html: true, linkify: true, typographer: false })

/** Markdown as HTML, not yet sanitised. Formulas are taken out first, so that no underscore of theirs becomes emphasis. */
export function renderMarkdown(source: string): string {
  const formulas: string[] = []
  const masked = mathPieces(source)
    .map(piece => {
      if (!piece.math) return piece.text
      formulas.push(piece.text)
      return `\uE000${formulas.length - 1}\uE001`
    })
    .join('')
  return markdownIt.render(masked).replace(/\uE000(\d+)\uE001/g, (_, index: string) => escapeHtml(formulas[Number(index)] ?? ''))
}

function escapeHtml(text: string): string {
  return text.replace(/[&<>"]/g, c => ({ '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' })[c]!)
}

/** HTML in which the attachments of a notebook's cell, `attachment:NAME`, are addresses of what the project keeps. */
function attached(html: string, attachments: unknown): string {
  if (typeof attachments !== 'object' || attachments === null) return html
  const known = attachments as Readonly<Record<string, unknown>>
  return html.replace(/(["'])attachment:([^"'<>]*)\1/g, (whole, mark: string, name: string) => {
    const { sha } = (known[unescaped(name)] ?? {}) as { sha?: unknown }
    return typeof sha === 'string' ? `${mark}blobs/${sha}/${encodeURIComponent(unescaped(name))}${mark}` : whole
  })
}

/** The name that an address says. */
function unescaped(address: string): string {
  try {
    return decodeURIComponent(address.replaceAll('&amp;', '&'))
  } catch {
    return address
  }
}

export const md: OutputKind = {
  kind: 'md',
  show(value, place, { attachments }) {
    const element = document.createElement('div')
    element.className = 'ws-prose'
    const draw = (source: unknown) => sanitise(attached(renderMarkdown(String(source)), attachments), { place })
    element.append(draw(value))
    void typesetIn(element).then(() => place.resized())
    const swap = swapper(element)
    return {
      element,
      update(next) {
        void swap(into => {
          into.append(draw(next))
          return typesetIn(into)
        }).then(() => place.resized())
        return true
      },
    }
  },
}
