import { TextEditor } from '@stoa/plugin-editor/api'
import { stops, type Stop } from '@stoa/sdk/contract'
import { Editors, Settings, Toasts, uiPart, type FileEditor, type FilePlace } from '@stoa/sdk/ui'
import { fitsAnything, fitsBeside, fitsTable } from './ui/fits.ts'

/** Viewers of files that are looked at rather than typed. What draws them is fetched with the first file of a kind. */
export default uiPart({
  needs: { editors: Editors, settings: Settings, text: TextEditor, toasts: Toasts },
  start({ editors, settings, text, toasts }) {
    const started = stops()
    const add = (editor: Pick<FileEditor, 'id' | 'title' | 'fits'>, load: (place: FilePlace) => Promise<Stop>) =>
      started.add(editors.add({ ...editor, mount: place => later(toasts, () => load(place)) }))
    add({ id: 'viewer', title: 'Viewer', fits: fitsAnything }, async place => (await import('./ui/viewer.ts')).mountViewer(place))
    add({ id: 'table', title: 'Table', fits: fitsTable }, async place => (await import('./ui/table/table.ts')).mountTable(place))
    add({ id: 'preview', title: 'Text and preview', fits: fitsBeside }, async place =>
      (await import('./ui/beside/beside.ts')).mountBeside({ place, settings, text }),
    )
    return started.stop
  },
})

/** Mounts what has still to be fetched, unless it was left before it came. */
function later(toasts: Toasts, mount: () => Promise<Stop>): Stop {
  const mounted = stops()
  let left = false
  void mount().then(
    stop => void (left ? stop() : mounted.add(stop)),
    (failure: unknown) => toasts.show(`A part of this page could not be fetched: ${(failure as Error).message}`),
  )
  return () => {
    left = true
    return mounted.stop()
  }
}
