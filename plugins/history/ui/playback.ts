import type { Stop } from '@stoa/sdk/contract'

/** A playback has at most so many pictures, however many versions it goes through. */
export const mostPictures = 240
/** Milliseconds between two pictures. */
export const pause = 140

/** How many versions a picture goes on. */
export function strideOf({ from, to, most = mostPictures }: { from: number; to: number; most?: number }): number {
  return Math.max(1, Math.ceil((to - from) / most))
}

/** The version after this one at which a playback stops; null when it is at its end. */
export function nextStop(at: number, { to, stride }: { to: number; stride: number }): number | null {
  return at >= to ? null : Math.min(to, at + stride)
}

/**
 * Shows one version after another, from behind `from` up to `to`. The next comes after a pause, and never before the one before it is there; `ahead` is told
 * of the one after that, so that it can come meanwhile.
 * `done` is called at the end, unless it was stopped; a version that cannot be shown ends it too.
 */
export function play({
  from,
  to,
  show,
  ahead,
  done,
  after,
}: {
  from: number
  to: number
  show(version: number): Promise<void>
  ahead(version: number): void
  done(): void
  after(ms: number, work: () => void): () => void
}): Stop {
  const stride = strideOf({ from, to })
  let stopped = false
  let stopTimer = (): void => undefined
  async function next(at: number): Promise<void> {
    const version = nextStop(at, { to, stride })
    if (version === null) return done()
    const following = nextStop(version, { to, stride })
    try {
      const shown = show(version)
      if (following !== null) ahead(following)
      await shown
    } catch {
      // What could not be shown is said by whoever shows it.
      if (!stopped) done()
      return
    }
    if (!stopped) stopTimer = after(pause, () => void next(version))
  }
  void next(from)
  return () => {
    stopped = true
    stopTimer()
  }
}
