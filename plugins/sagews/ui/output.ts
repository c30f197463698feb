import { WidgetType, type EditorView } from '@codemirror/view'
import type { OutputPlace, ShownOutput } from '../api.ts'
import { readPayload, visible, type Message, type OutputLine } from '../document/index.ts'
import type { Desk } from './desk.ts'
import { cellIndexAt, layoutOf } from './sheet.ts'
import { followGrowth } from './still.ts'

/** `height` is null until it was measured. */
type Drawn = { messages: readonly Message[]; shown: ShownOutput[]; readonly observer: ResizeObserver; height: number | null }
const drawn = new WeakMap<HTMLElement, Drawn>()

/** The output of a cell: its messages below each other, each drawn by the kind that is registered for it. */
export class OutputWidget extends WidgetType {
  readonly line: OutputLine
  readonly hidden: boolean
  readonly desk: Desk
  constructor(line: OutputLine, hidden: boolean, desk: Desk) {
    super()
    this.line = line
    this.hidden = hidden
    this.desk = desk
  }
  override eq(other: OutputWidget): boolean {
    return other.hidden === this.hidden && other.line.id === this.line.id && other.line.payload === this.line.payload
  }
  override get estimatedHeight(): number {
    if (this.hidden) return 26
    return this.desk.heights.get(this.line.id) ?? guess(this.line.payload)
  }
  override toDOM(view: EditorView): HTMLElement {
    const element = document.createElement('div')
    element.className = 'ws-out'
    element.setAttribute('role', 'region')
    const observer = new ResizeObserver(() => {
      if (!element.isConnected) return
      const known = drawn.get(element)!
      const height = element.offsetHeight
      const growth = known.height === null ? 0 : height - known.height
      known.height = height
      this.desk.heights.set(element.dataset.output!, height)
      // Measured within this callback, so that text in view never moves, not even for one frame.
      view.requestMeasure()
      view.lineBlockAtHeight(0)
      followGrowth(view, element, growth)
    })
    drawn.set(element, { messages: [], shown: [], observer, height: null })
    this.fill(view, element)
    observer.observe(element)
    element.addEventListener('dblclick', () => {
      if (!this.desk.editable || !element.querySelector('.ws-prose, .ws-html')) return
      const cell = cellOf(view, element)
      if (cell) this.desk.edit(view, cell.id)
    })
    return element
  }
  override updateDOM(element: HTMLElement, view: EditorView): boolean {
    if (element.dataset.output !== this.line.id) return false
    this.fill(view, element)
    return true
  }
  override destroy(element: HTMLElement): void {
    const known = drawn.get(element)
    known?.observer.disconnect()
    for (const one of known?.shown ?? []) void one.stop?.()
  }
  override ignoreEvent(): boolean {
    return true
  }

  private fill(view: EditorView, element: HTMLElement): void {
    const known = drawn.get(element)!
    element.dataset.output = this.line.id
    element.classList.toggle('ws-out-hidden', this.hidden)
    element.setAttribute('aria-label', 'Output')
    const messages = this.hidden ? [] : visible(readPayload(this.line.payload))
    element.classList.toggle('ws-out-empty', messages.length === 0 && !this.hidden)
    if (this.hidden) element.replaceChildren(hiddenStub())
    else if (known.shown.length === 0) element.replaceChildren()
    let same = 0
    while (same < messages.length && same < known.shown.length && this.keep(known, same, messages[same]!)) same++
    for (const old of known.shown.splice(same)) {
      void old.stop?.()
      old.element.remove()
    }
    for (const message of messages.slice(same)) {
      const shown = showMessage(this.desk, view, element, message)
      known.shown.push(shown)
      element.append(shown.element)
    }
    known.messages = messages
  }

  /** Whether the message at this place is drawn already, or could be brought up to date without drawing it anew. */
  private keep(known: Drawn, index: number, message: Message): boolean {
    const before = known.messages[index]!
    if (JSON.stringify(before) === JSON.stringify(message)) return true
    const kind = kindOf(this.desk, message)
    return kind !== null && kindOf(this.desk, before) === kind && (known.shown[index]!.update?.(message[kind]) ?? false)
  }
}

function hiddenStub(): HTMLElement {
  const stub = document.createElement('span')
  stub.className = 'ws-quiet'
  stub.textContent = 'Output hidden'
  return stub
}

/** The first field of a message that a kind is registered for. A traceback explains the stderr beside it. */
function kindOf(desk: Desk, message: Message): string | null {
  if ('traceback' in message && desk.outputs.get('traceback')) return 'traceback'
  return Object.keys(message).find(key => desk.outputs.get(key)) ?? null
}

function cellOf(view: EditorView, element: HTMLElement) {
  const layout = layoutOf(view.state)
  return layout.cells[cellIndexAt(layout, view.posAtDOM(element))]
}

function showMessage(desk: Desk, view: EditorView, element: HTMLElement, message: Message): ShownOutput {
  const place: OutputPlace = {
    get cell() {
      return cellOf(view, element)?.id ?? ''
    },
    number(cell) {
      const layout = layoutOf(view.state)
      if (cell === undefined) return cellIndexAt(layout, view.posAtDOM(element)) + 1
      return layout.cells.findIndex(other => other.id === cell) + 1 || null
    },
    url: path => desk.url(path),
    get runnable() {
      return desk.runnable
    },
    get editable() {
      return desk.editable
    },
    goTo: (cell, line) => desk.goTo(view, cell, line),
    run: () => desk.run([place.cell]),
    reply: value => desk.reply(place.cell, value),
    resized: () => view.requestMeasure(),
  }
  const kind = kindOf(desk, message)
  try {
    if (kind) return desk.outputs.get(kind)!.show(message[kind], place, message)
  } catch (failure) {
    return note(`This output could not be drawn: ${failure instanceof Error ? failure.message : String(failure)}`)
  }
  return note(`Output of the kind “${Object.keys(message)[0] ?? ''}”, which nothing here can show.`)
}

function note(sentence: string): ShownOutput {
  const element = document.createElement('div')
  element.className = 'ws-quiet'
  element.textContent = sentence
  return { element }
}

/** Height before anything is drawn, by counting lines and table rows; at most what is drawn without asking. */
function guess(payload: string): number {
  if (payload.length < 20) return 0
  if (/^\uFE21*\{"done":\s*true\}\uFE21?$/.test(payload)) return 0
  const file = /"height":\s*(\d+)/.exec(payload.slice(0, 2000))
  if (file && payload.includes('"file"')) return Math.min(Number(file[1]), 600) + 19
  const lines = count(payload, '\\n', 30)
  const rows = count(payload, '<tr', 20)
  return 19 + (rows > 0 ? rows * 34 : Math.max(1, lines) * 21) + (lines >= 30 || rows >= 20 ? 28 : 0)
}

function count(text: string, piece: string, most: number): number {
  let found = 0
  for (let at = text.indexOf(piece); at >= 0 && found < most; at = text.indexOf(piece, at + piece.length)) found++
  return found
}
