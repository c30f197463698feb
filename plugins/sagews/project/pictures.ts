import { createHash } from 'node:crypto'
import { readFile } from 'node:fs/promises'
import type { Blobs } from '@stoa/sdk/project'
import type { Pictures } from '../document/notebook/index.ts'

/** A project's pictures while documents are converted, which asks for them without waiting. */
export type Album = Pictures & {
  /** Has the bytes of these at hand. */
  fetch(ids: Iterable<string>): Promise<void>
  /** Puts what was taken in into the project. */
  store(): Promise<void>
}

/** Opens an album over a project's blobs. */
export function openAlbum(blobs: Pick<Blobs, 'add' | 'find'>): Album {
  const at = new Map<string, Uint8Array>()
  const taken = new Map<string, { bytes: Uint8Array; mime: string }>()
  return {
    read: sha => at.get(sha) ?? null,
    keep(bytes, mime) {
      const sha = createHash('sha256').update(bytes).digest('hex')
      if (!at.has(sha)) taken.set(sha, { bytes, mime })
      at.set(sha, bytes)
      return sha
    },
    async fetch(ids) {
      for (const id of ids) {
        const path = at.has(id) ? null : await blobs.find(id)
        if (path !== null) at.set(id, await readFile(path))
      }
    },
    async store() {
      for (const [id, { bytes, mime }] of taken) if ((await blobs.find(id)) === null) await blobs.add({ bytes }, { mime })
      taken.clear()
    },
  }
}
