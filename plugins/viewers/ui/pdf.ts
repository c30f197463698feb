import { createPdfReader, type PdfReader } from '@stoa/plugin-latex/api'
import { nameOf } from './dom.ts'
import type { Showing, Shown } from './viewer.ts'

/** Shows the pages of a PDF; of a large one, as they are looked at. */
export function mountPdf({ file, place, root, broken, status }: Shown): Showing {
  let reader: PdfReader | null = null
  let left = false
  const name = nameOf(place.path)
  const show = (): void =>
    void reader?.show({ url: file.view(), name }).catch((failure: unknown) => {
      // Of one that is being written there is nothing yet to be shown; what was there before stays.
      if (!left && reader?.pages === 0) broken(`${name} cannot be read as a PDF: ${(failure as Error).message} Its bytes are below.`)
    })
  void createPdfReader(failure => status(`It could not be printed: ${(failure as Error).message}`)).then(
    made => {
      if (left) return made.stop()
      reader = made
      place.toolbar.replaceChildren(made.bar)
      root.append(made.element)
      show()
    },
    (failure: unknown) => void (left || broken(`What shows a PDF could not be fetched: ${(failure as Error).message}`)),
  )
  return {
    changed: show,
    stop() {
      left = true
      void reader?.stop()
    },
  }
}
