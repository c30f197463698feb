import type { PdfReader } from '../../api.ts'
import { addStyles } from '../style.ts'
import { pdfBar } from './bar.ts'
import { createPdfView } from './view.ts'

/** A PDF that belongs to no LaTeX document. */
export function pdfReader(failed: (failure: unknown) => void): PdfReader {
  addStyles()
  let changed = () => {}
  const view = createPdfView({ layout: { zoom: 'width', two: false }, changed: () => changed(), asked: () => undefined })
  const bar = pdfBar(view, failed)
  changed = bar.update
  return {
    element: view.element,
    bar: bar.element,
    async show({ url, name }) {
      await view.show(url)
      bar.download(url, name)
    },
    get pages() {
      return view.pages
    },
    stop: view.stop,
  }
}
