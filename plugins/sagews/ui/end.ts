import { StateField, type EditorState, type Extension } from '@codemirror/state'
import { Decoration, EditorView, WidgetType } from '@codemirror/view'
import type { Desk } from './desk.ts'
import { gap } from './header.ts'

/** The strip behind the last cell. */
class EndWidget extends WidgetType {
  readonly desk: Desk
  constructor(desk: Desk) {
    super()
    this.desk = desk
  }
  override eq(): boolean {
    return true
  }
  override get estimatedHeight(): number {
    return 20
  }
  override toDOM(view: EditorView): HTMLElement {
    const element = document.createElement('div')
    element.className = 'ws-end'
    if (this.desk.editable) element.append(gap(() => this.desk.insert(view, null)))
    return element
  }
  override ignoreEvent(): boolean {
    return true
  }
}

/** Where a cell can be put behind all others. */
export function sheetEnd(desk: Desk): Extension {
  const widget = Decoration.widget({ widget: new EndWidget(desk), block: true, side: 1 })
  const at = (state: EditorState) => Decoration.set(widget.range(state.doc.length))
  return StateField.define({
    create: at,
    update: (deco, tr) => (tr.docChanged ? at(tr.state) : deco),
    provide: field => EditorView.decorations.from(field),
  })
}
