import { autocompletion, startCompletion, acceptCompletion, type CompletionContext, type CompletionResult } from '@codemirror/autocomplete'
import type { EditorView } from '@codemirror/view'
import { StateEffect, StateField, type Extension } from '@codemirror/state'
import { showTooltip, type Tooltip } from '@codemirror/view'
import { indentMore } from '@codemirror/commands'
import type { Remote } from '@stoa/sdk/contract'
import type { sagews } from '../contract.ts'
import { cellIndexAt, layoutOf } from './sheet.ts'

type Kernel = Pick<Remote<typeof sagews>, 'call'>

function atCursor(view: { state: EditorView['state'] }, position: number): { code: string; cursor: number; from: number } {
  const layout = layoutOf(view.state)
  const cell = layout.cells[cellIndexAt(layout, position)]!
  return { code: view.state.sliceDoc(cell.from, Math.max(cell.from, cell.to)), cursor: position - cell.from, from: cell.from }
}

/** Completion by the worksheet's own session; asked for with Tab, never while typing, as a running cell would answer late. */
export function completion(remote: Kernel): Extension {
  const source = async (context: CompletionContext): Promise<CompletionResult | null> => {
    if (!context.explicit) return null
    const { code, cursor, from } = atCursor(context, context.pos)
    const answer = await remote.call('complete', { code, cursor }).catch(() => null)
    if (!answer || answer.matches.length === 0) return null
    return { from: from + answer.from, to: from + answer.to, options: answer.matches.map(label => ({ label })), validFor: /^\w*$/ }
  }
  return [autocompletion({ override: [source], activateOnTyping: false, interactionDelay: 0, icons: false }), docsField]
}

/** Tab: documentation behind `?`, completion behind a name, else indentation. */
export function tabKey(remote: Kernel) {
  return (view: EditorView): boolean => {
    if (acceptCompletion(view)) return true
    const { main } = view.state.selection
    const line = view.state.doc.lineAt(main.head)
    const before = line.text.slice(0, main.head - line.from)
    if (!main.empty || before === '' || /[\s)\]}'"]$/.test(before)) return view.state.readOnly ? false : indentOrSpaces(view)
    const asked = /([\w.\])]+)(\?\??)$/.exec(before)
    if (asked) return (void ask(view, remote, main.head - asked[2]!.length, asked[2] === '??' ? 'source' : 'docstring'), true)
    if (before.endsWith('(')) return (void ask(view, remote, main.head, 'docstring'), true)
    return startCompletion(view)
  }
}

function indentOrSpaces(view: EditorView): boolean {
  if (!view.state.selection.main.empty) return indentMore(view)
  view.dispatch(view.state.update(view.state.replaceSelection('    '), { userEvent: 'input', scrollIntoView: true }))
  return true
}

async function ask(view: EditorView, remote: Kernel, position: number, detail: 'docstring' | 'source'): Promise<void> {
  const { code, cursor } = atCursor(view, position)
  const answer = await remote.call('introspect', { code, cursor, detail }).catch((failure: unknown) => ({
    target: '',
    kind: 'none' as const,
    text: failure instanceof Error ? failure.message : String(failure),
    signature: undefined,
  }))
  view.dispatch({
    effects: setDocs.of({
      position,
      title: answer.signature ? `${answer.target}${answer.signature}` : answer.target,
      text: answer.text || 'Nothing is known of this name.',
    }),
  })
}

type Docs = { readonly position: number; readonly title: string; readonly text: string }
const setDocs = StateEffect.define<Docs | null>({ map: (docs, changes) => docs && { ...docs, position: changes.mapPos(docs.position) } })
/** The panel of documentation: it moves with the text, can be scrolled and copied from, and closes with Esc. */
const docsField = StateField.define<Docs | null>({
  create: () => null,
  update(docs, tr) {
    for (const effect of tr.effects) if (effect.is(setDocs)) return effect.value
    return docs && tr.docChanged ? { ...docs, position: tr.changes.mapPos(docs.position) } : docs
  },
  provide: field => showTooltip.from(field, docs => docs && tooltip(docs)),
})
function tooltip({ position, title, text }: Docs): Tooltip {
  return {
    pos: position,
    above: false,
    create() {
      const dom = document.createElement('div')
      dom.className = 'ws-docs'
      dom.tabIndex = 0
      dom.setAttribute('role', 'document')
      const head = document.createElement('b')
      head.textContent = title
      const pre = document.createElement('pre')
      pre.textContent = text
      dom.append(head, pre)
      return { dom }
    },
  }
}

export function closeDocs(view: EditorView): boolean {
  if (!view.state.field(docsField, false)) return false
  view.dispatch({ effects: setDocs.of(null) })
  return true
}
