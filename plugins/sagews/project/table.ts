import type { CellState } from '../contract.ts'
import type { Finished } from './session.ts'

/** What is known of each cell's runs. Lives as long as the worksheet is open here; it is the truth that flags in the text follow. */
export type RunTable = {
  /** States to be shown, `elapsed` of a running cell reckoned to `now` (the clock's milliseconds). */
  list(now: number): CellState[]
  get(id: string, now: number): CellState
  /** The queue, the running cell first. */
  readonly queue: readonly string[]
  readonly running: string | null
  wait(id: string, by: string): void
  begin(id: string, now: number): void
  finish(id: string, result: Omit<CellState, 'id'>): void
  /** Takes a waiting cell out of the queue; its last result shows again. */
  unwait(id: string): void
  /** The code was edited; true if that is news. */
  edit(id: string): boolean
  /** All results so far belong to a session that has ended. */
  retire(): string[]
  /** Flags of a session that a cell should have in the text. */
  flags(id: string): string
}

export function runTable(): RunTable {
  const results = new Map<string, Omit<CellState, 'id'>>()
  const queue: { id: string; by: string; started: number | null }[] = []
  const place = (id: string) => queue.findIndex(entry => entry.id === id)

  const table: RunTable = {
    list(now) {
      const ids = new Set([...results.keys(), ...queue.map(entry => entry.id)])
      return [...ids].map(id => table.get(id, now))
    },
    get(id, now) {
      const at = place(id)
      if (at < 0) return { id, ...(results.get(id) ?? { state: 'idle' }) }
      const { by, started } = queue[at]!
      if (started !== null) return { id, state: 'running', by, elapsed: (now - started) / 1000 }
      return { id, state: 'waiting', by, ...(at > 0 ? { after: queue[at - 1]!.id } : {}) }
    },
    get queue() {
      return queue.map(entry => entry.id)
    },
    get running() {
      return queue[0] && queue[0].started !== null ? queue[0].id : null
    },
    wait(id, by) {
      if (place(id) < 0) queue.push({ id, by, started: null })
    },
    begin(id, now) {
      const entry = queue[place(id)]
      if (entry) entry.started = now
    },
    finish(id, result) {
      const at = place(id)
      if (at >= 0) queue.splice(at, 1)
      results.set(id, result)
    },
    unwait(id) {
      const at = place(id)
      if (at >= 0 && queue[at]!.started === null) queue.splice(at, 1)
    },
    edit(id) {
      const result = results.get(id)
      if (!result || result.edited || result.state === 'idle') return false
      results.set(id, { ...result, edited: true })
      return true
    },
    retire() {
      const changed: string[] = []
      for (const [id, result] of results) {
        if (result.earlier || result.state === 'idle') continue
        results.set(id, { ...result, earlier: true })
        changed.push(id)
      }
      return changed
    },
    flags(id) {
      const at = place(id)
      if (at >= 0) return queue[at]!.started !== null ? 'r' : 'w'
      const result = results.get(id)
      return result && result.state !== 'idle' && !result.edited && !result.earlier ? 's' : ''
    },
  }
  return table
}

/** How a cell stands after a run that ended so. */
export function resultOf(
  done: Finished,
  { by, interruptedBy }: { by: string | undefined; interruptedBy: string | null },
): Omit<CellState, 'id'> {
  const common = { elapsed: done.elapsed, by }
  if (done.status === 'interrupted') return { ...common, state: 'interrupted', by: interruptedBy ?? by }
  if (done.status === 'error') return { ...common, state: 'failed', ...(done.error?.line ? { line: done.error.line } : {}) }
  return { ...common, state: 'done' }
}

/** Ids of the cells that a traceback names by position, given who ran at which: the positions change, the ids stay. */
export function namedCells(text: string, ranAs: ReadonlyMap<number, string>): Record<string, string> {
  const found: Record<string, string> = {}
  for (const [, number] of text.matchAll(/\bcell (\d+), line \d+/g)) {
    const id = ranAs.get(Number(number))
    if (id !== undefined) found[number!] = id
  }
  return found
}
