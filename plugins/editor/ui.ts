import { stops } from '@stoa/sdk/contract'
import { Editors, FileKinds, Settings, Toasts, uiPart } from '@stoa/sdk/ui'
import { TextEditor, type TextEditorGiven } from './api.ts'
import { fits } from './ui/fits.ts'

/** The text editor in the page. The editor itself is fetched with the first file that is opened. */
export default uiPart({
  needs: { editors: Editors, kinds: FileKinds, settings: Settings, toasts: Toasts },
  provides: { text: TextEditor },
  start({ editors, kinds, settings, toasts }) {
    const started = stops()
    for (const kind of [
      { extension: '.txt', title: 'Text' },
      { extension: '.md', title: 'Markdown' },
      { extension: '.py', title: 'Python' },
    ])
      started.add(kinds.add(kind))
    const mount = (given: TextEditorGiven) => {
      let left = false
      const mounted = stops()
      void import('./ui/editor.ts').then(({ mountEditor }) => {
        if (!left) mounted.add(mountEditor({ ...given, settings, toasts }))
      })
      return () => {
        left = true
        return mounted.stop()
      }
    }
    started.add(editors.add({ id: 'editor', title: 'Text editor', fits, mount: place => mount({ place }) }))
    return { provided: { text: { mount } }, stop: started.stop }
  },
})
