import { WidgetType, type EditorView } from '@codemirror/view'
import type { Desk } from './desk.ts'

/** Stands for hidden input: one line that says what is there, and opens it. */
export class StubWidget extends WidgetType {
  readonly id: string
  readonly code: string
  readonly desk: Desk
  constructor(id: string, code: string, desk: Desk) {
    super()
    this.id = id
    this.code = code
    this.desk = desk
  }
  override eq(other: StubWidget): boolean {
    return other.id === this.id && other.code === this.code
  }
  override get estimatedHeight(): number {
    return 26
  }
  override toDOM(view: EditorView): HTMLElement {
    const element = document.createElement('div')
    element.className = 'ws-stub'
    const button = document.createElement('button')
    button.type = 'button'
    button.tabIndex = -1
    button.title = this.desk.editable ? 'Show input (Ctrl \\)' : 'Input is hidden'
    button.textContent = `${this.code.trim().slice(0, 60) || 'Input'} …`
    button.disabled = !this.desk.editable
    button.addEventListener('click', () => this.desk.edit(view, this.id))
    element.append(button)
    return element
  }
  override ignoreEvent(): boolean {
    return true
  }
}
