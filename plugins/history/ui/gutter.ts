import type { Extension, Text } from '@codemirror/state'
import { GutterMarker, gutter, type EditorView } from '@codemirror/view'

/** Who wrote a line, as it is said beside it. */
export type LineWriter = {
  /** The version that last changed the line. */
  readonly version: number
  readonly name: string
  readonly time: string
  readonly ink: number
  /** All of it in words. */
  readonly title: string
}

/** The writer of the lines that begin here. What is the same as for the line before is not said again. */
class Writer extends GutterMarker {
  readonly line: LineWriter
  readonly first: boolean
  readonly goTo: (version: number) => void
  constructor(line: LineWriter, first: boolean, goTo: (version: number) => void) {
    super()
    this.line = line
    this.first = first
    this.goTo = goTo
  }
  override eq(other: Writer): boolean {
    return other.first === this.first && JSON.stringify(other.line) === JSON.stringify(this.line)
  }
  override toDOM(_view: EditorView): HTMLElement {
    const { version, name, time, ink, title } = this.line
    const element = document.createElement('button')
    element.type = 'button'
    element.tabIndex = -1
    element.className = `hi-writer hi-ink-${ink}`
    element.title = title
    element.setAttribute('aria-label', element.title)
    element.dataset['first'] = String(this.first)
    if (this.first) {
      const who = document.createElement('span')
      who.textContent = name
      const when = document.createElement('small')
      when.textContent = time
      element.append(who, when)
    }
    element.addEventListener('click', () => this.goTo(version))
    return element
  }
}

const isMark = (text: string): boolean => text.startsWith('\uFE20') || text.startsWith('\uFE21')

/** Beside each line who wrote it and when; a click goes to the version that did. */
export function writers({ lines, goTo }: { lines: readonly LineWriter[]; goTo(version: number): void }): Extension {
  // What stands for a line of marks, such as the top of a cell, was written by nobody.
  const writerOf = (doc: Text, number: number): LineWriter | undefined =>
    number < 1 || isMark(doc.line(number).text) ? undefined : lines[number - 1]
  return gutter({
    class: 'hi-writers',
    lineMarker({ state: { doc } }, { from }) {
      const { number } = doc.lineAt(from)
      const line = writerOf(doc, number)
      const before = writerOf(doc, number - 1)
      return line ? new Writer(line, before?.name !== line.name || before.time !== line.time, goTo) : null
    },
    initialSpacer: () => new Writer({ version: 0, name: 'Somebody', time: 'yesterday 10:00', ink: 1, title: '' }, true, goTo),
  })
}
