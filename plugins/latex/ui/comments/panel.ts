import type { OpenedText } from '@stoa/plugin-editor/api'
import { EditorView } from '@codemirror/view'
import { stops, type Connect, type Stop } from '@stoa/sdk/contract'
import type { Thread, comments } from '../../comments.ts'
import { button, element } from '../dom.ts'
import { card } from './card.ts'
import { newForm } from './form.ts'
import { passageOf, showThreads, threadsAt } from './marks.ts'

/** The comments beside a text. */
export type CommentPanel = {
  readonly element: HTMLElement
  /** Open threads. */
  readonly count: number
  attach(text: OpenedText): Stop
  /** Begins a comment on what is selected. */
  begin(): void
  /** To be called when who may edit has changed. */
  update(): void
  stop: Stop
}

/** Makes the panel. `changed` hears of another count; `failed` of what was refused; `leave` puts the panel away. */
export function commentPanel({
  connect,
  project,
  path,
  editable,
  changed,
  failed,
  leave,
}: {
  connect: Connect
  project: string
  path: string
  editable(): boolean
  changed(): void
  failed(failure: unknown): void
  leave(): void
}): CommentPanel {
  const remote = connect<typeof comments>('latex-comments@1', { project, params: { path } })
  const started = stops()
  started.add(() => remote.close())
  let threads: readonly Thread[] = []
  let text: OpenedText | null = null
  let closedToo = false
  const list = element('ul', 'lx-cards')
  list.setAttribute('aria-label', 'Comments')
  const begun = element('div')
  const empty = element('p', 'lx-none', 'No comments yet. Select a passage, then choose Comment.')
  const add = button({ label: 'Comment', title: 'Comment on what is selected (Ctrl Alt M)', kind: 'lx-outline', run: () => panel.begin() })
  const all = button({ label: 'Closed', title: 'Show closed comments too', run: () => ((closedToo = !closedToo), draw()) })
  const head = element(
    'div',
    'lx-row',
    element('b', 'lx-title', 'Comments'),
    element('span', 'lx-grow'),
    all,
    add,
    button({ label: '×', title: 'Put comments away', run: leave }),
  )
  const root = element('aside', 'lx-aside', head, element('div', 'lx-scroll', begun, empty, list))
  root.setAttribute('aria-label', 'Comments')

  const call = <T>(work: Promise<T>): Promise<T> => {
    work.catch(failed)
    return work
  }
  function show(id: string): void {
    const range = text && passageOf(text.view.state, id)
    if (!text || !range) return
    text.view.dispatch({
      selection: { anchor: range.from, head: range.to },
      effects: EditorView.scrollIntoView(range.from, { y: 'center' }),
    })
    text.view.focus()
    point()
  }
  async function accept({ id, suggestion = '' }: Thread): Promise<void> {
    const range = text && passageOf(text.view.state, id)
    if (!text || !range) return
    text.view.dispatch({ changes: { ...range, insert: suggestion }, userEvent: 'input.accept' })
    await remote.call('accept', { id, after: await text.document.committed() })
  }
  const drawn = new Map<string, { key: string; element: HTMLElement }>()
  function draw(): void {
    const shown = threads.filter(({ closed }) => closedToo || !closed).toSorted((a, b) => a.from - b.from)
    empty.hidden = shown.length > 0 || begun.childElementCount > 0
    add.hidden = !editable()
    all.hidden = !threads.some(({ closed }) => closed)
    all.setAttribute('aria-pressed', String(closedToo))
    const cards = shown.map(thread => {
      // Where it begins is not shown: a card in which somebody types stays as it is while the text moves.
      const key = JSON.stringify([{ ...thread, from: 0, before: '', after: '' }, editable()])
      const known = drawn.get(thread.id)
      if (known?.key === key) return known.element
      const made = card(thread, {
        editable: editable(),
        show: () => show(thread.id),
        reply: words => call(remote.call('reply', { id: thread.id, text: words })),
        accept: () => void call(accept(thread)).catch(() => undefined),
        close: () => void call(remote.call('close', { id: thread.id })).catch(() => undefined),
        reopen: () => void call(remote.call('reopen', { id: thread.id })).catch(() => undefined),
      })
      drawn.set(thread.id, { key, element: made })
      return made
    })
    if (cards.length !== list.childElementCount || cards.some((one, at) => list.children[at] !== one)) list.replaceChildren(...cards)
    point()
  }
  /** Tells the cards whose passage the cursor is in. */
  function point(): void {
    const here = text ? threadsAt(text.view.state, text.view.state.selection.main.head) : []
    for (const one of list.children) (one as HTMLElement).dataset['on'] = String(here.includes((one as HTMLElement).dataset['thread']!))
  }
  const hear = (next: readonly Thread[]) => {
    threads = next
    if (text) showThreads(text.view, threads)
    draw()
    changed()
  }
  started.add(remote.on('threads', next => hear(next.threads)))
  started.add(remote.onState((state, answer) => state === 'open' && answer && hear(answer.threads)))
  remote.opened.catch(failed)

  const panel: CommentPanel = {
    element: root,
    get count() {
      return threads.filter(({ closed }) => !closed).length
    },
    attach(opened) {
      text = opened
      showThreads(opened.view, threads)
      const watch = () => point()
      opened.view.dom.addEventListener('keyup', watch)
      opened.view.dom.addEventListener('mouseup', watch)
      return () => {
        text = null
        opened.view.dom.removeEventListener('keyup', watch)
        opened.view.dom.removeEventListener('mouseup', watch)
      }
    },
    begin() {
      if (!text || !editable()) return
      const { from, to } = text.view.state.selection.main
      if (from === to) return failed(new Error('Select the passage that the comment is about first.'))
      const quote = text.view.state.sliceDoc(from, to)
      if (quote.length > 5_000) return failed(new Error('That is too long a passage. Select a sentence or a paragraph of it.'))
      const { document } = text
      const put = () => {
        begun.replaceChildren()
        draw()
      }
      begun.replaceChildren(
        newForm({
          quote,
          send: async wanted => remote.call('add', { ...wanted, from, quote, after: await document.committed() }),
          leave: put,
        }),
      )
      draw()
    },
    update: draw,
    stop: started.stop,
  }
  draw()
  return panel
}
