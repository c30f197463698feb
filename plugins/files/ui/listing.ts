import type { Remote, Stop } from '@stoa/sdk/contract'
import type { Entry, files } from '../contract.ts'

/** A folder as it is known here. `gone` is a sentence: the folder is no longer there. */
export type Folder = { readonly directory: string; readonly entries: ReadonlyMap<string, Entry>; readonly total: number; readonly complete: boolean; readonly gone: string | null; readonly error: string | null }

/** How often a long folder is shown while it is still coming, in milliseconds. */
const showEvery = 200
const unread = (directory: string): Folder => ({ directory, entries: new Map(), total: 0, complete: false, gone: null, error: null })

/** One folder, live. `go` shows another; the one before stays until the first of it is here. */
export function followFolder({ remote, changed }: { remote: Remote<typeof files>; changed(): void }) {
  let folder = unread('')
  let wanted = ''
  let run = 0

  function show(next: Folder): void {
    folder = next
    changed()
  }

  async function load(directory: string): Promise<void> {
    const mine = ++run
    const before = wanted
    wanted = directory
    if (before !== directory) remote.call('unwatch', { directory: before }).catch(() => undefined)
    const entries = new Map<string, Entry>()
    let after: string | undefined
    let shownAt = 0
    try {
      // News first, so that nothing falls between the listing and them.
      await remote.call('watch', { directory })
      do {
        const page = await remote.call('list', { directory, ...(after !== undefined && { after }) })
        if (mine !== run) return
        for (const entry of page.entries) entries.set(entry.name, entry)
        after = page.next
        const now = performance.now()
        if (after === undefined || now - shownAt > showEvery) {
          shownAt = now
          show({ directory, entries: new Map(entries), total: page.total, complete: after === undefined, gone: null, error: null })
        }
      } while (after !== undefined)
    } catch (failure) {
      if (mine !== run || (failure as { code?: string }).code === 'unknown_outcome') return
      show({ ...unread(directory), complete: true, error: (failure as Error).message })
    }
  }

  const stops: Stop[] = [
    remote.on('listing', ({ directory, changed: news, removed, again, gone }) => {
      if (directory !== wanted) return
      if (gone !== undefined) return show({ ...folder, gone })
      if (again) return void load(directory)
      if (folder.directory !== directory || !folder.complete) return void load(directory)
      const entries = new Map(folder.entries)
      for (const name of removed) entries.delete(name)
      for (const entry of news) entries.set(entry.name, entry)
      show({ ...folder, entries, total: entries.size, gone: null })
    }),
    // A channel that was opened again watches nothing yet.
    remote.onState(state => {
      if (state === 'open') void load(wanted)
    }),
  ]
  return {
    get folder() {
      return folder
    },
    go: (directory: string) => load(directory),
    stop: () => {
      run++
      for (const stop of stops) void stop()
    },
  }
}
