import { WidgetType, type EditorView } from '@codemirror/view'
import type { OutputPlace, Program } from '../api.ts'
import { nest, readPayload, visible, type OutputLine } from '../document/index.ts'
import { copyMenu } from './copy.ts'
import type { Desk } from './desk.ts'
import { typesetIn } from './math/typeset.ts'
import { messageList, type MessageList } from './messages.ts'
import { linkTo } from './outputs/others.ts'
import { sanitise } from './outputs/sanitise.ts'
import { cellIndexAt, layoutOf } from './sheet.ts'
import { followGrowth } from './still.ts'

/** `height` is null until it was measured. */
type Drawn = { readonly list: MessageList; readonly observer: ResizeObserver; height: number | null }
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
    element.setAttribute('role', 'group')
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
    const place = placeOf(this.desk, view, element)
    drawn.set(element, { list: messageList(element, { place, outputs: this.desk.outputs }), observer, height: null })
    this.fill(element)
    observer.observe(element)
    element.addEventListener('contextmenu', copyMenu)
    element.addEventListener('dblclick', () => {
      if (!this.desk.editable || !element.querySelector('.ws-prose, .ws-html')) return
      const cell = cellOf(view, element)
      if (cell) this.desk.edit(view, cell.id)
    })
    return element
  }
  override updateDOM(element: HTMLElement): boolean {
    if (element.dataset.output !== this.line.id) return false
    this.fill(element)
    return true
  }
  override destroy(element: HTMLElement): void {
    const known = drawn.get(element)
    known?.observer.disconnect()
    known?.list.stop()
  }
  override ignoreEvent(): boolean {
    return true
  }

  private fill(element: HTMLElement): void {
    const { list } = drawn.get(element)!
    element.dataset.output = this.line.id
    element.classList.toggle('ws-out-hidden', this.hidden)
    element.setAttribute('aria-label', 'Output')
    const messages = this.hidden ? [] : visible(readPayload(this.line.payload))
    element.classList.toggle('ws-out-empty', messages.length === 0 && !this.hidden)
    if (this.hidden) {
      list.update([])
      element.replaceChildren(hiddenStub())
    } else {
      if (list.empty) element.replaceChildren()
      list.update(nest(messages))
    }
  }
}

function hiddenStub(): HTMLElement {
  const stub = document.createElement('span')
  stub.className = 'ws-quiet'
  stub.textContent = 'Output hidden'
  return stub
}

function cellOf(view: EditorView, element: HTMLElement) {
  const layout = layoutOf(view.state)
  return layout.cells[cellIndexAt(layout, view.posAtDOM(element))]
}

/** What an output may know and ask, where it stands. */
function placeOf(desk: Desk, view: EditorView, element: HTMLElement): OutputPlace {
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
    run: options => desk.run([place.cell], options),
    interrupt: () => desk.interrupt(),
    reply: value => desk.reply(place.cell, value),
    get live() {
      return desk.live(place.cell)
    },
    watch: listener => desk.watch(listener),
    channel: name => desk.channel(name),
    html(source) {
      const made = document.createElement('span')
      made.append(sanitise(source, { place }))
      void typesetIn(made).then(() => place.resized())
      return made
    },
    get company() {
      return desk.company
    },
    colour: name => desk.colour(name),
    draw(messages, into) {
      const list = messageList(into, { place, outputs: desk.outputs })
      list.update(nest(messages))
      return () => list.stop()
    },
    get path() {
      return desk.path
    },
    asked: program => desk.ranHere(place.cell) || desk.started.has(programKey(place.cell, program)),
    runProgram(program, into) {
      desk.started.add(programKey(place.cell, program))
      return desk.programs.run({
        program,
        cell: place.cell,
        view,
        into,
        resized: () => view.requestMeasure(),
        link: path => linkTo(path, place),
      })
    },
    resized: () => view.requestMeasure(),
  }
  return place
}

function programKey(cell: string, program: Program): string {
  return `${cell} ${JSON.stringify(program)}`
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
