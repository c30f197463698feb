import { encodeBound, type Cell } from '../cells.ts'
import type { Definition } from '@stoa/sdk/host'
import type { Range } from '@stoa/sdk/host'

/** Cells of the first cluster columns, as many as there are cells. */
export type Bound = readonly Cell[]
/** Which rows of a partition: those that begin with `equal`, and of these from `least` on and before `end`, both without what is equal. */
export type Bounds = { equal: Bound; least: Bound; end: Bound }

/** Orders two cells of one column as the database does: numbers by value, text and bytes by bytes. */
export function compareCells(a: Cell, b: Cell): number {
  if (typeof a === 'number' && typeof b === 'number') return a - b
  return Buffer.compare(bytesOf(a), bytesOf(b))
}

const bytesOf = (cell: Cell) => (cell instanceof Uint8Array ? cell : Buffer.from(String(cell)))

/** How two bounds lie, looking at no more cells than both have. */
function compare(a: Bound, b: Bound): number {
  const both = Math.min(a.length, b.length)
  for (let at = 0; at < both; at++) {
    const order = compareCells(a[at]!, b[at]!)
    if (order !== 0) return order
  }
  return 0
}

/**
 * The range as Cassandra can be asked for it, which takes no bound beside a prefix unless it goes on from there. Undefined if no row can lie in it.
 */
export function boundsOf({ definition, range }: { definition: Definition; range: Range<Definition> }): Bounds | undefined {
  const cellsOf = (bound: object | undefined): Bound =>
    bound === undefined ? [] : encodeBound({ definition, bound: bound as Readonly<Record<string, unknown>> }).cells
  const equal = cellsOf(range.prefix)
  const from = cellsOf(range.from)
  const to = cellsOf(range.to)
  const start = compare(from, equal)
  const stop = compare(to, equal)
  if (start > 0 || stop < 0) return undefined
  // A bound that says no more than the prefix does: all of it is after `from`, and none of it before `to`.
  if (to.length > 0 && stop === 0 && to.length <= equal.length) return undefined
  const rest = (bound: Bound, order: number) => (order === 0 ? bound.slice(equal.length) : [])
  const bounds = { equal, least: rest(from, start), end: rest(to, stop) }
  if (bounds.least.length > 0 && bounds.end.length > 0 && compare(bounds.least, bounds.end) > 0) return undefined
  return bounds
}
