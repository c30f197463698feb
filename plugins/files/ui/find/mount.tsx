import { createRoot } from 'react-dom/client'
import { stops, type Stop } from '@stoa/sdk/contract'
import type { Place, ProjectPage } from '@stoa/sdk/ui'
import type { files } from '../../contract.ts'
import { addStyles } from '../style.ts'
import { FindPage } from './page.tsx'
import { createSearch } from './search.ts'

export type FindPlace = Place & Pick<Parameters<ProjectPage['mount']>[0], 'address'>

/** Shows where text lies in the files of a project, where the shell says. */
export function mountFind(place: FindPlace): Stop {
  addStyles()
  const mounted = stops()
  const listeners = new Set<() => void>()
  let revision = 0
  const remote = place.connect<typeof files>('files@1', { project: place.project.id })
  remote.opened.catch(() => undefined)
  mounted.add(() => remote.close())
  const search = createSearch({
    remote,
    changed() {
      revision++
      for (const listener of [...listeners]) listener()
    },
  })
  mounted.add(search.stop)
  const root = createRoot(place.element)
  root.render(
    <FindPage
      place={place}
      search={search}
      revision={() => revision}
      subscribe={listener => {
        listeners.add(listener)
        return () => void listeners.delete(listener)
      }}
    />,
  )
  mounted.add(() => root.unmount())
  return mounted.stop
}
