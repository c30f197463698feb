import type { Test } from 'tap'
import type { SnapshotStorePlace } from '@stoa/sdk/test'
import type { Tables } from '@stoa/sdk/host'
import { projectBupPieces, projectBups } from '../../tables.ts'
import { createTableStore } from '../table-store.ts'

/** The store over tables, with what a test harms in them. `pass` lets time go by for the database. */
export function tablePlace({ tables, now, pass }: { tables: Tables; now(): number; pass: SnapshotStorePlace['pass'] }) {
  return async (_: Test): Promise<SnapshotStorePlace> => {
    const [packs, pieces] = [tables.table(projectBups), tables.table(projectBupPieces)]
    const flipped = (data: Uint8Array) => {
      const other = Buffer.from(data)
      other[Math.floor(other.length / 2)]! ^= 1
      return other
    }
    return {
      store: createTableStore({ tables, clock: { now } }),
      other: () => createTableStore({ tables, clock: { now } }),
      pass,
      async flip(project, sha1) {
        const row = (await packs.get({ project, sha1 }))!
        if (row.data) return packs.put({ ...row, data: flipped(row.data) })
        const piece = (await pieces.get({ project, sha1, at: 1 }))!
        return pieces.put({ ...piece, data: flipped(piece.data) })
      },
      drop: (project, sha1) => pieces.delete({ project, sha1, at: 1 }),
      async unlisted(project) {
        const listed = new Set((await packs.scan({ project }).toArray()).map(({ sha1 }) => sha1))
        let count = 0
        for await (const partition of pieces.partitions()) if (partition.project === project && !listed.has(partition.sha1)) count++
        return count
      },
    }
  }
}
