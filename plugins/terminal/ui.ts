import { stops } from '@stoa/sdk/contract'
import { Editors, FileKinds, Settings, Toasts, uiPart } from '@stoa/sdk/ui'

/** Terminals in the page. What draws them is fetched with the first one that is opened. */
export default uiPart({
  needs: { editors: Editors, kinds: FileKinds, settings: Settings, toasts: Toasts },
  start({ editors, kinds, settings, toasts }) {
    const started = stops()
    started.add(kinds.add({ extension: '.term', title: 'Terminal' }))
    started.add(
      editors.add({
        id: 'terminal',
        title: 'Terminal',
        fits: path => (path.endsWith('.term') ? 100 : 0),
        mount(place) {
          let left = false
          const mounted = stops()
          void import('./ui/panes.ts').then(({ mountPanes }) => {
            if (!left) mounted.add(mountPanes({ place, settings, toasts }))
          })
          return () => {
            left = true
            return mounted.stop()
          }
        },
      }),
    )
    started.add(
      editors.add({
        id: 'recording',
        title: 'Recording of a terminal',
        fits: path => (path.endsWith('.cast') ? 50 : 0),
        mount(place) {
          let left = false
          const mounted = stops()
          void import('./ui/player.ts').then(({ mountPlayer }) => {
            if (!left) mounted.add(mountPlayer(place))
          })
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
