import { mathPieces } from '../../math/pieces.ts'

type MathEngine = typeof import('./mathjax.ts')
let engine: Promise<MathEngine> | null = null
/** The typesetter, fetched with the first formula. */
const load = (): Promise<MathEngine> => (engine ??= import('./mathjax.ts'))

/** A formula as an element. It shows its TeX until it is typeset, and keeps it for copying. */
export function formula({ tex, display }: { tex: string; display: boolean }): { element: HTMLElement; done: Promise<void> } {
  const element = document.createElement(display ? 'div' : 'span')
  element.className = display ? 'ws-math ws-math-display' : 'ws-math'
  element.dataset.tex = tex
  element.textContent = tex
  return { element, done: typeset(element, tex, display) }
}

async function typeset(element: HTMLElement, tex: string, display: boolean): Promise<void> {
  const { render } = await load()
  await render({ element, tex, display })
}

/** Replaces the formulas in an element's text by typeset ones. Code is left alone. */
export async function typesetIn(root: HTMLElement): Promise<void> {
  if (!/[$\\]/.test(root.textContent ?? '')) return
  const walker = document.createTreeWalker(root, NodeFilter.SHOW_TEXT, node =>
    node.parentElement?.closest('code, pre, textarea, .ws-math') ? NodeFilter.FILTER_REJECT : NodeFilter.FILTER_ACCEPT,
  )
  const texts: Text[] = []
  for (let node = walker.nextNode(); node; node = walker.nextNode()) texts.push(node as Text)
  const waiting: Promise<void>[] = []
  for (const text of texts) {
    const pieces = mathPieces(text.data)
    if (!pieces.some(piece => piece.math)) continue
    text.replaceWith(
      ...pieces.map(piece => {
        if (!piece.math) return piece.text
        const { element, done } = formula(piece)
        waiting.push(done)
        return element
      }),
    )
  }
  await Promise.all(waiting)
}

/** Typesets again what depends on the width of the page; to be called when that changes. */
export async function typesetWidth(root: HTMLElement): Promise<void> {
  if (!engine) return
  const { render } = await load()
  for (const element of root.querySelectorAll<HTMLElement>('.ws-math')) {
    await render({ element, tex: element.dataset.tex!, display: element.classList.contains('ws-math-display') })
  }
}
