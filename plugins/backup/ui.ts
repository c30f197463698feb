import { stops, type Stop } from '@stoa/sdk/contract'
import { Pages, Toasts, uiPart } from '@stoa/sdk/ui'

const layers = 'M8 2.500l5.700 3L8 8.500l-5.700-3zM2.300 8L8 11l5.700-3M2.300 10.500L8 13.500l5.700-3'

/** The page of a project's snapshots, fetched when it is first looked at. */
export default uiPart({
  needs: { pages: Pages, toasts: Toasts },
  start({ pages, toasts }) {
    return pages.add({
      id: 'snapshots',
      title: 'Snapshots',
      icon: layers,
      order: 25,
      mount(place) {
        const mounted = stops()
        let left = false
        void import('./ui/mount.tsx').then(
          ({ mountSnapshots }) => {
            const stop: Stop = left ? () => undefined : mountSnapshots(place)
            mounted.add(stop)
          },
          (failure: unknown) => toasts.show(`Snapshots could not be fetched: ${(failure as Error).message}`),
        )
        return () => {
          left = true
          return mounted.stop()
        }
      },
    })
  },
})
