import { stops, type Stop } from '@stoa/sdk/contract'
import type { FilePlace } from '@stoa/sdk/ui'
import { mountBytes } from './bytes/bytes.ts'
import { bar, element, nameOf, sizeText } from './dom.ts'
import { watchFile, type WatchedFile } from './file.ts'
import { mountImage } from './image/image.ts'
import { mountMedia } from './media.ts'
import { mountPdf } from './pdf.ts'
import { beginning, kindOf, type Kind } from './sniff.ts'
import { addStyles } from './style.ts'

/** What shows a file of one kind is given. */
export type Shown = {
  readonly place: FilePlace
  readonly file: WatchedFile
  readonly root: HTMLElement
  readonly kind: Kind
  /** What is said of a file that cannot be shown as what it seems to be; its bytes are shown below. */
  broken(sentence: string): void
  /** The toolbar's tools, at the left of the way to keep the file. */
  tools(label: string, tools: readonly Node[]): void
  status(sentence: string): void
}
/** A file being shown; `changed` is called when it is another now. */
export type Showing = { changed(size: number): void; stop: Stop }

/** Shows a file as what its content is: an image, a PDF, a film, a sound, a text that is not edited, or bytes. Follows it as it changes. */
export function mountViewer(place: FilePlace): Stop {
  addStyles()
  const mounted = stops()
  const root = element('div', 'vw')
  place.element.replaceChildren(root)
  mounted.add(() => root.remove())
  let shown: { kind: Kind; showing: Showing } | null = null
  let broken = false
  let turn = 0

  const clear = () => {
    void shown?.showing.stop()
    shown = null
    root.replaceChildren()
    place.toolbar.replaceChildren()
  }
  const say = (sentence: string) => {
    clear()
    const note = element('p', 'vw-note', sentence)
    note.setAttribute('role', 'alert')
    root.replaceChildren(note)
    place.status({ right: '' })
  }

  function show(kind: Kind, size: number, why?: string): void {
    if (shown?.kind === kind) return shown.showing.changed(size)
    clear()
    const given: Shown = {
      place,
      file,
      root,
      kind,
      broken(sentence) {
        broken = true
        show('bytes', size, sentence)
      },
      tools: (label, tools) => place.toolbar.replaceChildren(bar({ label, tools, download: file.download(), name: nameOf(place.path) })),
      status: sentence => place.status({ right: sentence }),
    }
    if (why !== undefined) {
      const note = element('p', 'vw-note', why)
      note.setAttribute('role', 'alert')
      root.append(note)
    }
    given.status(sizeText(size))
    shown = { kind, showing: views[kind](given, size) }
  }

  async function look(): Promise<void> {
    const mine = ++turn
    try {
      const { bytes, size } = await file.read(0, beginning)
      if (mine !== turn) return
      const kind = broken ? 'bytes' : kindOf(bytes, place.path)
      show(kind, size)
    } catch (failure) {
      if (mine === turn) say((failure as Error).message)
    }
  }

  const file = watchFile({ place, now: () => void look(), gone: say })
  mounted.add(() => {
    turn++
    clear()
  })
  mounted.add(file.stop)
  return mounted.stop
}

const views: Readonly<Record<Kind, (shown: Shown, size: number) => Showing>> = {
  image: mountImage,
  pdf: mountPdf,
  film: mountMedia,
  sound: mountMedia,
  text: mountBytes,
  bytes: mountBytes,
}
