import { randomBytes } from 'node:crypto'
import { lstat, mkdir, open, rename, rm } from 'node:fs/promises'
import { join } from 'node:path'
import type { Files, RouteRequest } from '@stoa/sdk/project'
import type { Entry, Trashed } from '../contract.ts'
import { entryAt } from './changes.ts'
import { errors, refusal, refusalMaking } from './errors.ts'
import { isThere, makeParents, moveWithoutReplacing, refuseIfFull } from './place.ts'
import type { Trash } from './trash.ts'

type Placed = { path: string; temporary: string; replace: boolean; parents: boolean; by: string }
export type Uploaded = { path: string; entry: Entry; trashed?: Trashed }

/** How a body says that its sender went away. */
const cutOff = new Set(['ERR_STREAM_PREMATURE_CLOSE', 'ECONNRESET', 'ABORT_ERR'])

/**
 * Takes files in. The bytes go to `.stoa/uploads`, on the same file system but out of sight, and the file appears under its name
 * only when all of them are on the disk; so a cut upload, or a crash, leaves nothing in the project.
 */
export function createUploads({ files, trash }: { files: Files; trash: Trash }) {
  const home = join(files.root, '.stoa', 'uploads')

  async function receive({ path, body, headers }: Pick<RouteRequest, 'path' | 'body' | 'headers'>): Promise<string> {
    const expected = headers['content-length'] === undefined ? undefined : Number(headers['content-length'])
    await mkdir(home, { recursive: true })
    if (expected !== undefined) await refuseIfFull(home, path, expected)
    const temporary = join(home, randomBytes(12).toString('hex'))
    const handle = await open(temporary, 'wx', 0o666)
    let received = 0
    try {
      for await (const piece of body as AsyncIterable<Buffer>) {
        await handle.writeFile(piece)
        received += piece.length
      }
      if (expected !== undefined && received !== expected) throw errors.uploadCut(path, received, expected)
      await handle.sync()
      return temporary
    } catch (failure) {
      await rm(temporary, { force: true })
      throw cutOff.has((failure as NodeJS.ErrnoException).code ?? '') ? errors.uploadCut(path, received, expected) : failure
    } finally {
      await handle.close()
    }
  }

  async function put({
    path,
    temporary,
    replace,
    by,
  }: {
    path: string
    temporary: string
    replace: boolean
    by: string
  }): Promise<Trashed | undefined> {
    return files.at(path, async held => {
      if (!replace || !(await isThere(held))) {
        await moveWithoutReplacing(temporary, held)
        return undefined
      }
      await refuseFolder(held, path)
      const trashed = await trash.keep(path, held, by)
      await rename(temporary, held)
      return trashed
    })
  }

  return {
    /** Refuses what can't end well before any of it is sent. */
    async refuseTaken({ path, replace }: { path: string; replace: boolean }): Promise<void> {
      const look = async (held: string): Promise<void> => {
        if (!(await isThere(held))) return
        if (!replace) throw errors.exists(path)
        await refuseFolder(held, path)
      }
      await files.at(path, look).catch((failure: unknown) => {
        // Folders that are missing are made in the end.
        if ((failure as NodeJS.ErrnoException).code !== 'ENOENT') throw failure
      })
    },
    /** Gives a file that is whole its name. */
    async place({ path, temporary, replace, parents, by }: Placed): Promise<Uploaded> {
      try {
        if (parents) await makeParents(files, path)
        const trashed = await put({ path, temporary, replace, by })
        const entry = await entryAt(files, path)
        if (entry === null) throw errors.notFound(path)
        return { path, entry, ...(trashed && { trashed }) }
      } catch (failure) {
        throw (failure as NodeJS.ErrnoException).code === 'EEXIST' ? refusal(failure, path) : refusalMaking(failure, path)
      }
    },
    async upload({ path, query, headers, body, user }: RouteRequest): Promise<Uploaded> {
      const replace = query.get('replace') === '1'
      try {
        if (query.get('parents') === '1') await makeParents(files, path)
        // What can't end well is refused before the body is taken.
        await files.at(path, async held => {
          if (!(await isThere(held))) return
          if (!replace) throw errors.exists(path)
          await refuseFolder(held, path)
        })
        const temporary = await receive({ path, body, headers })
        try {
          return await this.place({ path, temporary, replace, parents: false, by: user.name })
        } finally {
          await rm(temporary, { force: true })
        }
      } catch (failure) {
        throw (failure as NodeJS.ErrnoException).code === 'EEXIST' ? refusal(failure, path) : refusalMaking(failure, path)
      }
    },
    /** Clears away what a crash left. */
    async tidy(): Promise<void> {
      await rm(home, { recursive: true, force: true })
    },
  }
}

export type Uploads = ReturnType<typeof createUploads>

async function refuseFolder(held: string, path: string): Promise<void> {
  const found = await lstat(held)
  if (!found.isFile() && !found.isSymbolicLink()) throw errors.notFile(path)
}
