import type { PDFDocumentProxy } from 'pdfjs-dist'
import type { Stop } from '@stoa/sdk/contract'
import type { Spot } from '../../contract.ts'
import { element } from '../dom.ts'
import { gap, heightOf, nextZoom, placeAt, placePages, scaleOf, type Layout, type Size } from './layout.ts'
import { createFinder, type Finder } from './finder.ts'
import { openPdf } from './open.ts'
import { createPage, type PageView } from './page.ts'
import { present, type Presentation } from './present.ts'
import { printPdf } from './print.ts'

/** Pages beyond those in sight that are drawn ahead, and that are kept. */
const ahead = 1
const kept = 4
const usual: Size = { width: 612, height: 792 }

/** The pages of a PDF in a column that is scrolled. */
export type PdfView = {
  readonly element: HTMLElement
  /** Shows a PDF in place of what is there; the place stays, and nothing is blank in between. */
  show(url: string): Promise<void>
  readonly layout: Layout
  setLayout(layout: Layout): void
  zoom(by: 1 | -1): void
  /** The page that is read, from 1, and how many there are. */
  readonly page: number
  readonly pages: number
  goTo(page: number): void
  /** The search in it. */
  readonly finder: Finder
  /** Shows the page that is read on the whole screen. */
  present(): void
  /** Prints it; answers how far drawing is by `drawn`. */
  print(drawn: (page: number) => void, stopped: () => boolean): Promise<void>
  /** Marks rectangles of a page for a moment, and brings them into sight. */
  mark(spots: readonly Spot[]): void
  stop: Stop
}

