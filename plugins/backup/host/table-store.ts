import type { Clock, SnapshotStore, TableOf, Tables } from '@stoa/sdk/host'
import { projectBupClaims, projectBupPieces, projectBups, projectBupsBegun, projectSnapshots } from '../tables.ts'
import { errors } from './errors.ts'
import { checkedPieces, inPieces, sumOf } from './pieces.ts'

/** A pack of so many bytes lies in the row that lists it. */
const inlineBytes = 64 * 1024
/** Pieces that are written at the same time. */
const atOnce = 4

/** Keeps snapshots in tables of the store, so that every host of the installation has them: in SQLite, or in Cassandra. */
export function createTableStore({ tables, clock }: { tables: Tables; clock: Pick<Clock, 'now'> }): SnapshotStore {
  const packs = tables.table(projectBups)
  const pieces: TableOf<typeof projectBupPieces> = tables.table(projectBupPieces)
  const begun = tables.table(projectBupsBegun)
  const snapshots = tables.table(projectSnapshots)
  const claims = tables.table(projectBupClaims)

  async function removePieces(project: string, sha1: string): Promise<void> {
    for (let at = 0; ; at++) {
      const there = await pieces.scan({ project, sha1 }, { from: { at }, limit: 1 }).toArray()
      if (there[0] === undefined) return
      at = there[0].at
      await pieces.delete({ project, sha1, at })
    }
  }

  return {
    id: 'tables',
    async packs(project) {
      const found = []
      for await (const { sha1, bytes, time } of packs.scan({ project })) found.push({ pack: sha1, bytes, time })
      return found
    },
    async putPack(project, sha1, content) {
      await begun.put({ project, sha1 })
      const sums: string[] = []
      const writing = new Set<Promise<void>>()
      const failures: unknown[] = []
      let bytes = 0
      let held: Buffer | undefined
      const write = async (data: Buffer, at: number): Promise<void> => {
        const done: Promise<void> = pieces
          .put({ project, sha1, at, data })
          .catch((failure: unknown) => void failures.push(failure))
          .finally(() => writing.delete(done))
        writing.add(done)
        if (writing.size >= atOnce) await Promise.race(writing)
        if (failures.length > 0) throw failures[0]
      }
      try {
        for await (const piece of inPieces(content)) {
          if (held !== undefined) await write(held, sums.length - 1)
          sums.push(sumOf(piece))
          bytes += piece.length
          held = piece
        }
        const data = sums.length === 1 && bytes <= inlineBytes ? held : undefined
        if (data === undefined && held !== undefined) await write(held, sums.length - 1)
        await Promise.all(writing)
        if (failures.length > 0) throw failures[0]
        await packs.put({ project, sha1, time: clock.now(), bytes, sums, data })
      } finally {
        await Promise.all(writing)
      }
      await begun.delete({ project, sha1 })
    },
    async *pack(project, sha1) {
      const row = await packs.get({ project, sha1 })
      if (row === undefined) throw errors.noPack(sha1)
      yield* checkedPieces({
        pack: sha1,
        sums: row.sums as string[],
        read: async at => row.data ?? (await pieces.get({ project, sha1, at }))?.data,
      })
    },
    async deletePack(project, sha1) {
      // Not listed first: pieces without a row are swept, a row without pieces would be taken for a pack.
      await begun.put({ project, sha1 })
      await packs.delete({ project, sha1 })
      await removePieces(project, sha1)
      await begun.delete({ project, sha1 })
    },
    async snapshots(project) {
      const found = []
      for await (const { id, time, tree, note } of snapshots.scan({ project }, { reverse: true })) found.push({ id, time, tree, note })
      return found
    },
    putSnapshot: (project, snapshot) => snapshots.put({ project, ...snapshot }),
    async deleteSnapshot(project, id) {
      for await (const row of snapshots.scan({ project })) if (row.id === id) await snapshots.delete({ project, time: row.time, id })
    },
    async claim(project, { owner, seconds }) {
      const row = { project, owner }
      const first = await claims.putIf(row, { when: 'absent', ttl: seconds })
      if (!first.applied && first.found?.owner !== owner) return null
      return {
        renew: async () => (await claims.putIf(row, { when: { owner }, ttl: seconds })).applied,
        release: async () => void (await claims.deleteIf({ project }, { when: { owner } })),
      }
    },
    async sweep(project) {
      let count = 0
      for (const { sha1 } of await begun.scan({ project }).toArray()) {
        if ((await packs.get({ project, sha1 })) === undefined) {
          await removePieces(project, sha1)
          count++
        }
        await begun.delete({ project, sha1 })
      }
      return count
    },
  }
}
