import { button, element } from '../dom.ts'
import type { PdfView } from './view.ts'

/** The row in which a text is looked for in the PDF. `update` is called when the view changed. */
export type FindBar = { readonly element: HTMLElement; open(): void; update(): void }

/** Makes the row; it is there only while somebody searches. */
export function findBar(view: PdfView): FindBar {
  const field = element('input', 'lx-find')
  field.type = 'search'
  field.placeholder = 'Find in the PDF'
  field.setAttribute('aria-label', 'Find in the PDF')
  const count = element('span', 'lx-quiet lx-tabular')
  count.setAttribute('role', 'status')
  const root = element(
    'div',
    'lx-bar lx-pdfBar lx-findBar',
    field,
    count,
    element('span', 'lx-grow'),
    button({ drawing: 'up', title: 'Previous (Shift Enter)', run: () => view.finder.next(-1) }),
    button({ drawing: 'down', title: 'Next (Enter)', run: () => view.finder.next(1) }),
    button({ drawing: 'away', title: 'Close (Esc)', run: () => close() }),
  )
  root.setAttribute('role', 'search')
  root.hidden = true
  const close = () => {
    root.hidden = true
    void view.finder.find('')
    view.element.focus()
  }
  field.addEventListener('input', () => void view.finder.find(field.value).catch(() => undefined))
  root.addEventListener('keydown', event => {
    if (event.key === 'Escape') close()
    else if (event.key === 'Enter' && event.target === field) view.finder.next(event.shiftKey ? -1 : 1)
    else return
    event.preventDefault()
    event.stopPropagation()
  })
  const bar: FindBar = {
    element: root,
    open() {
      root.hidden = false
      field.focus()
      field.select()
      if (field.value !== '') void view.finder.find(field.value).catch(() => undefined)
    },
    update() {
      const { count: all, at } = view.finder
      count.textContent = field.value.trim() === '' ? '' : all === 0 ? 'Not found' : `${at} of ${all}`
    },
  }
  view.element.addEventListener('keydown', event => {
    if (event.key !== 'f' || !(event.ctrlKey || event.metaKey) || event.shiftKey || event.altKey) return
    event.preventDefault()
    event.stopPropagation()
    bar.open()
  })
  return bar
}
