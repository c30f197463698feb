import { statSync, watch as watchDirectory, type FSWatcher } from 'node:fs'
import { basename } from 'node:path'
import type { Stop } from '@stoa/sdk/contract'
import type { Clock, Log } from '@stoa/sdk/project'

/** How soon a folder that vanished, or that the system refused to watch, is looked at again, in milliseconds. */
const lookAgain = 1000

type Watched = { listeners: Set<(name: string | null) => void>; end(): void }

/** Watches directories, one system watch for all who ask for the same one. A folder that goes away is watched again when it is back. */
export function startWatches({ clock, log }: { clock: Clock; log: Log }) {
  const watched = new Map<string, Watched>()

  function begin(directory: string, resolve: () => Promise<string>): Watched {
    const listeners = new Set<(name: string | null) => void>()
    let system: FSWatcher | undefined
    let waiting: Stop | undefined
    let ended = false
    let warned = false
    // Of the file system's clock, which may be a tick behind this one.
    const asked = Date.now() - 20

    function tell(name: string | null) {
      for (const listener of listeners) listener(name)
    }
    function drop() {
      system?.close()
      system = undefined
    }
    function later() {
      drop()
      if (ended || waiting) return
      waiting = clock.after(lookAgain, () => {
        waiting = undefined
        void arm(true)
      })
    }
    async function arm(again: boolean) {
      try {
        const absolute = await resolve()
        if (ended) return
        const { ino, ctimeMs } = statSync(absolute)
        const mine = watchDirectory(absolute, { persistent: false }, (event, name) => {
          if (mine !== system) return
          tell(name)
          if (event === 'rename' && (name === null || name === basename(absolute)) && inodeOf(absolute) !== ino) {
            tell(null)
            later()
          }
        })
        system = mine
        mine.on('error', () => {
          if (mine !== system) return
          tell(null)
          later()
        })
        // What changed while nothing watched would otherwise never be told.
        if (again || inodeOf(absolute) !== ino || ctimeMs >= asked) tell(null)
      } catch (failure) {
        const { code } = failure as NodeJS.ErrnoException
        if (code === 'ENOSPC' || code === 'EMFILE') {
          if (!warned) log.warn({ directory, code }, 'The system allows no more watches; this folder is looked at each second instead.')
          warned = true
          tell(null)
        }
        later()
      }
    }
    void arm(false)
    return {
      listeners,
      end() {
        ended = true
        void waiting?.()
        drop()
      },
    }
  }

  return {
    watch({ directory, resolve, changed }: { directory: string; resolve(): Promise<string>; changed(name: string | null): void }): Stop {
      const entry = watched.get(directory) ?? begin(directory, resolve)
      watched.set(directory, entry)
      const listener = (name: string | null) => changed(name)
      entry.listeners.add(listener)
      return () => {
        if (!entry.listeners.delete(listener) || entry.listeners.size > 0) return
        entry.end()
        if (watched.get(directory) === entry) watched.delete(directory)
      }
    },
    stop() {
      for (const entry of watched.values()) entry.end()
      watched.clear()
    },
  }
}

function inodeOf(absolute: string): number | undefined {
  return statSync(absolute, { throwIfNoEntry: false })?.ino
}
