import { Editors, FileKinds, Toasts, openDocument, uiPart } from '@stoa/sdk/ui'
import { stops } from '@stoa/sdk/contract'
import { Modes, Outputs } from './api.ts'
import { createModes } from './ui/modes.ts'
import { createOutputs } from './ui/outputs.ts'

/** Worksheets in the page. The editor itself is fetched with the first worksheet that is opened. */
export default uiPart({
  needs: { editors: Editors, kinds: FileKinds, toasts: Toasts },
  provides: { outputs: Outputs, modes: Modes },
  start({ editors, kinds, toasts }) {
    const outputs = createOutputs()
    const modes = createModes()
    const started = stops()
    started.add(kinds.add({ extension: '.sagews', title: 'Worksheet', content: '' }))
    started.add(
      editors.add({
        id: 'sagews',
        title: 'Worksheet',
        fits: path => (path.endsWith('.sagews') ? 100 : 0),
        mount(place) {
          let left = false
          const mounted = stops()
          void import('./ui/worksheet.ts').then(({ mountWorksheet }) => {
            if (!left) mounted.add(mountWorksheet({ place, outputs, modes, toasts, openDocument }))
          })
          return () => {
            left = true
            return mounted.stop()
          }
        },
      }),
    )
    return { provided: { outputs, modes }, stop: () => started.stop() }
  },
})
