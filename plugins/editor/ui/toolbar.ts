import { redoDepth, undoDepth } from '@codemirror/commands'
import { openSearchPanel } from '@codemirror/search'
import type { EditorView } from '@codemirror/view'
import type { Stop } from '@stoa/sdk/contract'
import { doAgain, takeBack } from './origin.ts'

const paths = {
  undo: 'M5.500 4 2.500 7l3 3M2.700 7h6.800a3.500 3.500 0 0 1 0 7H7',
  redo: 'm10.500 4 3 3-3 3M13.300 7H6.500a3.500 3.500 0 0 0 0 7H9',
  wrap: 'M2.500 4h11M2.500 8h8.700a2.200 2.200 0 0 1 0 4.400H8M9.700 10.700 8 12.400l1.700 1.700M2.500 12h3',
  two: 'M2.500 3h11v10h-11zM8 3v10',
  search: 'M2.700 7a4.300 4.300 0 1 0 8.600 0 4.300 4.300 0 0 0-8.600 0M10.200 10.200 14 14',
} as const

/** What the text editor offers above the text. */
export function toolbar({
  element,
  view,
  active,
  wrapped,
  toggleWrap,
  divided,
  split,
}: {
  element: HTMLElement
  view: EditorView
  /** The view that had the keyboard last. */
  active(): EditorView
  wrapped(): boolean
  toggleWrap(): void
  divided(): boolean
  split(): void
}): { update(): void; stop: Stop } {
  const root = document.createElement('div')
  root.className = 'ed-bar'
  root.setAttribute('role', 'toolbar')
  root.setAttribute('aria-label', 'Text editor')
  const button = (name: keyof typeof paths, title: string, run: () => void) => {
    const made = document.createElement('button')
    made.type = 'button'
    made.className = 'ed-button'
    made.title = title
    made.setAttribute('aria-label', title)
    const icon = document.createElementNS('http://www.w3.org/2000/svg', 'svg')
    icon.setAttribute('viewBox', '0 0 16 16')
    icon.setAttribute('aria-hidden', 'true')
    const path = document.createElementNS('http://www.w3.org/2000/svg', 'path')
    path.setAttribute('d', paths[name])
    icon.append(path)
    made.append(icon)
    // The text keeps the keyboard.
    made.addEventListener('mousedown', event => event.preventDefault())
    made.addEventListener('click', run)
    return made
  }
  const back = button('undo', 'Undo (Ctrl Z)', () => void takeBack(active()))
  const forth = button('redo', 'Redo (Ctrl Y)', () => void doAgain(active()))
  const wrap = button('wrap', 'Wrap long lines (Alt Z)', toggleWrap)
  const find = button('search', 'Find (Ctrl F)', () => void openSearchPanel(active()))
  const grow = document.createElement('span')
  grow.className = 'ed-grow'
  const two = button('two', 'Two views of the text', split)
  two.classList.add('ed-wide')
  root.append(back, forth, wrap, two, grow, find)
  element.replaceChildren(root)
  return {
    update() {
      back.disabled = view.state.readOnly || undoDepth(view.state) === 0
      forth.disabled = view.state.readOnly || redoDepth(view.state) === 0
      wrap.setAttribute('aria-pressed', String(wrapped()))
      two.setAttribute('aria-pressed', String(divided()))
    },
    stop: () => root.remove(),
  }
}
