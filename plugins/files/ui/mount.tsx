import { createRoot } from 'react-dom/client'
import { stops, type Stop } from '@stoa/sdk/contract'
import type { FileActions, FileKinds, Place, ProjectPage, Settings, Toasts } from '@stoa/sdk/ui'
import type { files } from '../contract.ts'
import { createCommandLine, type CommandLine } from './commanding.ts'
import { createDesk, type FilesDesk, type Refusal } from './desk.ts'
import { followFolder } from './listing.ts'
import { nameOf } from './names.ts'
import type { By } from './order.ts'
import { FilesPage } from './page.tsx'
import { addStyles } from './style.ts'
import { doneText, followTasks, type FollowedTasks } from './tasks.ts'
import { createUndo, type Undo } from './undo.ts'
import { createUploads } from './uploads.ts'

export type FilesPlace = Place & Pick<Parameters<ProjectPage['mount']>[0], 'address'>
export type FilesGiven = { place: FilesPlace; toasts: Toasts; settings: Settings; kinds: FileKinds; actions: FileActions }

/** What lasts as long as the page, apart from how it is drawn. */
export type FilesWorld = FilesGiven & {
  readonly desk: FilesDesk
  readonly undo: Undo
  readonly following: ReturnType<typeof followFolder>
  readonly uploads: ReturnType<typeof createUploads>
  readonly tasks: FollowedTasks
  readonly commands: CommandLine
  /** What could not be done, until the next thing is. */
  readonly refusal: Refusal | null
  refuse(refusal: Refusal | null): void
  /** Shows another folder, as a step that leads back. */
  go(directory: string): void
  /** Counts what changed. */
  revision(): number
  subscribe(listener: () => void): () => void
}

/** Shows the files of a project where the shell says. */
export function mountFiles({ place, toasts, settings, kinds, actions }: FilesGiven): Stop {
  addStyles()
  const mounted = stops()
  const listeners = new Set<() => void>()
  let revision = 0
  let refusal: Refusal | null = null
  const changed = () => {
    revision++
    for (const listener of [...listeners]) listener()
  }
  const remote = place.connect<typeof files>('files@1', { project: place.project.id })
  remote.opened.catch(() => undefined)
  mounted.add(() => remote.close())
  const lastSeen = `stoa-files-${place.project.id}`
  const { address } = place
  /** The folder that was asked for last. */
  let asked = address.query['in'] ?? sessionStorage.getItem(lastSeen) ?? ''
  let seen = asked
  let lost = false
  if (asked !== '') address.write({ in: asked })
  const following = followFolder({
    remote,
    by: settings.get<By>('files.sort', { sort: 'name', down: false }),
    directory: asked,
    changed() {
      const { directory } = following.folder
      if (directory !== seen || lost) {
        seen = asked = directory
        lost = false
        sessionStorage.setItem(lastSeen, directory)
        address.write({ in: directory })
      }
      changed()
    },
    vanished(sentence) {
      // The address names the folder that is not there until another one is shown instead.
      lost = true
      refuse({ at: null, sentence })
    },
  })
  mounted.add(following.stop)
  function go(directory: string): void {
    // What is left says where it was, so that the way back leads there and not to wherever one has gone since.
    address.write({ in: asked })
    asked = directory
    following.go(directory)
    place.project.openPage('files', { in: directory })
  }
  mounted.add(
    address.onChange(() => {
      const wanted = address.query['in']
      // From the rail one comes back to where one was.
      if (wanted === undefined) address.write({ in: asked })
      else if (wanted !== asked) following.go((asked = wanted))
    }),
  )
  const endpoint = new URL(place.project.url('files@1/resumable/'), location.href).href
  const uploads = createUploads({
    changed,
    // Fetched with the first file that goes up.
    send: asked => import('./sending.ts').then(({ sendFile }) => sendFile({ ...asked, endpoint })),
    arrived(path, body) {
      const { trashed } = body ?? {}
      if (trashed)
        undo.did(`Replaced ${nameOf(path)}.`, async () => {
          const refused = await desk.remove([path])
          if (refused) refuse(refused)
          else await desk.restore([trashed.id])
        })
    },
  })
  mounted.add(uploads.stop)
  if (Object.keys(localStorage).some(key => key.startsWith('tus::')))
    void import('./sending.ts').then(async ({ leftUploads }) => uploads.left(await leftUploads(endpoint)))
  const undo = createUndo({ changed })
  mounted.add(undo.stop)
  const desk: FilesDesk = createDesk({ remote, place, toasts, undo, tasks: () => tasks })
  const tasks = followTasks({
    remote,
    changed,
    ended: task => undo.did(doneText(task), () => desk.remove(task.made ?? []).then(refuse)),
  })
  mounted.add(tasks.stop)
  const commands = createCommandLine({ remote, changed, ended: go })
  mounted.add(commands.stop)
  const asksBeforeLeaving = (event: BeforeUnloadEvent) => {
    if (uploads.list.some(({ state }) => state === 'waiting' || state === 'sending')) event.preventDefault()
  }
  addEventListener('beforeunload', asksBeforeLeaving)
  mounted.add(() => removeEventListener('beforeunload', asksBeforeLeaving))

  function refuse(next: Refusal | null): void {
    refusal = next
    changed()
  }
  const world: FilesWorld = {
    place,
    toasts,
    settings,
    kinds,
    actions,
    desk,
    undo,
    following,
    uploads,
    tasks,
    commands,
    get refusal() {
      return refusal
    },
    refuse,
    go,
    revision: () => revision,
    subscribe(listener) {
      listeners.add(listener)
      return () => void listeners.delete(listener)
    },
  }
  const root = createRoot(place.element)
  root.render(<FilesPage world={world} />)
  mounted.add(() => root.unmount())
  return mounted.stop
}
