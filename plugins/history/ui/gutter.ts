import type { Extension } from '@codemirror/state'
import { GutterMarker, gutter, type EditorView } from '@codemirror/view'

/** Who wrote a line, as it is said beside it. */
export type LineWriter = {
  /** The version that last changed the line. */
  readonly version: number
  readonly name: string
  readonly time: string
  readonly ink: number
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
    const { version, name, time, ink } = this.line
    const element = document.createElement('button')
    element.type = 'button'
    element.tabIndex = -1
    element.className = `hi-writer hi-ink-${ink}`
    element.title = `${name}, ${time}, version ${version}`
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

/** Beside each line who wrote it and when; a click goes to the version that did. */
export function writers({ lines, goTo }: { lines: readonly LineWriter[]; goTo(version: number): void }): Extension {
  const marker = (index: number): Writer | null => {
    const line = lines[index]
    if (!line) return null
    const before = lines[index - 1]
    return new Writer(line, before?.name !== line.name || before.time !== line.time, goTo)
  }
  return gutter({
    class: 'hi-writers',
    lineMarker: (view, block) => marker(view.state.doc.lineAt(block.from).number - 1),
    initialSpacer: () => new Writer({ version: 0, name: 'Somebody', time: 'yesterday 10:00', ink: 1 }, true, goTo),
  })
}
