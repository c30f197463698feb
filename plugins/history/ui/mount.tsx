import { createRoot } from 'react-dom/client'
import { stops, type Stop } from '@stoa/sdk/contract'
import type { ProjectPage } from '@stoa/sdk/ui'
import { readAddress, writeAddress } from './address.ts'
import { createDesk, type Desk } from './desk.ts'
import { HistoryPage } from './page.tsx'
import { addStyles } from './style.ts'

/** What the page is given by the shell. */
export type HistoryPlace = Parameters<ProjectPage['mount']>[0]

/** What lasts as long as the page, apart from how it is drawn. */
export type HistoryWorld = {
  readonly place: HistoryPlace
  readonly desk: Desk
  /** Counts what changed. */
  revision(): number
  subscribe(listener: () => void): () => void
}

/** How long something must be looked at to be in the address, in milliseconds. */
const rest = 200

/** Shows the history of one file after another, where the shell says. */
export function mountHistory(place: HistoryPlace): Stop {
  addStyles()
  const mounted = stops()
  const listeners = new Set<() => void>()
  let revision = 0
  const changed = (): void => {
    revision++
    for (const listener of [...listeners]) listener()
  }
  const desk = createDesk({ place, changed })
  mounted.add(desk.stop)
  // Reached from the rail, the page shows what was looked at last.
  const key = `stoa-history-${place.project.id}`
  const follow = (): void => {
    const wanted = readAddress(place.address.query)
    if (wanted.file !== null) desk.open(wanted)
    else if (desk.wanted.file === null) desk.open({ ...wanted, file: sessionStorage.getItem(key) })
    write()
  }
  function write(): void {
    const { wanted } = desk
    if (wanted.file !== null) sessionStorage.setItem(key, wanted.file)
    place.address.write(writeAddress(wanted))
  }
  // A browser takes only so many addresses in a while: one that is only passed by is not written.
  let timer: ReturnType<typeof setTimeout> | undefined
  const writeSoon = (): void => {
    clearTimeout(timer)
    timer = setTimeout(write, rest)
  }
  mounted.add(() => clearTimeout(timer))
  mounted.add(place.address.onChange(follow))
  mounted.add(place.project.onChange(changed))
  follow()
  listeners.add(writeSoon)
  const world: HistoryWorld = {
    place,
    desk,
    revision: () => revision,
    subscribe(listener) {
      listeners.add(listener)
      return () => void listeners.delete(listener)
    },
  }
  const root = createRoot(place.element)
  root.render(<HistoryPage world={world} />)
  mounted.add(() => root.unmount())
  return mounted.stop
}
