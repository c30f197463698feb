import type { Remote, Stop } from '@stoa/sdk/contract'
import type { Entry, files } from '../contract.ts'
import { compare, merge, type By, type News } from './order.ts'

/** A folder as it is known here; another value at each change. */
export type Folder = {
  readonly directory: string
  readonly entries: ReadonlyMap<string, Entry>
  /** The same, in order. */
  readonly list: readonly Entry[]
  readonly total: number
  readonly complete: boolean
  /** Why there is nothing to be seen. */
  readonly error: string | null
}

type Given = {
  remote: Pick<Remote<typeof files>, 'call' | 'on' | 'onState'>
  by: By
  /** Where to begin. */
  directory: string
  changed(): void
  /** The folder is not there, or not any more; `sentence` says so, and the nearest one that is there is shown instead. */
  vanished(sentence: string): void
}

/** One folder, live. `go` shows another; the one before stays until the first of it is here. */
export function followFolder({ remote, by: initial, directory: first, changed, vanished }: Given) {
  let by = initial
  let folder: Folder = { directory: first, entries: new Map(), list: [], total: 0, complete: false, error: null }
  let wanted = first
  /** Held by `folder` too; changed in place, since a copy of 100,000 at each change would be felt. */
  let entries = new Map<string, Entry>()
  let run = 0

  function show(next: Partial<Folder>): void {
    folder = { ...folder, ...next }
    changed()
  }

  async function load(directory: string): Promise<void> {
    const mine = ++run
    if (wanted !== directory) remote.call('unwatch', { directory: wanted }).catch(() => undefined)
    wanted = directory
    const found = new Map<string, Entry>()
    let waiting: Entry[] = []
    let list: Entry[] = []
    // The same folder again is shown when it is whole, so that nothing goes and comes back.
    const again = folder.directory === directory && folder.complete && folder.error === null
    let after: string | undefined
    // A long folder is shown each time that twice as much of it is here, so that showing costs no more than coming.
    let enough = 0
    try {
      // News first, so that nothing falls between the listing and them.
      await remote.call('watch', { directory })
      do {
        const page = await remote.call('list', { directory, ...(after !== undefined && { after }) })
        if (mine !== run) return
        for (const entry of page.entries) found.set(entry.name, entry)
        waiting.push(...page.entries)
        after = page.next
        if (after !== undefined && (again || found.size < enough)) continue
        list = merge(list, { changed: waiting, removed: [] }, by)
        waiting = []
        enough = 2 * found.size
        entries = found
        show({ directory, entries, list, total: after === undefined ? found.size : page.total, complete: after === undefined, error: null })
      } while (after !== undefined)
    } catch (failure) {
      if (mine === run) await leave(directory, mine, (failure as Error).message)
    }
  }

  /** Goes to what is left of the way to a folder; says why if even the top cannot be seen. */
  async function leave(directory: string, mine: number, sentence: string): Promise<void> {
    const found = directory === '' ? null : await remote.call('stat', { path: directory }).catch(() => null)
    if (mine !== run) return
    if (found && (found.entry === null || (found.entry.kind !== 'directory' && found.entry.leads !== 'directory'))) {
      vanished(found.why ?? sentence)
      const nearest = found.entry === null ? found.nearest : directory.split('/').slice(0, -1).join('/')
      if (nearest !== directory) return load(nearest)
    }
    entries = new Map()
    show({ directory, entries, list: [], total: 0, complete: true, error: sentence })
  }

  function hear(news: News): void {
    for (const name of news.removed) entries.delete(name)
    for (const entry of news.changed) entries.set(entry.name, entry)
    show({ list: merge(folder.list, news, by), total: entries.size })
  }

  const stops: Stop[] = [
    remote.on('listing', ({ directory, changed: news, removed, again, gone }) => {
      if (directory !== wanted) return
      if (gone !== undefined) void leave(directory, ++run, gone)
      else if (again || folder.directory !== directory || !folder.complete || folder.error !== null) void load(directory)
      else hear({ changed: news, removed })
    }),
    // A channel that was opened again watches nothing yet.
    remote.onState((state, _answer, error) => {
      if (state === 'open') void load(wanted)
      else if (state === 'closed' && error && error.code !== 'channel_closed') show({ complete: true, error: error.message })
    }),
  ]
  return {
    get folder() {
      return folder
    },
    go: (directory: string): void => void load(directory),
    sort(next: By): void {
      by = next
      show({ list: [...entries.values()].sort(compare(by)) })
    },
    stop: (): void => {
      run++
      for (const stop of stops) void stop()
    },
  }
}
