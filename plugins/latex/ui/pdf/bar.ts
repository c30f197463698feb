import { button, element, icon } from '../dom.ts'
import { findBar } from './findbar.ts'
import type { PdfView } from './view.ts'

/** What can be done with the PDF, above it. `update` is called when the view changed. */
export type PdfBar = {
  readonly element: HTMLElement
  update(): void
  /** Draws all pages and has them printed. */
  print(): void
  find(): void
  download(url: string | null, name: string): void
}

/** Makes the bar of a view. */
export function pdfBar(view: PdfView, failed: (failure: unknown) => void): PdfBar {
  const width = button({
    label: 'Page width',
    title: 'As wide as there is room',
    run: () => view.setLayout({ ...view.layout, zoom: 'width' }),
  })
  const two = button({
    label: '2-up',
    kind: 'lx-wide',
    title: 'Two pages beside each other',
    run: () => view.setLayout({ ...view.layout, two: !view.layout.two }),
  })
  const number = element('input', 'lx-number')
  number.type = 'text'
  number.inputMode = 'numeric'
  number.setAttribute('aria-label', 'Page')
  const of = element('span', 'lx-quiet lx-tabular')
  number.addEventListener('change', () => {
    const wanted = Number.parseInt(number.value, 10)
    if (Number.isFinite(wanted)) view.goTo(wanted)
    update()
  })
  number.addEventListener('keydown', event => {
    if (event.key === 'Enter') number.dispatchEvent(new Event('change'))
  })
  const get = element('a', 'lx-button', icon('get'))
  get.title = 'Download PDF'
  get.setAttribute('aria-label', 'Download PDF')
  const full = button({
    drawing: 'full',
    kind: 'lx-wide',
    title: 'Present on the whole screen',
    run: view.present,
  })
  const search = findBar(view)
  const find = button({ drawing: 'find', title: 'Find in the PDF (Ctrl F)', run: search.open })
  const progress = element('span', 'lx-quiet lx-tabular')
  progress.setAttribute('role', 'status')
  let stopped = false
  const printing = element(
    'div',
    'lx-bar lx-pdfBar',
    progress,
    element('span', 'lx-grow'),
    button({ label: 'Cancel', run: () => (stopped = true) }),
  )
  printing.hidden = true
  const print = () => {
    if (!printing.hidden || view.pages === 0) return
    stopped = false
    const drawn = (page: number) => {
      printing.hidden = false
      progress.textContent = `Drawing page ${page} of ${view.pages} for the printer`
    }
    void view
      .print(drawn, () => stopped)
      .catch(failed)
      .finally(() => (printing.hidden = true))
  }
  const root = element(
    'div',
    'lx-bar lx-pdfBar',
    button({ drawing: 'minus', title: 'Zoom out', run: () => view.zoom(-1) }),
    width,
    button({ drawing: 'plus', title: 'Zoom in', run: () => view.zoom(1) }),
    element('span', 'lx-sep'),
    number,
    of,
    element('span', 'lx-grow'),
    find,
    two,
    full,
    button({ drawing: 'print', kind: 'lx-wide', title: 'Print', run: print }),
    get,
  )
  root.setAttribute('role', 'toolbar')
  root.setAttribute('aria-label', 'PDF')
  const update = () => {
    search.update()
    root.hidden = view.pages === 0
    if (document.activeElement !== number) number.value = String(view.page)
    of.textContent = `of ${view.pages}`
    const { zoom, two: both } = view.layout
    width.firstChild!.textContent = zoom === 'width' ? 'Page width' : `${Math.round(zoom * 100)} %`
    width.setAttribute('aria-pressed', String(zoom === 'width'))
    two.setAttribute('aria-pressed', String(both))
  }
  update()
  return {
    element: element('div', 'lx-pdfBars', root, search.element, printing),
    update,
    print,
    find: search.open,
    download(url, name) {
      get.hidden = url === null
      if (url !== null) get.href = url
      get.download = name
    },
  }
}
