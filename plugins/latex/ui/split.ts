import { element } from './dom.ts'

const least = 0.2
const most = 0.8

/** The bar between text and PDF: dragged, or moved by arrows. `moved` hears the left side's share when it rests. */
export function splitter({ root, share, moved }: { root: HTMLElement; share: number; moved(share: number): void }): HTMLElement {
  const bar = element('div', 'lx-split')
  bar.tabIndex = 0
  bar.setAttribute('role', 'separator')
  bar.setAttribute('aria-orientation', 'vertical')
  bar.setAttribute('aria-label', 'Between text and PDF')
  let now = share
  const set = (value: number) => {
    now = Math.min(most, Math.max(least, value))
    root.style.setProperty('--share', String(now))
    bar.setAttribute('aria-valuenow', String(Math.round(now * 100)))
  }
  set(share)
  bar.addEventListener('pointerdown', event => {
    event.preventDefault()
    bar.setPointerCapture(event.pointerId)
    const box = root.getBoundingClientRect()
    const move = ({ clientX }: PointerEvent) => set((clientX - box.left) / box.width)
    bar.addEventListener('pointermove', move)
    bar.addEventListener('lostpointercapture', () => (bar.removeEventListener('pointermove', move), moved(now)), { once: true })
  })
  bar.addEventListener('keydown', event => {
    const by = { ArrowLeft: -0.05, ArrowRight: 0.05 }[event.key]
    if (by === undefined) return
    event.preventDefault()
    set(now + by)
    moved(now)
  })
  return bar
}
