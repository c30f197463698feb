import type { ChangeSet } from '@codemirror/state'
import type { Person } from './contract.ts'

type Ranges = NonNullable<Person['ranges']>

/** How often selections are told at most, in milliseconds. */
const every = 80

/**
 * Tells the others where this session's selections are: at once, then not oftener than every 80 ms, and the last of them always. `tell` answers
 * whether it could be told now.
 */
export function createSelections({ after, tell }: { after: (ms: number, work: () => void) => () => void; tell(ranges: Ranges): boolean }) {
  let ranges: Ranges | null = null
  let resting: (() => void) | null = null
  let moved = false

  function send(): void {
    if (resting || ranges === null || !tell(ranges)) return
    resting = after(every, () => {
      resting = null
      if (!moved) return
      moved = false
      send()
    })
  }
  return {
    set(next: Ranges): void {
      ranges = next
      if (resting) moved = true
      else send()
    },
    /** There is a new channel, which knows nothing yet. */
    again: send,
    stop: () => resting?.(),
  }
}

/** Takes a position back over changes, the last of them first in `back`. */
export function unmap(position: number, back: readonly ChangeSet[]): number {
  return back.reduce((at, changes) => changes.invertedDesc.mapPos(Math.min(at, changes.newLength)), position)
}
