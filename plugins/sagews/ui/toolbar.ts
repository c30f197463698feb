import type { EditorView } from '@codemirror/view'
import type { Stop } from '@stoa/sdk/contract'
import type { CellCommands } from './commands.ts'
import type { Desk } from './desk.ts'
import { openFind } from './find.ts'
import { icon, type Icon } from './icons.ts'
import { selectedCells } from './commands.ts'

/** The worksheet's commands, left to right: act, arrange; what runs, and find, at the right. */
export function toolbar({
  element,
  active,
  desk,
  commands,
  restart,
  divided,
  divide,
}: {
  element: HTMLElement
  /** The view that the keyboard was in last. */
  active(): EditorView
  desk: Desk
  commands: CellCommands
  restart(): void
  /** Whether there are two views, and what makes two or one of them. */
  divided(): boolean
  divide(): void
}): { update(): void; stop: Stop } {
  const root = document.createElement('div')
  root.className = 'ws-toolbar'
  root.setAttribute('role', 'toolbar')
  root.setAttribute('aria-label', 'Worksheet')
  const button = (name: Icon, title: string, run: () => void, label = '', kind = '') => {
    const made = document.createElement('button')
    made.type = 'button'
    made.className = `ws-button ${kind}`
    made.title = title
    if (!label) made.setAttribute('aria-label', title)
    made.append(icon(name), label)
    made.addEventListener('mousedown', event => event.preventDefault())
    made.addEventListener('click', run)
    return made
  }
  const gap = () => {
    const made = document.createElement('span')
    made.className = 'ws-sep'
    return made
  }
  const run = button(
    'play',
    'Run and go to the next cell (Shift Enter)',
    () => void commands.runAndNext(active()),
    'Run',
    'ws-primary ws-thumb',
  )
  const interrupt = button('stop', 'Interrupt (Esc)', () => void commands.interrupt(active()), 'Interrupt', 'ws-thumb')
  const again = button('again', 'Restart the session', restart)
  const insert = button('plus', 'Insert cell below', () => void commands.insertAfter(active()), '', 'ws-thumb')
  const split = button('split', 'Split cell (Ctrl ;)', () => void commands.split(active()), '', 'ws-thumb')
  const input = button('eye', 'Hide input (Ctrl \\)', () => void commands.toggleInput(active()))
  const output = button('output', 'Hide output (Shift Ctrl \\)', () => void commands.toggleOutput(active()))
  const remove = button('remove', 'Delete output', () => void commands.deleteOutput(active()))
  const counts = document.createElement('span')
  counts.className = 'ws-quiet ws-counts'
  counts.setAttribute('role', 'status')
  const find = button('search', 'Find (Ctrl F)', () => void openFind(active()))
  const grow = document.createElement('span')
  grow.className = 'ws-grow'
  const two = button('two', 'Two views of the worksheet', divide, '', 'ws-wide')
  const acting = [run, interrupt, again]
  const arranging = [insert, split, input, output, remove]
  root.append(...acting, gap(), ...arranging, grow, counts, two, find)
  element.replaceChildren(root)

  const update = () => {
    const { running, waiting } = desk.runs.counts
    counts.textContent = [running ? `${running} running` : '', waiting ? `${waiting} waiting` : ''].filter(Boolean).join(', ')
    for (const one of acting) one.hidden = !desk.runnable
    for (const one of arranging) one.hidden = !desk.editable
    interrupt.disabled = running + waiting === 0
    interrupt.title = interrupt.disabled ? 'Interrupt: nothing runs' : 'Interrupt (Esc)'
    two.setAttribute('aria-pressed', String(divided()))
    const cells = selectedCells(active().state)
    const inputHidden = cells.every(cell => cell.flags.includes('i'))
    const outputHidden = cells.every(cell => cell.flags.includes('o'))
    input.setAttribute('aria-pressed', String(inputHidden))
    input.title = inputHidden ? 'Show input (Ctrl \\)' : 'Hide input (Ctrl \\)'
    output.setAttribute('aria-pressed', String(outputHidden))
    output.title = outputHidden ? 'Show output (Shift Ctrl \\)' : 'Hide output (Shift Ctrl \\)'
  }
  update()
  return { update, stop: () => root.remove() }
}