/** Makes the view. `changed` hears of another page, size or document; `asked` of a double click, in points of a page. */
export function createPdfView({
  layout: initial,
  changed,
  asked,
}: {
  layout: Layout
  changed(): void
  asked(at: { page: number; x: number; y: number }): void
}): PdfView {
  const column = element('div', 'lx-column')
  const root = element('div', 'lx-desk', column)
  root.tabIndex = 0
  root.setAttribute('role', 'document')
  root.setAttribute('aria-label', 'PDF')
  let layout = initial
  let scale = 1
  let shown: { pdf: PDFDocumentProxy; close(): void } | null = null
  let pages: PageView[] = []
  let sizes: Size[] = []
  let placed: { top: number; height: number }[] = []
  let turn = 0
  let reading = 1
  let presenting: Presentation | null = null

  const relay = () => {
    const at = placeAt(placed, root.scrollTop)
    const before = heightOf(placed, at)
    const offset = root.scrollTop - before
    scale = scaleOf({ layout, sizes, room: root.clientWidth })
    placed = placePages({ sizes, scale, two: layout.two })
    for (const [index, page] of pages.entries()) page.resize(sizes[index]!, scale)
    column.dataset['two'] = String(layout.two)
    if (placed.length > 0) root.scrollTop = heightOf(placed, at) + offset
    void look()
  }
  /** Draws what is in sight and a little more, and gives back what is far away. */
  const look = (): Promise<unknown> => {
    if (!shown || placed.length === 0) return Promise.resolve()
    const { pdf } = shown
    const first = placeAt(placed, root.scrollTop).page
    const last = placeAt(placed, root.scrollTop + root.clientHeight).page
    const middle = placeAt(placed, root.scrollTop + root.clientHeight / 3).page + 1
    if (middle !== reading) {
      reading = middle
      changed()
    }
    const drawing: Promise<void>[] = []
    for (const [index, page] of pages.entries()) {
      if (index >= first - ahead && index <= last + ahead)
        drawing.push(page.draw(pdf, scale).then(fresh => (fresh ? finder.drawn(index + 1) : undefined)))
      else if (index < first - kept || index > last + kept) page.clear()
    }
    return Promise.all(drawing)
  }
  const pageFor = (index: number): PageView =>
    createPage({
      number: index + 1,
      sized(size) {
        const known = sizes[index]
        if (!known || (Math.abs(known.width - size.width) < 0.5 && Math.abs(known.height - size.height) < 0.5)) return
        sizes[index] = size
        relay()
      },
    })

  let asking = false
  const soon = () => {
    if (asking) return
    asking = true
    requestAnimationFrame(() => {
      asking = false
      void look()
    })
  }
  root.addEventListener('scroll', soon, { passive: true })
  let width = 0
  const watch = new ResizeObserver(() => {
    if (root.clientWidth === width || root.clientWidth === 0) return void soon()
    width = root.clientWidth
    relay()
    changed()
  })
  watch.observe(root)
  root.addEventListener('dblclick', event => {
    const page = (event.target as Element).closest<HTMLElement>('.lx-page')
    if (!page) return
    const box = page.getBoundingClientRect()
    asked({ page: Number(page.dataset['page']), x: (event.clientX - box.left) / scale, y: (event.clientY - box.top) / scale })
  })
  root.addEventListener('keydown', event => {
    const to = { ArrowRight: reading + 1, ArrowLeft: reading - 1 }[event.key]
    if (to === undefined || event.ctrlKey || event.altKey || event.metaKey) return
    event.preventDefault()
    view.goTo(to)
  })
  root.addEventListener(
    'wheel',
    event => {
      if (!event.ctrlKey) return
      event.preventDefault()
      view.zoom(event.deltaY < 0 ? 1 : -1)
    },
    { passive: false },
  )

  const finder = createFinder({
    pdf: () => shown?.pdf ?? null,
    words: page => pages[page - 1]?.element.querySelector('.lx-words') ?? null,
    page: () => reading,
    reveal(page, share) {
      const found = placed[page - 1]
      if (!found) return
      const top = found.top + share * found.height
      if (top < root.scrollTop + 40 || top > root.scrollTop + root.clientHeight - 60) root.scrollTop = top - root.clientHeight / 3
    },
    changed: () => changed(),
  })
  const view: PdfView = {
    element: root,
    async show(url) {
      const mine = ++turn
      const opened = await openPdf(url)
      const first = await opened.pdf.getPage(1)
      if (mine !== turn) return opened.close()
      const { width, height } = first.getViewport({ scale: 1 })
      const old = shown
      const count = opened.pdf.numPages
      const size = { width, height }
      sizes = Array.from({ length: count }, (_, index) => (index === 0 ? size : (sizes[index] ?? size)))
      for (const page of pages.splice(count)) {
        page.clear()
        page.element.remove()
      }
      while (pages.length < count) {
        const page = pageFor(pages.length)
        pages.push(page)
        column.append(page.element)
      }
      shown = opened
      relay()
      changed()
      await look()
      presenting?.update()
      old?.close()
      await finder.again()
    },
    get layout() {
      return layout
    },
    setLayout(next) {
      layout = next
      relay()
      changed()
    },
    zoom: by => view.setLayout({ ...layout, zoom: nextZoom(scale, by) }),
    get page() {
      return Math.min(reading, pages.length)
    },
    get pages() {
      return pages.length
    },
    goTo(page) {
      const found = placed[Math.min(Math.max(1, page), pages.length) - 1]
      if (found) root.scrollTop = found.top - gap
    },
    finder,
    present() {
      if (!shown || presenting) return
      presenting = present({
        pdf: () => shown?.pdf ?? null,
        page: view.page,
        within: root.parentElement ?? root,
        left(page) {
          presenting = null
          if (page !== view.page) view.goTo(page)
          root.focus()
        },
      })
    },
    async print(drawn, stopped) {
      if (shown) await printPdf(shown.pdf, { drawn, stopped })
    },
    mark(spots) {
      for (const old of root.querySelectorAll('.lx-spot')) old.remove()
      const [first] = spots
      const page = first && placed[first.page - 1]
      if (!first || !page) return
      const top = page.top + first.y * scale
      if (top < root.scrollTop + 20 || top + first.height * scale > root.scrollTop + root.clientHeight - 20)
        root.scrollTop = top - root.clientHeight / 3
      for (const { page: number, x, y, width, height } of spots) {
        const spot = element('div', 'lx-spot')
        spot.style.left = `${x * scale - 2}px`
        spot.style.top = `${y * scale - 2}px`
        spot.style.width = `${width * scale + 4}px`
        spot.style.height = `${height * scale + 4}px`
        // Beside the paper's content, which is drawn anew at any time.
        const paper = pages[number - 1]?.element
        if (!paper) continue
        const box = paper.getBoundingClientRect()
        const origin = column.getBoundingClientRect()
        spot.style.transform = `translate(${box.left - origin.left}px, ${box.top - origin.top}px)`
        column.append(spot)
      }
      setTimeout(() => {
        for (const old of root.querySelectorAll('.lx-spot')) old.remove()
      }, 3_000)
    },
    stop() {
      turn++
      watch.disconnect()
      presenting?.stop()
      finder.stop()
      for (const page of pages) page.clear()
      pages = []
      shown?.close()
      root.remove()
    },
  }
  sizes = [usual]
  return view
}
