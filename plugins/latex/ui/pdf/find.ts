import type { PDFDocumentProxy } from 'pdfjs-dist'

/** A passage found in a PDF: its page from 1, and which of the passages on that page it is, from 0. */
export type Hit = { readonly page: number; readonly nth: number }

/** Hits beyond this are not counted. */
export const mostHits = 2000

/** How text is compared: without case and accents, every run of blanks as one. */
export const folded = (text: string): string => text.normalize('NFKD').replace(/\p{M}/gu, '').toLowerCase().replace(/\s+/g, ' ')

/** The passages of a text that read like `wanted`, as places in it. Ligatures, case, accents and line ends make no difference. */
export function passagesIn(text: string, wanted: string): { from: number; to: number }[] {
  const needle = folded(wanted).trim()
  if (needle === '') return []
  // Where each letter of the folded text comes from.
  let plain = ''
  const origin: number[] = []
  let at = 0
  for (const letter of text) {
    let piece = folded(letter)
    // A blank after a blank is nothing.
    if (piece === ' ' && plain.endsWith(' ')) piece = ''
    for (let index = 0; index < piece.length; index++) origin.push(at)
    plain += piece
    at += letter.length
  }
  const found: { from: number; to: number }[] = []
  for (let from = plain.indexOf(needle); from >= 0; from = plain.indexOf(needle, from + needle.length)) {
    const last = origin[from + needle.length - 1]!
    found.push({ from: origin[from]!, to: last + String.fromCodePoint(text.codePointAt(last)!).length })
  }
  return found
}

/** The text of a page as its layer in the page has it: one piece a span, with a blank where a line ends. */
export async function textOfPage(pdf: PDFDocumentProxy, page: number): Promise<string> {
  const { items } = await (await pdf.getPage(page)).getTextContent()
  return items.map(item => ('str' in item ? item.str + (item.hasEOL ? '\n' : '') : '')).join('')
}

/** Looks a text up in a document, page by page; `stopped` ends it early. */
export async function findIn(pdf: PDFDocumentProxy, wanted: string, stopped: () => boolean): Promise<Hit[]> {
  const hits: Hit[] = []
  for (let page = 1; page <= pdf.numPages && hits.length < mostHits; page++) {
    const text = await textOfPage(pdf, page)
    if (stopped()) return hits
    for (let nth = 0; nth < passagesIn(text, wanted).length && hits.length < mostHits; nth++) hits.push({ page, nth })
  }
  return hits
}
