import type { Remote, Static, Stop } from '@stoa/sdk/contract'
import type { Place } from '@stoa/sdk/ui'
import type { Snapshot as SnapshotSchema, snapshots } from '../contract.ts'

/** As the contract has it. */
export type Snapshot = Static<typeof SnapshotSchema>
/** What lies in a folder of a snapshot. */
export type Entry = { name: string; kind: 'file' | 'folder' | 'link'; size?: number | undefined }
/** What is looked at: a folder, or a file's text, null when it is none that can be shown. */
export type Shown = { path: string; entries: readonly Entry[] } | { path: string; text: string | null; size: number }
/** What was said last: how something ended, and how it is undone. */
export type Note = { sentence: string; bad: boolean; undo?: () => void }

/** The longest file that is shown as text, in bytes. */
const longestText = 500_000

/** What the page knows and does. */
export type Desk = {
  readonly list: readonly Snapshot[] | null
  readonly chosen: Snapshot | null
  readonly shown: Shown | null
  readonly note: Note | null
  /** What is being done, in words, or null. */
  readonly busy: string | null
  choose(snapshot: Snapshot): void
  open(path: string, entry?: Entry): void
  take(): void
  restore(path: string): void
  dismiss(): void
  stop: Stop
}

/** Looks at a project's snapshots; `changed` is told when there is something else to draw. `saying` puts a time in words. */
export function createDesk({ place, changed, saying }: { place: Place; changed(): void; saying(time: number): string }): Desk {
  const remote: Remote<typeof snapshots> = place.connect<typeof snapshots>('snapshots@1', { project: place.project.id })
  let list: readonly Snapshot[] | null = null
  let chosen: Snapshot | null = null
  let shown: Shown | null = null
  let note: Note | null = null
  let busy: string | null = null
  /** Counts what was asked to be shown: an answer that comes after the next question is not drawn. */
  let asked = 0

  const say = (next: Note | null): void => {
    note = next
    changed()
  }
  const fail = (failure: unknown): void => say({ sentence: failure instanceof Error ? failure.message : String(failure), bad: true })

  async function refresh(): Promise<void> {
    ;({ snapshots: list } = await remote.call('list', {}))
    if (chosen === null || !list.some(({ id }) => id === chosen?.id)) {
      chosen = list[0] ?? null
      if (chosen) await show('')
    }
    changed()
  }
  async function show(path: string, entry?: Entry): Promise<void> {
    const mine = ++asked
    const snapshot = chosen!.id
    const next: Shown =
      entry?.kind === 'file'
        ? { path, size: entry.size ?? 0, text: (entry.size ?? 0) > longestText ? null : await textOf(snapshot, path) }
        : { path, entries: (await remote.call('browse', { snapshot, path })).entries }
    if (mine !== asked) return
    shown = next
    changed()
  }
  async function textOf(snapshot: string, path: string): Promise<string | null> {
    const answer = await fetch(contentUrl(place, snapshot, path))
    if (!answer.ok) throw new Error(((await answer.json()) as { message: string }).message)
    const text = await answer.text()
    return text.includes('\0') || text.includes('\uFFFD') ? null : text
  }
  async function during(words: string, work: () => Promise<void>): Promise<void> {
    if (busy !== null) return
    busy = words
    say(null)
    try {
      await work()
    } catch (failure) {
      fail(failure)
    } finally {
      busy = null
      changed()
    }
  }
  function restoreFrom(snapshot: Snapshot, path: string): void {
    const name = path === '' ? 'the project' : path
    void during(`Restoring ${name}…`, async () => {
      const { before } = await remote.call('restore', { snapshot: snapshot.id, path })
      await refresh()
      const then = list?.find(({ id }) => id === before)
      say({
        sentence: `Restored ${name} as of ${saying(snapshot.time)}.`,
        bad: false,
        ...(then && { undo: () => restoreFrom(then, path) }),
      })
    })
  }

  remote.opened.then(refresh).catch(fail)
  remote.on('changed', () => void refresh().catch(fail))
  return {
    get list() {
      return list
    },
    get chosen() {
      return chosen
    },
    get shown() {
      return shown
    },
    get note() {
      return note
    },
    get busy() {
      return busy
    },
    choose(snapshot) {
      chosen = snapshot
      void show('').catch(fail)
      changed()
    },
    open: (path, entry) => void show(path, entry).catch(fail),
    take: () =>
      void during('Taking a snapshot…', async () => {
        const { made } = await remote.call('take', {})
        if (made === null) return say({ sentence: 'Nothing changed since the newest snapshot.', bad: false })
        chosen = made
        await refresh()
        await show('')
      }),
    restore: path => chosen && restoreFrom(chosen, path),
    dismiss: () => say(null),
    stop: () => remote.close(),
  }
}

/** Where a file's content as of a snapshot is fetched. */
export function contentUrl(place: Place, snapshot: string, path: string): string {
  return place.project.url(`snapshots@1/content/${snapshot}/${path.split('/').map(encodeURIComponent).join('/')}`)
}
