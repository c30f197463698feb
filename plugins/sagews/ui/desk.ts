import type { EditorView } from '@codemirror/view'
import type { Contract, Remote, Stop } from '@stoa/sdk/contract'
import type { Modes, Outputs } from '../api.ts'
import type { Programs } from './programs.ts'
import type { Runs } from './runs.ts'

/** What the parts of one worksheet's view share. */
export type Desk = {
  readonly runs: Runs
  readonly outputs: Outputs
  readonly modes: Modes
  url(path: string): string
  /** The path of the worksheet in its project. */
  readonly path: string
  /** Whether this person ran a cell since the page was opened. */
  ranHere(cell: string): boolean
  /** The frame in which programs of this worksheet run, and those that this person started. */
  readonly programs: Pick<Programs, 'run'>
  readonly started: Set<string>
  readonly editable: boolean
  readonly runnable: boolean
  /** Whether the session in which a cell ran last is still there. */
  live(cell: string): boolean
  /** Hears changes of runs, of the session, of who is here and of what this person may do. */
  watch(listener: () => void): Stop
  /** A channel of another contract about this worksheet. */
  channel<C extends Contract>(name: string): Remote<C>
  /** Whether others are here. */
  readonly company: boolean
  /** The colour of a person who is here, from 1; 0 for others. */
  colour(name: string): number
  /** Runs cells by id, in this order. */
  run(cells: readonly string[], options?: { keep?: boolean }): void
  interrupt(cell?: string): void
  reply(cell: string, value: string): void
  /** Puts the cursor at a line (from 1) of a cell's code; `cell` is its position in the sheet. */
  goTo(view: EditorView, cell: number, line: number): void
  /** Puts a new cell before this one, or behind all with null, and the cursor into it. */
  insert(view: EditorView, before: string | null): void
  /** Opens hidden input and puts the cursor into the cell. */
  edit(view: EditorView, id: string): void
  /** Measured heights of outputs by the text of their line's id. */
  readonly heights: Map<string, number>
}
