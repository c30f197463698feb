import type { PDFDocumentProxy, RenderTask } from 'pdfjs-dist'
import { element } from '../dom.ts'
import { loadLibrary } from './open.ts'
import type { Size } from './layout.ts'

/** More dots than this are drawn smaller and stretched. */
const mostDots = 24_000_000

/** One page: paper of the right size at once, and what is on it when it comes into sight. */
export type PageView = {
  readonly element: HTMLElement
  /** Sets the paper's size, in pixels. */
  resize(size: Size, scale: number): void
  /** Draws this page of this document at this scale; what was there before stays until the new is ready. Whether it was drawn anew. */
  draw(pdf: PDFDocumentProxy, scale: number): Promise<boolean>
  /** Gives the memory back. The paper stays. */
  clear(): void
}

/** Makes a page. `sized` is told its real size, which is known only when it is looked at. */
export function createPage({ number, sized }: { number: number; sized(size: Size): void }): PageView {
  const root = element('div', 'lx-page')
  root.setAttribute('role', 'region')
  root.setAttribute('aria-label', `Page ${number}`)
  root.dataset['page'] = String(number)
  let drawn: { pdf: PDFDocumentProxy; scale: number } | null = null
  let task: RenderTask | null = null
  let turn = 0

  return {
    element: root,
    resize({ width, height }, scale) {
      root.style.width = `${Math.round(width * scale)}px`
      root.style.height = `${Math.round(height * scale)}px`
      root.style.setProperty('--total-scale-factor', String(scale))
    },
    async draw(pdf, scale) {
      if (drawn?.pdf === pdf && drawn.scale === scale) return false
      drawn = { pdf, scale }
      const mine = ++turn
      task?.cancel()
      const { pdfjs } = await loadLibrary()
      const page = await pdf.getPage(number)
      if (mine !== turn) return false
      const viewport = page.getViewport({ scale })
      sized({ width: viewport.width / scale, height: viewport.height / scale })
      const dots = Math.min(devicePixelRatio, Math.sqrt(mostDots / (viewport.width * viewport.height)))
      const canvas = element('canvas')
      canvas.width = Math.round(viewport.width * dots)
      canvas.height = Math.round(viewport.height * dots)
      canvas.setAttribute('aria-hidden', 'true')
      task = page.render({ canvas, viewport, transform: [canvas.width / viewport.width, 0, 0, canvas.height / viewport.height, 0, 0] })
      const words = element('div', 'lx-words')
      try {
        await task.promise
        if (mine !== turn) return false
        root.replaceChildren(canvas, words)
        root.dataset['drawn'] = pdf.fingerprints[0] ?? ''
        await new pdfjs.TextLayer({ textContentSource: page.streamTextContent(), container: words, viewport }).render()
        // What pdf.js measures text with lies in the page; it is nothing to be read.
        for (const measure of document.querySelectorAll<HTMLElement>('.hiddenCanvasElement')) measure.hidden = true
        return mine === turn
      } catch (failure) {
        // Another drawing has taken its place, or the document was closed.
        if (mine === turn && (failure as Error).name !== 'RenderingCancelledException') drawn = null
        return false
      }
    },
    clear() {
      if (drawn === null) return
      turn++
      task?.cancel()
      drawn = null
      delete root.dataset['drawn']
      root.replaceChildren()
    },
  }
}
