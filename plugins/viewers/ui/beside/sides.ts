import type { Stop } from '@stoa/sdk/contract'
import type { Settings } from '@stoa/sdk/ui'
import { button, element } from '../dom.ts'

/** Which of a text and its preview is seen. */
export type Side = 'text' | 'both' | 'preview'
const all = [
  ['text', 'Text', 'The text alone'],
  ['both', 'Both', 'The text and its preview'],
  ['preview', 'Preview', 'The preview alone'],
] as const

/** Buttons that choose what is seen; remembered, on a phone apart from a desk. `root` has the choice as `data-side`. */
export function sides({ root, settings }: { root: HTMLElement; settings: Settings }): { element: HTMLElement; stop: Stop } {
  const narrow = matchMedia('(max-width: 640px)')
  const key = () => (narrow.matches ? 'viewers.narrow' : 'viewers.side')
  const now = (): Side => settings.get<Side>(key(), narrow.matches ? 'preview' : 'both')
  const buttons = all.map(([side, label, title]) => {
    const made = button({ label, title, run: () => settings.set(key(), side) })
    made.dataset['side'] = side
    return made
  })
  const group = element('div', 'vw-sides', ...buttons)
  group.setAttribute('role', 'group')
  group.setAttribute('aria-label', 'What is seen')
  const update = () => {
    root.dataset['side'] = now()
    for (const one of buttons) one.setAttribute('aria-pressed', String(one.dataset['side'] === now()))
  }
  update()
  narrow.addEventListener('change', update)
  const stop = settings.onChange(changed => void (changed.startsWith('viewers.') && update()))
  return {
    element: group,
    stop() {
      narrow.removeEventListener('change', update)
      return stop()
    },
  }
}

const share = { least: 0.2, most: 0.8, step: 0.05 } as const

/** The line between text and preview: dragged, or moved by arrows. `moved` hears the text's share when it rests. */
export function splitter({ root, share: first, moved }: { root: HTMLElement; share: number; moved(share: number): void }): HTMLElement {
  const line = element('div', 'vw-split')
  line.tabIndex = 0
  line.setAttribute('role', 'separator')
  line.setAttribute('aria-orientation', 'vertical')
  line.setAttribute('aria-label', 'Between text and preview')
  let now = first
  const set = (value: number) => {
    now = Math.min(share.most, Math.max(share.least, value))
    root.style.setProperty('--share', String(now))
    line.setAttribute('aria-valuenow', String(Math.round(now * 100)))
  }
  set(first)
  line.addEventListener('pointerdown', event => {
    event.preventDefault()
    line.setPointerCapture(event.pointerId)
    root.dataset['dragged'] = 'true'
    const box = root.getBoundingClientRect()
    const move = ({ clientX }: PointerEvent) => set((clientX - box.left) / box.width)
    const drop = () => {
      line.removeEventListener('pointermove', move)
      delete root.dataset['dragged']
      moved(now)
    }
    line.addEventListener('pointermove', move)
    line.addEventListener('lostpointercapture', drop, { once: true })
  })
  line.addEventListener('keydown', event => {
    const by = { ArrowLeft: -share.step, ArrowRight: share.step }[event.key]
    if (by === undefined) return
    event.preventDefault()
    set(now + by)
    moved(now)
  })
  return line
}
