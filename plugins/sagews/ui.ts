import { Editors, FileActions, FileKinds, Toasts, openDocument, uiPart, type FileEditor } from '@stoa/sdk/ui'
import { TextEditor } from '@stoa/plugin-editor/api'
import { stops } from '@stoa/sdk/contract'
import { Modes, Outputs } from './api.ts'
import { sourceOf } from './export/formats.ts'
import { createModes } from './ui/modes.ts'
import { createOutputs } from './ui/outputs.ts'

/** Worksheets in the page. The editor itself is fetched with the first worksheet that is opened. */
export default uiPart({
  needs: { editors: Editors, kinds: FileKinds, actions: FileActions, toasts: Toasts, text: TextEditor },
  provides: { outputs: Outputs, modes: Modes },
  start({ editors, kinds, actions, toasts, text }) {
    const outputs = createOutputs()
    const modes = createModes()
    const started = stops()
    started.add(kinds.add({ extension: '.sagews', title: 'Worksheet', content: '' }))
    started.add(kinds.add({ extension: '.ipynb', title: 'Jupyter notebook', content: '' }))
    const mount: FileEditor['mount'] = place => {
      let left = false
      const mounted = stops()
      // The text is on its way while the editor is fetched.
      const shared = openDocument({ connect: place.connect, project: place.project.id, path: place.path, viewer: place.viewer })
      mounted.add(() => shared.close())
      void import('./ui/worksheet.ts').then(({ mountWorksheet }) => {
        if (!left) mounted.add(mountWorksheet({ place, shared, outputs, modes, toasts, asText: () => text.mount({ place }) }))
      })
      return () => {
        left = true
        return mounted.stop()
      }
    }
    started.add(editors.add({ id: 'sagews', title: 'Worksheet', fits: path => (path.endsWith('.sagews') ? 100 : 0), mount }))
    started.add(editors.add({ id: 'ipynb', title: 'Notebook', fits: path => (/\.ipynb$/i.test(path) ? 100 : 0), mount }))
    started.add(
      actions.add({
        id: 'download-as',
        title: 'Download as…',
        icon: 'M8 2.500v7.500M4.800 7L8 10.200L11.200 7M2.800 12.800h10.400',
        fits: path => sourceOf(path) !== null,
        run: ({ path, project }) => void import('./ui/download.ts').then(({ openDownload }) => openDownload({ path, project, toasts })),
      }),
    )
    return { provided: { outputs, modes }, stop: () => started.stop() }
  },
})
