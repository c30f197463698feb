import type { ConditionalTable, Definition, KeyOf, Row } from '@stoa/core/store'
import { registryErrors } from './errors.ts'

const attempts = 1000

type Versioned = { version: number }

/**
 * Changes a row that others may be changing: reads it, asks `decide` for the row to stand there, and writes it if nobody
 * was faster, else again. `decide` returns null to leave things as they are; what it throws ends the attempt; without a row
 * it is given undefined. It may be called many times, so it must only decide. Resolves to the row that stands there afterwards.
 */
export async function change<D extends Definition>({
  table,
  key,
  decide,
}: {
  table: ConditionalTable<D>
  key: KeyOf<D>
  /** The new row without its version, or null. */
  decide: (row: Row<D> | undefined) => Omit<Row<D>, 'version'> | null
}): Promise<Row<D> | undefined> {
  let found = await table.get(key)
  // Each failed attempt means that another's succeeded, so this ends when the others have had their turn.
  for (let attempt = 0; attempt < attempts; attempt++) {
    const decided = decide(found)
    if (decided === null) return found
    const version = (found as Versioned | undefined)?.version
    const row = { ...decided, version: (version ?? 0) + 1 } as unknown as Row<D>
    const outcome = await table.putIf(row, { when: version === undefined ? 'absent' : { version } })
    if (outcome.applied) return row
    found = outcome.found
  }
  throw registryErrors.busy(table.definition.name.replaceAll('_', ' '))
}
