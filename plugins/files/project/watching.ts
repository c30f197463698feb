import type { Caller, Served, Stop } from '@stoa/sdk/contract'
import type { Clock, Files } from '@stoa/sdk/project'
import type { Entry, files as contract } from '../contract.ts'
import { entryOf } from './entry.ts'
import { errors, refusal } from './errors.ts'
import { inFolder } from './path.ts'

type Viewer = Caller<typeof contract>
type Emit = Served<typeof contract>['emit']
/** What one viewer has not been told of one folder: names, or that it should look again. */
type Untold = { names: Set<string>; again: boolean; holds: number; gone: boolean }
type Watched = { viewers: Map<Viewer, Untold>; timer: Stop | undefined; stop: Stop }

/** How long changes are gathered before they are told, in milliseconds. */
const gather = 50
/** More names than this are not told one by one. */
const mostNames = 500

/**
 * Tells viewers what changed in the folders they watch. Each viewer has its own list of what it was not told yet,
 * so one that reads slowly gets fewer, larger differences and never holds up another.
 */
export function startWatching({ files, clock, emit }: { files: Files; clock: Clock; emit: Emit }) {
  const watched = new Map<string, Watched>()

  function note(directory: string, name: string | null) {
    const watch = watched.get(directory)
    if (!watch || (directory === '' && name === '.stoa')) return
    for (const untold of watch.viewers.values()) {
      if (name === null || name.includes('\uFFFD') || untold.names.size >= mostNames) untold.again = true
      else untold.names.add(name)
    }
    arm(directory, watch)
  }

  function arm(directory: string, watch: Watched) {
    watch.timer ??= clock.after(gather, () => {
      watch.timer = undefined
      void tell(directory, watch)
    })
  }

  async function tell(directory: string, watch: Watched) {
    const gone = await whyGone(directory)
    const seen = new Map<string, Promise<Entry | null>>()
    const tellOne = async (viewer: Viewer, untold: Untold) => {
      if (untold.holds > 0 || (!untold.again && untold.names.size === 0)) return
      if (!viewer.writable) {
        await viewer.drained()
        if (watch.viewers.get(viewer) === untold) arm(directory, watch)
        return
      }
      if (gone !== undefined) {
        const first = !untold.gone
        Object.assign(untold, { names: new Set(), again: false, gone: true })
        if (first) emit('listing', { directory, changed: [], removed: [], gone }, viewer)
        return
      }
      const { names, again } = untold
      Object.assign(untold, { names: new Set(), again: false, gone: false })
      if (again) return emit('listing', { directory, changed: [], removed: [], again: true }, viewer)
      const changed: Entry[] = []
      const removed: string[] = []
      for (const name of names) {
        const entry = await seeOnce(seen, directory, name)
        if (entry === null) removed.push(name)
        else changed.push(entry)
      }
      if (watch.viewers.get(viewer) === untold) emit('listing', { directory, changed, removed }, viewer)
    }
    await Promise.all([...watch.viewers].map(([viewer, untold]) => tellOne(viewer, untold)))
  }

  function seeOnce(seen: Map<string, Promise<Entry | null>>, directory: string, name: string): Promise<Entry | null> {
    const known = seen.get(name)
    if (known) return known
    // A folder that goes away right now is told by the next round; meanwhile its names are gone too.
    const looked = inFolder(files, directory, folder => entryOf({ files, directory, folder, name })).catch(() => null)
    seen.set(name, looked)
    return looked
  }

  async function whyGone(directory: string): Promise<string | undefined> {
    try {
      await inFolder(files, directory, async () => {})
      return undefined
    } catch (failure) {
      const said = refusal(failure, directory)
      return said instanceof Error ? said.message : errors.notFound(directory).message
    }
  }

  function leave(directory: string, viewer: Viewer) {
    const watch = watched.get(directory)
    if (!watch?.viewers.delete(viewer) || watch.viewers.size > 0) return
    watched.delete(directory)
    end(watch)
  }

  function end(watch: Watched) {
    void watch.timer?.()
    void watch.stop()
  }

  return {
    /** Starts telling this viewer; rejects for what is not a folder in the project. */
    async watch(directory: string, viewer: Viewer): Promise<void> {
      await inFolder(files, directory, async () => {}).catch((failure: unknown) => {
        throw refusal(failure, directory)
      })
      const watch = watched.get(directory) ?? {
        viewers: new Map(),
        timer: undefined,
        stop: files.watch(directory, name => note(directory, name)),
      }
      watched.set(directory, watch)
      if (!watch.viewers.has(viewer)) watch.viewers.set(viewer, { names: new Set(), again: false, holds: 0, gone: false })
    },
    unwatch: leave,
    /** Holds back what this viewer is told of a folder while `work` lists it, so that news never arrives before an older listing. */
    async during<T>(directory: string, viewer: Viewer, work: () => Promise<T>): Promise<T> {
      const watch = watched.get(directory)
      const untold = watch?.viewers.get(viewer)
      if (!watch || !untold) return work()
      untold.holds++
      try {
        return await work()
      } finally {
        untold.holds--
        arm(directory, watch)
      }
    },
    /** Forgets a viewer whose channel closed. */
    forget(viewer: Viewer) {
      for (const directory of [...watched.keys()]) leave(directory, viewer)
    },
    stop() {
      for (const watch of watched.values()) end(watch)
      watched.clear()
    },
  }
}
