import { stops } from '@stoa/sdk/contract'
import { Editors, FileKinds, Settings, Toasts, uiPart } from '@stoa/sdk/ui'
import { TextEditor } from '@stoa/plugin-editor/api'
import { templates } from './ui/templates.ts'

/** LaTeX in the page: text and PDF side by side, fetched with the first document that is opened. */
export default uiPart({
  needs: { editors: Editors, kinds: FileKinds, settings: Settings, toasts: Toasts, text: TextEditor },
  start({ editors, kinds, settings, toasts, text }) {
    const started = stops()
    for (const kind of templates) started.add(kinds.add(kind))
    started.add(
      editors.add({
        id: 'latex',
        title: 'LaTeX',
        fits: path => (/\.(tex|ltx|rnw)$/i.test(path) ? 60 : 0),
        mount(place) {
          let left = false
          const mounted = stops()
          void import('./ui/latex.ts').then(
            ({ mountLatex }) => void (left || mounted.add(mountLatex({ place, settings, toasts, text }))),
            (failure: unknown) => toasts.show(`A part of this page could not be fetched: ${(failure as Error).message}`),
          )
          return () => {
            left = true
            return mounted.stop()
          }
        },
      }),
    )
    return started.stop
  },
})
