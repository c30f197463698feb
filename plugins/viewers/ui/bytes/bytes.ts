import { openSearchPanel, search, searchKeymap } from '@codemirror/search'
import { EditorState } from '@codemirror/state'
import { EditorView, keymap } from '@codemirror/view'
import { codeLook } from '@stoa/plugin-editor/api'
import { stops } from '@stoa/sdk/contract'
import { cspNonce } from '@stoa/sdk/ui'
import { button, element, gap, nameOf, sizeText } from '../dom.ts'
import type { Showing, Shown } from '../viewer.ts'
import { hexRows, pageAt, pageOf, rowBytes, wholeLines, type Part } from './page.ts'

/** Steps of the slider over the whole file. */
const steps = 1000

/**
 * Shows any file a page at a time, as text or as bytes: nothing of it is held but that page, however large it is. At its end, what is
 * appended is seen as it comes.
 */
export function mountBytes({ file, kind, place, root, status, tools }: Shown, first: number): Showing {
  const started = stops()
  const name = nameOf(place.path)
  let size = first
  let as: 'text' | 'hex' = kind === 'text' ? 'text' : 'hex'
  let part: Part = { start: 0, end: 0 }
  let turn = 0

  const note = element('p', 'vw-quiet')
  const body = element('div', 'vw-bytes')
  root.append(note, body)
  const view = new EditorView({
    parent: body,
    state: EditorState.create({
      extensions: [
        EditorState.readOnly.of(true),
        EditorView.editable.of(false),
        EditorView.contentAttributes.of({ 'aria-label': `Content of ${name}`, tabindex: '0' }),
        EditorView.lineWrapping,
        search({ top: true }),
        keymap.of(searchKeymap),
        codeLook,
        cspNonce() ? EditorView.cspNonce.of(cspNonce()) : [],
      ],
    }),
  })
  started.add(() => view.destroy())

  const page = () => pageOf[as]
  const atEnd = () => part.end >= size
  const slider = element('input', 'vw-slider')
  slider.type = 'range'
  slider.min = '0'
  slider.max = String(steps)
  slider.setAttribute('aria-label', 'Place in the file')
  slider.addEventListener('change', () => void go(Math.floor((Number(slider.value) / steps) * Math.max(0, size - page()))))
  const back = button({
    drawing: 'back',
    title: 'Page before',
    run: () => void go(Math.max(0, part.start - page()), { until: part.start }),
  })
  const on = button({ drawing: 'on', title: 'Next page', run: () => void go(part.end) })
  const start = button({ drawing: 'first', title: 'Beginning', run: () => void go(0) })
  const end = button({ drawing: 'last', title: 'End', run: () => void toEnd() })
  const text = button({ label: 'Text', title: 'Show as text', run: () => show('text') })
  const hex = button({ label: 'Bytes', title: 'Show as bytes', run: () => show('hex') })
  tools('Content', [
    text,
    hex,
    gap(),
    start,
    back,
    on,
    end,
    slider,
    gap(),
    button({ label: 'Find', title: 'Find in this page (Ctrl F)', run: () => void openSearchPanel(view) }),
  ])

  function show(next: typeof as): void {
    as = next
    void go(part.start)
  }
  const toEnd = async () => {
    await go(size - page())
    view.dispatch({ effects: EditorView.scrollIntoView(view.state.doc.length, { y: 'end' }) })
  }

  /** Goes to a place; of a page before another, no further than that one begins. */
  async function go(from: number, { until }: { until?: number } = {}): Promise<void> {
    const mine = ++turn
    const wanted = pageAt({ start: from, size, page: page(), row: as === 'hex' ? rowBytes : 1 })
    // What follows the page that is shown begins where that ends.
    const goesOn = wanted.start === part.end
    const to = until === undefined ? wanted.end : Math.max(wanted.start, Math.min(until, wanted.end))
    try {
      const got = await file.read(wanted.start, Math.max(to, wanted.start + 1))
      if (mine !== turn) return
      size = got.size
      draw({ bytes: got.bytes, from: wanted.start, goesOn })
    } catch (failure) {
      if (mine === turn) note.textContent = (failure as Error).message
    }
  }

  function draw({ bytes, from, goesOn }: { bytes: Uint8Array; from: number; goesOn: boolean }): void {
    const last = from + bytes.length >= size
    const whole = as === 'hex' ? { from: 0, to: bytes.length } : wholeLines({ bytes, first: from === 0 || goesOn, last })
    const shown = bytes.subarray(whole.from, whole.to)
    part = { start: from + whole.from, end: from + whole.to }
    const content = as === 'hex' ? hexRows(shown, part.start) : new TextDecoder().decode(shown)
    view.dispatch({
      changes: { from: 0, to: view.state.doc.length, insert: content },
      selection: { anchor: 0 },
      effects: EditorView.scrollIntoView(0, { y: 'start' }),
    })
    body.dataset['as'] = as
    const all = part.start === 0 && part.end >= size
    note.textContent = all
      ? as === 'text'
        ? 'This is for reading.'
        : 'Its bytes, since it cannot be shown as anything else here.'
      : `${sizeText(size)} are too large to be edited here: it is shown a page at a time.`
    for (const one of [start, back, on, end, slider]) one.hidden = all
    start.disabled = back.disabled = part.start === 0
    on.disabled = end.disabled = part.end >= size
    text.setAttribute('aria-pressed', String(as === 'text'))
    hex.setAttribute('aria-pressed', String(as === 'hex'))
    slider.value = String(Math.round((part.start / Math.max(1, size - page())) * steps))
    slider.setAttribute('aria-valuetext', `${Math.round((part.start / Math.max(1, size)) * 100)} %`)
    const number = (value: number) => value.toLocaleString('en')
    status(all ? sizeText(size) : `Bytes ${number(part.start)} to ${number(part.end)} of ${number(size)}`)
  }
  void go(0)

  return {
    changed(now) {
      const following = atEnd()
      size = now
      void (following ? toEnd() : go(part.start))
    },
    stop() {
      turn++
      return started.stop()
    },
  }
}
