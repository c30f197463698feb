import { stops, type Stop } from '@stoa/sdk/contract'
import { FileActions, Pages, Toasts, uiPart } from '@stoa/sdk/ui'

const clock = 'M8 2.300a5.700 5.700 0 1 0 0 11.400A5.700 5.700 0 0 0 8 2.300M8 4.800V8l2.300 1.700'

/** The page of a file's history, fetched when it is first looked at; and the way to it from every open file. */
export default uiPart({
  needs: { pages: Pages, actions: FileActions, toasts: Toasts },
  start({ pages, actions, toasts }) {
    const started = stops()
    started.add(
      pages.add({
        id: 'history',
        title: 'History',
        icon: clock,
        order: 20,
        mount: place => later(toasts, () => import('./ui/mount.tsx').then(({ mountHistory }) => mountHistory(place))),
      }),
    )
    started.add(
      actions.add({
        id: 'history',
        title: 'History',
        icon: clock,
        key: 'Alt-h',
        fits: path => !without.test(path),
        run: ({ path, project }) => project.openPage('history', { file: path }),
      }),
    )
    return started.stop
  },
})

/** What surely is no text has no versions here, and nobody looks for those of a terminal. */
const without =
  /\.(term|png|jpe?g|gif|webp|avif|bmp|ico|tiff?|pdf|zip|gz|tgz|bz2|xz|zst|7z|tar|mp[34]|ogg|wav|webm|mov|mkv|sobj|npy|npz|pkl)$/i

/** Mounts what has still to be fetched, unless it was left before it came. */
function later(toasts: Toasts, mount: () => Promise<Stop>): Stop {
  const mounted = stops()
  let left = false
  void mount().then(
    stop => void (left ? stop() : mounted.add(stop)),
    (failure: unknown) => toasts.show(`History could not be fetched: ${(failure as Error).message}`),
  )
  return () => {
    left = true
    return mounted.stop()
  }
}
