import { createRoot } from 'react-dom/client'
import { stops, type Stop } from '@stoa/sdk/contract'
import type { Place } from '@stoa/sdk/ui'
import { createDesk } from './desk.ts'
import { SnapshotsPage } from './page.tsx'
import { addStyles } from './style.ts'
import { timeText } from './words.ts'

/** Shows a project's snapshots where the shell says. */
export function mountSnapshots(place: Place): Stop {
  addStyles()
  const mounted = stops()
  const root = createRoot(place.element)
  mounted.add(() => root.unmount())
  let ready = false
  const draw = (): void => void (ready && root.render(<SnapshotsPage place={place} desk={desk} now={Date.now()} />))
  const desk = createDesk({ place, changed: draw, saying: time => timeText(time, Date.now()) })
  ready = true
  mounted.add(desk.stop)
  mounted.add(place.project.onChange(draw))
  draw()
  return mounted.stop
}
