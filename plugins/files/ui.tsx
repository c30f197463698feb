import { FileKinds, Pages, Settings, Toasts, uiPart } from '@stoa/sdk/ui'
import { createRoot } from 'react-dom/client'
import { FilesPage } from './ui/page.tsx'
import { addStyles } from './ui/style.ts'

/** The page of a project's files. */
export default uiPart({
  needs: { pages: Pages, toasts: Toasts, settings: Settings, kinds: FileKinds },
  start({ pages, toasts, settings, kinds }) {
    addStyles()
    return pages.add({
      id: 'files',
      title: 'Files',
      icon: 'M2 4h4l1.500 1.700H14v7.800H2z',
      order: 0,
      mount(place) {
        const root = createRoot(place.element)
        root.render(<FilesPage place={place} toasts={toasts} settings={settings} kinds={kinds} />)
        return () => root.unmount()
      },
    })
  },
})
