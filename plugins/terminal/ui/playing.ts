import type { Cast, Event } from './cast.ts'

/** What plays a recording: the screen, and the time. */
export type Stage = {
  /** Begins again with an empty screen of the first size. */
  clear(): void
  show(event: Event): void
  /** Milliseconds that never go back. */
  now(): number
  /** Calls once, after so many milliseconds; answers how not to. */
  after(ms: number, work: () => void): () => void
  changed(): void
}
/** A recording being played. */
export type Playing = {
  readonly at: number
  readonly going: boolean
  readonly speed: number
  play(): void
  pause(): void
  /** Goes to a moment: everything up to it is shown. */
  seek(at: number): void
  setSpeed(speed: number): void
}

/** How often the time is said while nothing happens, in milliseconds. */
const tick = 250

/** Makes a player, at the start and standing. */
export function createPlaying(cast: Cast, stage: Stage): Playing {
  let at = 0
  let next = 0
  let speed = 1
  let going = false
  let since = 0
  let stop = () => {}

  function reach(moment: number): void {
    at = Math.min(cast.length, moment)
    while (next < cast.events.length && cast.events[next]!.at <= at) stage.show(cast.events[next++]!)
  }
  function step(): void {
    const now = stage.now()
    reach(at + ((now - since) / 1000) * speed)
    since = now
    if (next === cast.events.length) going = false
    else {
      const wait = Math.min(tick, ((cast.events[next]!.at - at) / speed) * 1000)
      stop = stage.after(Math.max(1, wait), step)
    }
    stage.changed()
  }
  function halt(): void {
    stop()
    going = false
  }
  function seek(moment: number): void {
    const wasGoing = going
    halt()
    if (moment < at) {
      stage.clear()
      next = 0
      at = 0
    }
    reach(Math.max(0, moment))
    if (wasGoing) playing.play()
    else stage.changed()
  }

  const playing: Playing = {
    get at() {
      return at
    },
    get going() {
      return going
    },
    get speed() {
      return speed
    },
    play() {
      if (going) return
      if (next === cast.events.length) seek(0)
      going = true
      since = stage.now()
      step()
    },
    pause() {
      halt()
      stage.changed()
    },
    seek,
    setSpeed(given) {
      const wasGoing = going
      // What has passed has passed at the speed of before.
      if (wasGoing) {
        stop()
        step()
        halt()
      }
      speed = given
      if (wasGoing) playing.play()
      else stage.changed()
    },
  }
  return playing
}
