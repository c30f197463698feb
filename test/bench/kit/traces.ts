import { readFileSync } from 'node:fs'
import { gunzipSync } from 'node:zlib'

/** One keystroke or paste: at `place` so many units go, and a text comes. Units are UTF-16 here. */
export type Edit = { readonly place: number; readonly deleted: number; readonly inserted: string }
/** A turn in a trace: somebody hears what the others have done so far, or edits. */
export type Turn = { readonly who: number; readonly hears: boolean; readonly edit: Edit }
/** A recorded history of real editing; `data/README.md` says where from. */
export type Trace = { readonly name: string; readonly people: number; readonly turns: readonly Turn[]; readonly end: string }

type File = {
  kind?: 'concurrent'
  endContent: string
  numAgents?: number
  txns: { parents?: number[]; agent?: number; patches: [number, number, string][] }[]
}

const read = (name: string): File =>
  JSON.parse(gunzipSync(readFileSync(new URL(`../data/${name}.json.gz`, import.meta.url))).toString()) as File

/** One person's history. Its positions are units, since its texts have no character outside of the basic plane. */
export function sequentialTrace(name: string): Trace {
  const { txns, endContent } = read(name)
  return {
    name,
    people: 1,
    end: endContent,
    turns: txns.flatMap(({ patches }) =>
      patches.map(([place, deleted, inserted]) => ({ who: 0, hears: false, edit: { place, deleted, inserted } })),
    ),
  }
}

/**
 * Several people's. They hear of each other when the trace says that they did; where each edits is taken from it as far as the text goes that he has at
 * that moment, since a server gives a history one order and the trace has none.
 */
export function concurrentTrace(name: string): Trace {
  const { txns, endContent, numAgents } = read(name)
  return {
    name,
    people: numAgents!,
    end: endContent,
    turns: txns.flatMap(({ parents, agent, patches }) =>
      patches.map(([place, deleted, inserted], index) => ({
        who: agent!,
        hears: index === 0 && parents!.some(parent => txns[parent]!.agent !== agent),
        edit: { place, deleted, inserted },
      })),
    ),
  }
}

export const sequentialNames = ['automerge-paper', 'rustcode', 'sveltecomponent'] as const
export const concurrentNames = ['friendsforever', 'clownschool'] as const
