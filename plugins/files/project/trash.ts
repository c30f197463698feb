import { randomBytes } from 'node:crypto'
import { link, lstat, mkdir, readFile, readdir, rename, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { Clock, Files } from '@stoa/sdk/project'
import type { Trashed } from '../contract.ts'
import { putBeside } from './beside.ts'
import { kindOf } from './entry.ts'
import { errors, refusal } from './errors.ts'
import { isThere, makeParents } from './place.ts'

const idForm = /^[0-9a-z]{9}-[0-9a-f]{16}$/
const pageSize = 500

export type Trash = {
  /** Moves what is at `path` here; a folder with everything in it, a link without what it leads to. */
  take(path: string, by: string): Promise<Trashed>
  /** Keeps an ordinary file or link here while it also stays where it is, so that it can be replaced in one step. `held` is from `Files.at`. */
  keep(path: string, held: string, by: string): Promise<Trashed>
  list(after?: string): Promise<{ trashed: Trashed[]; total: number; next?: string }>
  /** Puts something back and answers where. */
  restore(id: string): Promise<string>
  /** Deletes for good; answers how many there were. */
  empty(ids?: readonly string[]): Promise<number>
  /** Clears away what a crash left half done. */
  tidy(): Promise<void>
}

/**
 * What was removed and can be restored. It lies in `.stoa/trash`, where programs of the project can't write: one folder each, named so that
 * they sort by age, with `about.json` beside `content`. `about.json` is written first, so whatever has its content here also says where it was.
 */
export function createTrash({ files, clock }: { files: Files; clock: Clock }): Trash {
  const home = join(files.root, '.stoa', 'trash')
  const folderOf = (id: string) => {
    if (!idForm.test(id)) throw errors.notInTrash(id)
    return join(home, id)
  }

  async function put(path: string, by: string, held: string, bring: (content: string) => Promise<void>): Promise<Trashed> {
    const found = await lstat(held)
    const removed = clock.now()
    const id = `${removed.toString(36).padStart(9, '0')}-${randomBytes(8).toString('hex')}`
    const trashed: Trashed = { id, path, kind: kindOf(found), size: found.isFile() ? found.size : 0, removed, by }
    const folder = folderOf(id)
    await mkdir(folder, { recursive: true })
    try {
      await writeFile(join(folder, 'about.json'), JSON.stringify(trashed), { flush: true })
      await bring(join(folder, 'content'))
    } catch (failure) {
      await rm(folder, { recursive: true, force: true })
      throw failure
    }
    return trashed
  }

  async function ids(): Promise<string[]> {
    try {
      return (await readdir(home)).filter(name => idForm.test(name)).sort((a, b) => (a < b ? 1 : -1))
    } catch (failure) {
      if ((failure as NodeJS.ErrnoException).code === 'ENOENT') return []
      throw failure
    }
  }

  async function about(id: string): Promise<Trashed | null> {
    const folder = folderOf(id)
    try {
      if (!(await isThere(join(folder, 'content')))) return null
      return JSON.parse(await readFile(join(folder, 'about.json'), 'utf8')) as Trashed
    } catch {
      return null
    }
  }

  return {
    async take(path, by) {
      try {
        return await files.at(path, held => put(path, by, held, content => rename(held, content)))
      } catch (failure) {
        throw refusal(failure, path)
      }
    },
    keep: (path, held, by) =>
      put(path, by, held, async content => {
        try {
          await link(held, content)
        } catch {
          // No hard links here: for a moment nothing is at the path, which is better than an old version that is lost.
          await rename(held, content)
        }
      }),
    async list(after) {
      const all = await ids()
      const from = after === undefined ? 0 : all.findIndex(id => id < after)
      const some = from < 0 ? [] : all.slice(from, from + pageSize)
      const trashed = (await Promise.all(some.map(about))).filter(found => found !== null)
      const next = from >= 0 && from + pageSize < all.length ? some.at(-1) : undefined
      return { trashed, total: all.length, ...(next !== undefined && { next }) }
    },
    async restore(id) {
      const found = await about(id)
      if (found === null) throw errors.notInTrash(id)
      const content = join(folderOf(id), 'content')
      try {
        await makeParents(files, found.path)
        const path = await putBeside({ files, content, path: found.path, word: 'restored' })
        await rm(folderOf(id), { recursive: true, force: true })
        return path
      } catch (failure) {
        throw refusal(failure, found.path)
      }
    },
    async empty(chosen) {
      let deleted = 0
      for (const id of chosen ?? (await ids())) {
        const folder = folderOf(id)
        if (await isThere(join(folder, 'content'))) deleted++
        await rm(folder, { recursive: true, force: true })
      }
      return deleted
    },
    async tidy() {
      for (const id of await ids()) {
        if (!(await isThere(join(folderOf(id), 'content')))) await rm(folderOf(id), { recursive: true, force: true })
      }
    },
  }
}
