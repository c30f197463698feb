import { stops, type Stop } from '@stoa/sdk/contract'
import { Editors, FileActions, FileKinds, Pages, Settings, Toasts, uiPart } from '@stoa/sdk/ui'
import { fits } from './ui/viewer/kind.ts'

/** The page of a project's files, fetched when it is first looked at; and what is shown of a file that no editor can show. */
export default uiPart({
  needs: { pages: Pages, editors: Editors, toasts: Toasts, settings: Settings, kinds: FileKinds, actions: FileActions },
  start({ pages, editors, toasts, settings, kinds, actions }) {
    const started = stops()
    started.add(
      pages.add({
        id: 'files',
        title: 'Files',
        icon: 'M2 4h4l1.5 1.7H14v7.8H2z',
        order: 0,
        mount: place =>
          later(toasts, () => import('./ui/mount.tsx').then(({ mountFiles }) => mountFiles({ place, toasts, settings, kinds, actions }))),
      }),
    )
    started.add(
      pages.add({
        id: 'find',
        title: 'Find',
        icon: 'M2.700 7a4.300 4.300 0 1 0 8.600 0 4.300 4.300 0 0 0-8.600 0M10.200 10.200 14 14',
        order: 10,
        mount: place => later(toasts, () => import('./ui/find/mount.tsx').then(({ mountFind }) => mountFind(place))),
      }),
    )
    started.add(
      editors.add({
        id: 'file',
        title: 'Preview and download',
        fits,
        mount: place => later(toasts, () => import('./ui/viewer/viewer.ts').then(({ mountViewer }) => mountViewer(place))),
      }),
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
