import type { Trashed } from '../../contract.ts'

/** A line of the trash: all that was at one path, newest first; or, `inner`, one of those below their line, which is open then. */
export type TrashRow = {
  readonly path: string
  readonly versions: readonly Trashed[]
  readonly open: boolean | null
  readonly inner: boolean
}

/** The newest one of a line: what it is called by, and what it is put back as. */
export const newestOf = ({ versions }: TrashRow): Trashed => versions[0]!

/** What a line is known by while the list changes. */
export const keyOf = (row: TrashRow): string => (row.inner ? newestOf(row).id : row.path)

/**
 * The lines of a trash: what was at one path in one line, where the newest of it is; below those that are `open`, each version. `open` is null in a
 * line that can't be opened.
 */
export function rowsOf(list: readonly Trashed[], { open, search }: { open: ReadonlySet<string>; search: string }): TrashRow[] {
  const wanted = search.trim().toLowerCase()
  const byPath = new Map<string, Trashed[]>()
  for (const one of list) {
    if (!one.path.toLowerCase().includes(wanted)) continue
    const versions = byPath.get(one.path)
    if (versions) versions.push(one)
    else byPath.set(one.path, [one])
  }
  const rows: TrashRow[] = []
  for (const [path, versions] of byPath) {
    const several = versions.length > 1
    rows.push({ path, versions, open: several ? open.has(path) : null, inner: false })
    if (several && open.has(path)) for (const one of versions) rows.push({ path, versions: [one], open: null, inner: true })
  }
  return rows
}
