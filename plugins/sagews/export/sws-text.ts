import type { Message } from '../document/index.ts'

/** A cell of an old notebook. Text between cells is one of Markdown's kind: `%html`, hidden. */
export type OldCell = { readonly id: string; readonly code: string; readonly hidden: boolean; readonly messages: readonly Message[] }

/**
 * The cells of an old notebook's text. A cell is `{{{id=N|`, its input, a line `///`, what it put out, and `}}}`; between cells stands HTML.
 * In worksheet.txt the first two lines are the title and the system.
 */
export function swsCells(source: string): OldCell[] {
  const cells: OldCell[] = []
  const text = source.replace(/\r\n?/g, '\n')
  const cell = /^\{\{\{([^\n|]*)\|?[^\n]*\n([^]*?)^\}\}\}[ \t]*$/gm
  let at = 0
  for (let found = cell.exec(text); found; found = cell.exec(text)) {
    cells.push(...between(text.slice(at, found.index), at === 0))
    at = found.index + found[0].length
    cells.push(oldCell(/\bid=([\w-]+)/.exec(found[1]!)?.[1] ?? '', found[2]!))
  }
  cells.push(...between(text.slice(at), at === 0))
  return cells
}

function between(text: string, first: boolean): OldCell[] {
  const html = (first ? text.replace(/^[^\n<]*\nsystem:[^\n]*\n/, '') : text).trim()
  if (html === '' || /^(<p>\s*(&nbsp;)?\s*<\/p>\s*)+$/i.test(html)) return []
  return [{ id: '', code: `%html\n${clean(html)}`, hidden: true, messages: [{ html: clean(html) }] }]
}

function oldCell(id: string, body: string): OldCell {
  const divided = /^([^]*?)(?:^|\n)\/\/\/\n?([^]*)$/.exec(body)
  const input = clean(unescaped(divided ? divided[1]! : body)).replace(/\n+$/, '')
  const hidden = /^%hide\b/.test(input)
  return { id, code: input.replace(/^%(auto|hide)\n(?=%)/, ''), hidden, messages: outputs(clean(divided?.[2] ?? '')) }
}

/** What a cell put out: plain text, formulas and HTML that stand between `<html>` and `</html>`. */
function outputs(text: string): Message[] {
  const messages: Message[] = []
  for (const [, html, plain] of text.matchAll(/<html>([^]*?)<\/html>\n?|((?:(?!<html>)[^])+)/g)) {
    if (plain !== undefined) {
      const stdout = unescaped(plain).replace(/^\n+|\n+$/g, '')
      if (stdout !== '') messages.push({ stdout: `${stdout}\n` })
      continue
    }
    const tex = /^\s*(?:<(?:span|div) class="math">)([^<]*)<\/(?:span|div)>\s*$/.exec(html!)
    if (tex) messages.push({ tex: { tex: unescaped(tex[1]!), display: true } })
    else if (!/^\s*<font[^>]*><img|^\s*<img[^>]*cell:\/\//.test(html!)) messages.push({ html: html! })
  }
  return messages
}

const clean = (text: string): string => text.replace(/[\uFE20\uFE21]/g, '')

function unescaped(text: string): string {
  return text
    .replace(/&lt;/g, '<')
    .replace(/&gt;/g, '>')
    .replace(/&quot;/g, '"')
    .replace(/&#39;/g, "'")
    .replace(/&amp;/g, '&')
}
