import type { ChangeSpec } from '@codemirror/state'
import { sessionFlags, setFlag, writeFlags, type Cell } from '../document/index.ts'
import type { RunTable } from './table.ts'

type Flags = Pick<RunTable, 'flags'>

/** Changes that make the session flags of these cells in the text equal to the table. */
export function flagChanges(table: Flags, cells: readonly Cell[]): ChangeSpec[] {
  return cells.flatMap(cell => {
    const wanted = table.flags(cell.id)
    let flags = cell.flags
    for (const flag of sessionFlags) if (flag !== wanted) flags = setFlag(flags, flag, false)
    return writeFlags(cell, wanted ? setFlag(flags, wanted, true) : flags)
  })
}

/** The flags of a cell whose run is over. */
export function endFlags(table: Flags, { id, flags: before }: { id: string; flags: string }): string {
  let flags = before
  for (const flag of sessionFlags) flags = setFlag(flags, flag, false)
  return flags + table.flags(id)
}
