import type { HostRow, Load } from './rules.ts'

/** A machine that may be given a project. `given` counts projects that were sent there and are not in its load yet. */
export type Candidate = { readonly host: string; readonly state: string; readonly load: Load; readonly given: number }

export const candidateOf = (row: HostRow, given: number): Candidate => ({
  host: row.host,
  state: row.state,
  load: row.load as Load,
  given,
})

/** What a running project is reckoned to need before it is known: an idle server and a little more, in bytes. */
const expected = 200e6

/** How much room a machine has, from 0 to 1: the scarcer of memory and processors. */
export function room({ load, given }: Candidate): number {
  const memory = Math.max(0, load.memory.free - given * expected) / Math.max(1, load.memory.total)
  const processors = 1 / (1 + (load.busy + given / 4) / Math.max(1, load.cores))
  return Math.min(memory, processors)
}

const isFull = ({ load, given }: Candidate): boolean => load.most !== undefined && load.projects + given >= load.most

/** Whether a machine takes projects now. */
export const takes = (one: Candidate): boolean => one.state === 'alive' && !isFull(one)

/**
 * The machine for a project: the one its people want, else the one that has its newest files unless that is crowded, else the one with most room.
 * Undefined if none may take it. Ties go by name, so that all hubs choose alike.
 */
export function placed({
  among,
  home,
  wanted,
}: {
  among: readonly Candidate[]
  home: string
  wanted?: string | undefined
}): Candidate | undefined {
  const able = among.filter(takes)
  const chosen = able.find(one => one.host === wanted)
  if (chosen) return chosen
  const best = able.toSorted((a, b) => room(b) - room(a) || a.given - b.given || (a.host < b.host ? -1 : 1))[0]
  const keeper = able.find(one => one.host === home)
  // To fetch files costs more than a crowded machine does, up to a point.
  return keeper && best && room(keeper) >= room(best) / 4 ? keeper : best
}
