import type { OpenedText, TextEditor } from '@stoa/plugin-editor/api'
import { loadProse } from '@stoa/plugin-sagews/api'
import { EditorView } from '@codemirror/view'
import { stops, type Stop } from '@stoa/sdk/contract'
import type { FilePlace, Settings } from '@stoa/sdk/ui'
import { element } from '../dom.ts'
import { addStyles } from '../style.ts'
import { htmlPreview } from './html.ts'
import { markdownPreview } from './markdown.ts'
import { references } from './references.ts'
import { sides, splitter } from './sides.ts'

/** What a text becomes, beside it. */
export type Preview = {
  readonly element: HTMLElement
  /** Shows this text; what was there before stays until it is ready. */
  show(source: string): Promise<void>
  /** What is scrolled in it. */
  readonly scroller: Element | null
  stop: Stop
}

/** How long typing pauses before the preview follows, in milliseconds. */
const pause = 120

/** Opens a text beside what it becomes; both follow what anybody types. */
export function mountBeside({ place, settings, text }: { place: FilePlace; settings: Settings; text: TextEditor }): Stop {
  addStyles()
  const { path, project } = place
  const mounted = stops()
  const textPlace = element('div', 'vw-text')
  const seen = element('div', 'vw-seen')
  const root = element('div', 'vw vw-beside', textPlace)
  root.append(splitter({ root, share: settings.get('viewers.share', 0.5), moved: share => settings.set('viewers.share', share) }), seen)
  const textBar = element('div', 'vw-textBar')
  const choice = sides({ root, settings })
  place.element.replaceChildren(root)
  place.toolbar.replaceChildren(element('div', 'vw-bar', textBar, choice.element))
  mounted.add(choice.stop)
  mounted.add(() => root.remove())

  let preview: Preview | null = null
  let opened: OpenedText | null = null
  let left = false
  mounted.add(() => void (left = true))
  const named = references({ path, project })
  const made = /\.(md|markdown)$/i.test(path)
    ? loadProse().then(prose => markdownPreview({ prose, references: named }))
    : htmlPreview({ path, project, references: named })
  void made.then(
    one => {
      if (left) return one.stop()
      preview = one
      mounted.add(one.stop)
      seen.replaceChildren(one.element)
      draw()
    },
    (failure: unknown) => seen.replaceChildren(element('p', 'vw-note', `The preview could not be fetched: ${(failure as Error).message}`)),
  )

  let drawing = false
  let again = false
  /** One at a time; what was typed meanwhile is shown next. */
  function draw(): void {
    if (!preview || !opened || left) return
    if (drawing) return void (again = true)
    drawing = true
    const { view } = opened
    void preview
      .show(view.state.doc.toString())
      .then(follow, (failure: unknown) => console.warn(`The preview of ${path} failed.`, failure))
      .finally(() => {
        drawing = false
        if (again) draw()
        again = false
      })
  }
  let timer: ReturnType<typeof setTimeout> | undefined
  mounted.add(() => clearTimeout(timer))
  const soon = EditorView.updateListener.of(update => {
    if (!update.docChanged) return
    clearTimeout(timer)
    timer = setTimeout(draw, pause)
  })

  /** The preview stands at the same share of its height as the text. */
  function follow(): void {
    const scroller = preview?.scroller
    if (!scroller || !opened) return
    const { scrollTop, scrollHeight, clientHeight } = opened.view.scrollDOM
    const share = scrollTop / Math.max(1, scrollHeight - clientHeight)
    scroller.scrollTop = share * (scroller.scrollHeight - scroller.clientHeight)
  }

  mounted.add(
    text.mount({
      place: { ...place, element: textPlace, toolbar: textBar },
      extensions: soon,
      opened(one) {
        opened = one
        one.view.scrollDOM.addEventListener('scroll', follow, { passive: true })
        draw()
        return () => {
          one.view.scrollDOM.removeEventListener('scroll', follow)
          opened = null
        }
      },
    }),
  )
  return mounted.stop
}
