import type { EditorView } from '@codemirror/view'
import type { CellCommands } from './commands.ts'
import { icon, type Icon } from './icons.ts'

/** The bar of actions at the thumb; only narrow pages show it. */
export function phoneBar(view: EditorView, commands: CellCommands): { element: HTMLElement; update(busy: boolean): void } {
  const element = document.createElement('nav')
  element.className = 'ws-bar'
  element.setAttribute('aria-label', 'Worksheet')
  const button = (name: Icon, label: string, run: () => void) => {
    const made = document.createElement('button')
    made.type = 'button'
    made.append(icon(name), label)
    made.addEventListener('mousedown', event => event.preventDefault())
    made.addEventListener('click', run)
    return made
  }
  const interrupt = button('stop', 'Interrupt', () => void commands.interrupt(view))
  element.append(
    button('play', 'Run', () => void commands.runAndNext(view)),
    interrupt,
    button('plus', 'Cell', () => void commands.insertAfter(view)),
    button('split', 'Split', () => void commands.split(view)),
  )
  return { element, update: busy => void (interrupt.disabled = !busy) }
}
