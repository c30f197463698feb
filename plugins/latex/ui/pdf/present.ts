import type { PDFDocumentProxy, RenderTask } from 'pdfjs-dist'
import { element } from '../dom.ts'

/** A PDF on the whole screen, a page at a time. */
export type Presentation = {
  /** To be called when there is another document. */
  update(): void
  stop(): void
}

const forward = new Set(['ArrowRight', 'ArrowDown', 'PageDown', ' ', 'Enter', 'n'])
const back = new Set(['ArrowLeft', 'ArrowUp', 'PageUp', 'Backspace', 'p'])

/**
 * Shows pages on the whole screen, or on all of the window where a browser does not give the screen. Keys, clicks and the wheel turn pages, Escape
 * leaves; `left` is told the page that was last.
 */
export function present({
  pdf,
  page: first,
  within,
  left,
}: {
  pdf(): PDFDocumentProxy | null
  page: number
  within: HTMLElement
  left(page: number): void
}): Presentation {
  let page = first
  let turn = 0
  let task: RenderTask | null = null
  let ended = false
  const said = element('span', 'lx-unseen')
  said.setAttribute('role', 'status')
  const root = element('div', 'lx-show', said)
  root.tabIndex = -1
  root.setAttribute('role', 'dialog')
  root.setAttribute('aria-modal', 'true')
  root.setAttribute('aria-label', 'Presentation')
  const pages = () => pdf()?.numPages ?? 1

  async function draw(): Promise<void> {
    const mine = ++turn
    task?.cancel()
    const open = pdf()
    if (!open) return
    page = Math.min(Math.max(1, page), open.numPages)
    const shown = await open.getPage(page)
    const { width, height } = shown.getViewport({ scale: 1 })
    const scale = Math.min(root.clientWidth / width, root.clientHeight / height)
    if (mine !== turn || scale <= 0) return
    const canvas = element('canvas')
    const viewport = shown.getViewport({ scale: scale * devicePixelRatio })
    canvas.width = Math.round(viewport.width)
    canvas.height = Math.round(viewport.height)
    canvas.style.width = `${width * scale}px`
    canvas.style.height = `${height * scale}px`
    canvas.setAttribute('aria-hidden', 'true')
    task = shown.render({ canvas, viewport })
    await task.promise
    if (mine !== turn) return
    // What was there stays until this moment, so that nothing flashes.
    root.querySelector('canvas')?.remove()
    root.append(canvas)
    root.dataset['page'] = String(page)
    said.textContent = `Page ${page} of ${pages()}`
  }
  const redraw = () => void draw().catch(() => undefined)
  const goTo = (next: number) => {
    const wanted = Math.min(Math.max(1, next), pages())
    if (wanted === page) return
    page = wanted
    redraw()
  }
  const end = () => {
    if (ended) return
    ended = true
    turn++
    task?.cancel()
    removeEventListener('resize', redraw)
    document.removeEventListener('fullscreenchange', changed)
    if (document.fullscreenElement === root) void document.exitFullscreen().catch(() => undefined)
    root.remove()
    left(page)
  }
  let full = false
  const changed = () => {
    if (document.fullscreenElement === root) full = true
    else if (full) end()
  }
  root.addEventListener('keydown', event => {
    if (event.ctrlKey || event.altKey || event.metaKey) return
    if (forward.has(event.key) && !(event.key === ' ' && event.shiftKey)) goTo(page + 1)
    else if (back.has(event.key) || event.key === ' ') goTo(page - 1)
    else if (event.key === 'Home') goTo(1)
    else if (event.key === 'End') goTo(pages())
    else if (event.key === 'Escape') end()
    else if (event.key !== 'Tab') return
    event.preventDefault()
    event.stopPropagation()
  })
  root.addEventListener('click', ({ clientX }) => goTo(page + (clientX < root.clientWidth / 4 ? -1 : 1)))
  document.addEventListener('fullscreenchange', changed)
  addEventListener('resize', redraw)
  within.append(root)
  root.focus()
  redraw()
  void root.requestFullscreen?.().catch(() => undefined)
  return { update: redraw, stop: end }
}
