import { ViewPlugin, WidgetType, type EditorView, type ViewUpdate } from '@codemirror/view'
import type { Header } from '../document/index.ts'
import type { Desk } from './desk.ts'
import { icon, proofMark, type Mark } from './icons.ts'
import { cellIndexAt, layoutOf, type Placed } from './sheet.ts'
import { seconds, type CellRun } from './runs.ts'

/** The line above a cell: the top of its box, its proof mark in the gutter, its number and time in the margin. */
export class HeaderWidget extends WidgetType {
  readonly line: Header
  readonly desk: Desk
  constructor(line: Header, desk: Desk) {
    super()
    this.line = line
    this.desk = desk
  }
  override eq(other: HeaderWidget): boolean {
    return other.line.id === this.line.id && other.line.flags === this.line.flags
  }
  override get estimatedHeight(): number {
    return 14
  }
  override toDOM(view: EditorView): HTMLElement {
    const { id } = this.line
    const element = document.createElement('div')
    element.className = 'ws-head'
    element.dataset.cell = id
    element.setAttribute('role', 'group')
    const mark = document.createElement('button')
    mark.type = 'button'
    mark.className = 'ws-mark'
    mark.tabIndex = -1
    mark.addEventListener('mousedown', event => event.preventDefault())
    mark.addEventListener('click', () => {
      if (!this.desk.runnable) return
      const state = this.desk.runs.get(id)?.state
      if (state === 'running' || state === 'waiting') this.desk.interrupt(id)
      else this.desk.run([id])
    })
    const margin = document.createElement('div')
    margin.className = 'ws-margin'
    margin.append(document.createElement('b'), document.createElement('span'))
    const top = document.createElement('div')
    top.className = 'ws-top'
    element.append(
      top,
      gap(() => this.desk.insert(view, id)),
      mark,
      margin,
    )
    paint(view, element, this.desk, null)
    return element
  }
  override ignoreEvent(): boolean {
    return true
  }
}

/** The strip between two cells: a click puts a cell there. */
export function gap(insert: () => void): HTMLElement {
  const button = document.createElement('button')
  button.type = 'button'
  button.className = 'ws-gap'
  button.tabIndex = -1
  button.title = 'Insert cell here'
  button.setAttribute('aria-label', 'Insert cell here')
  button.append(icon('plus'))
  button.addEventListener('mousedown', event => event.preventDefault())
  button.addEventListener('click', insert)
  return button
}

/** What a cell's mark, margin and label say. */
export function describe(
  cell: Placed,
  run: CellRun | undefined,
  number: number,
  afterNumber: number | null,
): { mark: Mark; time: string; title: string; label: string } {
  const state = run?.state ?? 'idle'
  const took = run?.seconds()
  const by = run?.by ? ` by ${run.by}` : ''
  const label = (words: string) => `(${number}), ${words}`
  if (state === 'running') {
    const time = seconds(took ?? 0, true)
    return { mark: 'running', time, title: `Running${by ? `, started${by}` : ''}. Interrupt (Esc)`, label: label(`running, ${time}`) }
  }
  if (state === 'waiting') {
    const time = afterNumber === null ? 'waiting' : `after (${afterNumber})`
    return { mark: 'waiting', time, title: 'Waiting. Take it out of the queue', label: label(`waiting, ${time}`) }
  }
  const time = took === undefined ? '' : seconds(took)
  if (run?.edited)
    return { mark: 'edited', time: 'edited', title: 'Edited since it ran. Run (Shift Enter)', label: label('edited since it ran') }
  if (state === 'failed')
    return { mark: 'failed', time, title: `${run?.reason ?? 'Failed.'} Run again (Shift Enter)`, label: label(`failed ${time}`) }
  if (state === 'interrupted') {
    return {
      mark: 'interrupted',
      time: [time, by.trim()].filter(Boolean).join(' '),
      title: `${run?.reason ?? `Interrupted${by}.`} Run again (Shift Enter)`,
      label: label(`interrupted${by}`),
    }
  }
  if (state === 'done' && !run?.earlier)
    return { mark: 'done', time, title: 'Done. Run again (Shift Enter)', label: label(`done, ${time}`) }
  if (state === 'done' || cell.outputs.length > 0)
    return { mark: 'edited', time: '', title: 'Done in an earlier session. Run (Shift Enter)', label: label('done in an earlier session') }
  return { mark: 'idle', time: '', title: 'Run (Shift Enter)', label: label('not run') }
}

function paint(view: EditorView, element: HTMLElement, desk: Desk, at: number | null): void {
  const layout = layoutOf(view.state)
  const id = element.dataset.cell!
  const index = at === null ? layout.cells.findIndex(cell => cell.id === id) : cellIndexAt(layout, at)
  const cell = layout.cells[index]
  if (!cell) return
  const run = desk.runs.get(id)
  const after = run?.after ? layout.cells.findIndex(other => other.id === run.after) : -1
  const { mark, time, title, label } = describe(cell, run, index + 1, after < 0 ? null : after + 1)
  const current = view.hasFocus && cellIndexAt(layout, view.state.selection.main.head) === index
  element.classList.toggle('ws-cur', current)
  element.querySelector<HTMLElement>('.ws-gap')!.hidden = !desk.editable
  const key = `${mark} ${time} ${index} ${title} ${cell.hidden}`
  if (element.dataset.key === key) return
  element.dataset.key = key
  const button = element.querySelector<HTMLButtonElement>('.ws-mark')!
  if (button.dataset.mark !== mark) {
    button.dataset.mark = mark
    button.replaceChildren(proofMark(mark))
  }
  button.title = desk.runnable ? title : title.split('. ')[0]!
  button.setAttribute('aria-label', `${desk.runnable ? (mark === 'running' ? 'Interrupt' : 'Run') : 'State of'} cell ${label}`)
  element.setAttribute('aria-label', label)
  element.classList.toggle('ws-bare', cell.hidden)
  element.classList.toggle('ws-run', mark === 'running')
  element.classList.toggle('ws-err', mark === 'failed')
  const [number, span] = element.querySelector('.ws-margin')!.children
  number!.textContent = `(${index + 1})`
  span!.textContent = time
}

/** Keeps drawn headers true: numbers after cells came or went, states as the server tells them, times while a cell runs. */
export function headerUpdates(desk: Desk) {
  return ViewPlugin.define(view => {
    const all = (test: (id: string) => boolean) => {
      for (const element of view.contentDOM.querySelectorAll<HTMLElement>('.ws-head')) {
        if (test(element.dataset.cell!)) paint(view, element, desk, view.posAtDOM(element))
      }
    }
    const stops = [
      desk.runs.onChange(ids => all(id => !ids || ids.has(id) || desk.runs.get(id)?.state === 'waiting')),
      desk.runs.onTick(() => all(id => id === desk.runs.running)),
    ]
    return {
      update({ docChanged, viewportChanged, selectionSet, focusChanged }: ViewUpdate) {
        // The elements are in place only after the view has been updated.
        if (docChanged || viewportChanged || selectionSet || focusChanged)
          view.requestMeasure({ key: headerUpdates, read: () => null, write: () => all(() => true) })
      },
      destroy: () => stops.forEach(stop => void stop()),
    }
  })
}
