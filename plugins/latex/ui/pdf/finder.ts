import type { PDFDocumentProxy } from 'pdfjs-dist'
import { findIn, passagesIn, type Hit } from './find.ts'

/** A search in a PDF: how many passages there are, and which of them is looked at, from 1; 0 when there is none. */
export type Finder = {
  readonly count: number
  readonly at: number
  /** Looks for another text. An empty one ends it. */
  find(wanted: string): Promise<void>
  /** Looks for the same in another document; the place stays. */
  again(): Promise<void>
  next(by: 1 | -1): void
  /** To be called when a page was drawn. */
  drawn(page: number): void
  stop(): void
}

/** What is asked of the view that is searched. */
export type FinderGiven = {
  pdf(): PDFDocumentProxy | null
  /** The text over a page, if that is drawn. */
  words(page: number): Element | null
  /** The page that is read. */
  page(): number
  /** Brings a page into sight, and what is at this share of its height. */
  reveal(page: number, share: number): void
  changed(): void
}

const everywhere = 'lx-found'
const here = 'lx-here'

/** Makes the search of one view. Passages are marked by highlights of the browser, which change nothing in the page. */
export function createFinder({ pdf, words, page, reveal, changed }: FinderGiven): Finder {
  let wanted = ''
  let hits: readonly Hit[] = []
  let now = -1
  let turn = 0
  /** Whether the passage that is looked at waits for its page to be drawn. */
  let awaited = false
  const ranges = new Map<number, Range[]>()

  const mark = () => {
    const current = hits[now]
    const range = current && ranges.get(current.page)?.[current.nth]
    CSS.highlights.set(everywhere, new Highlight(...[...ranges.values()].flat().filter(one => one !== range)))
    CSS.highlights.set(here, new Highlight(...(range ? [range] : [])))
  }
  const read = (number: number): Range[] => {
    const layer = wanted === '' ? null : words(number)
    const found = layer ? rangesIn(layer, wanted) : []
    if (found.length > 0) ranges.set(number, found)
    else ranges.delete(number)
    return found
  }
  const show = () => {
    const hit = hits[now]
    if (hit) {
      const layer = words(hit.page)
      const range = ranges.get(hit.page)?.[hit.nth] ?? (layer ? read(hit.page)[hit.nth] : undefined)
      awaited = range === undefined
      const box = layer?.getBoundingClientRect()
      reveal(hit.page, range && box ? (range.getBoundingClientRect().top - box.top) / box.height : 0)
    }
    mark()
    changed()
  }
  /** False when another search has begun meanwhile. */
  const search = async (): Promise<boolean> => {
    const mine = ++turn
    const open = pdf()
    const found = open && wanted.trim() !== '' ? await findIn(open, wanted, () => mine !== turn) : []
    if (mine !== turn) return false
    hits = found
    ranges.clear()
    for (const number of new Set(hits.map(hit => hit.page))) read(number)
    return true
  }
  return {
    get count() {
      return hits.length
    },
    get at() {
      return now + 1
    },
    async find(text) {
      wanted = text
      if (!(await search())) return
      const first = hits.findIndex(hit => hit.page >= page())
      now = hits.length === 0 ? -1 : Math.max(0, first)
      show()
    },
    async again() {
      if (wanted === '' || !(await search())) return
      now = Math.min(Math.max(0, now), hits.length - 1)
      mark()
      changed()
    },
    next(by) {
      if (hits.length === 0) return
      now = (now + by + hits.length) % hits.length
      show()
    },
    drawn(number) {
      if (wanted === '') return
      read(number)
      const hit = hits[now]
      // Only now is it known where on the page it is.
      if (hit?.page === number && awaited) show()
      else mark()
    },
    stop() {
      turn++
      hits = []
      ranges.clear()
      CSS.highlights.delete(everywhere)
      CSS.highlights.delete(here)
    },
  }
}

/** The passages of a layer of text, as ranges in it. Its line breaks are blanks. */
function rangesIn(layer: Element, wanted: string): Range[] {
  const pieces: { node: Text | null; from: number; text: string }[] = []
  let length = 0
  const walk = document.createTreeWalker(layer, NodeFilter.SHOW_TEXT | NodeFilter.SHOW_ELEMENT)
  while (walk.nextNode()) {
    const node = walk.currentNode
    const text = node instanceof Text ? node.data : (node as Element).tagName === 'BR' ? '\n' : ''
    if (text === '') continue
    pieces.push({ node: node instanceof Text ? node : null, from: length, text })
    length += text.length
  }
  const placeOf = (at: number, end: boolean): [Text, number] | null => {
    const piece = pieces.find(({ from, text }) => (end ? at <= from + text.length : at < from + text.length))
    return piece?.node ? [piece.node, at - piece.from] : null
  }
  return passagesIn(pieces.map(({ text }) => text).join(''), wanted).map(({ from, to }) => {
    const range = new Range()
    const [start, end] = [placeOf(from, false), placeOf(to, true)]
    if (start) range.setStart(...start)
    if (end) range.setEnd(...end)
    return range
  })
}
