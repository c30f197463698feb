import { isUtf8 } from 'node:buffer'
import { lstat, mkdir, rename } from 'node:fs/promises'
import type { Files } from '@stoa/sdk/project'
import type { Entry } from '../contract.ts'
import { entryOf } from './entry.ts'
import { errors, refusal, refusalMaking } from './errors.ts'
import { below, inFolder, nameOf, parentOf } from './path.ts'
import { isThere, makeParents, moveWithoutReplacing } from './place.ts'

type Made = { path: string; entry: Entry }

/** What is at `path` now, as its folder's listing would show it. */
export async function entryAt(files: Files, path: string): Promise<Entry | null> {
  const directory = parentOf(path)
  return inFolder(files, directory, folder => entryOf({ files, directory, folder, name: nameOf(path) }))
}

async function made(files: Files, path: string): Promise<Made> {
  const entry = await entryAt(files, path)
  if (entry === null) throw errors.notFound(path)
  return { path, entry }
}

/** Makes an ordinary file with this content. */
export async function create(
  files: Files,
  { path, content = '', parents = false }: { path: string; content?: string; parents?: boolean },
): Promise<Made> {
  try {
    if (parents) await makeParents(files, path)
    // Opening a link that leads nowhere would make what it leads to.
    await files.at(path, async held => {
      if (await isThere(held)) throw errors.exists(path)
    })
    const handle = await files.open(path, 'wx')
    try {
      await handle.writeFile(content)
    } finally {
      await handle.close()
    }
    return await made(files, path)
  } catch (failure) {
    throw refusalMaking(failure, path)
  }
}

/** Makes a folder. */
export async function makeDirectory(files: Files, { path, parents = false }: { path: string; parents?: boolean }): Promise<Made> {
  try {
    if (parents) await makeParents(files, path)
    await files.at(path, held => mkdir(held))
    return await made(files, path)
  } catch (failure) {
    throw refusalMaking(failure, path)
  }
}

/** Renames or moves. */
export async function move(files: Files, { from, to }: { from: string; to: string }): Promise<Made> {
  if (to.startsWith(`${from}/`)) throw errors.intoItself(from, to)
  try {
    if (from !== to) {
      await files.at(from, async source => {
        await lstat(source)
        await files
          .at(to, target => moveWithoutReplacing(source, target))
          .catch((failure: unknown) => {
            throw refusalMaking(failure, to)
          })
      })
    }
    return await made(files, to)
  } catch (failure) {
    throw refusal(failure, from)
  }
}

/** Gives something whose name is not UTF-8 a name that is. */
export async function repairName(
  files: Files,
  { directory, bytes, name }: { directory: string; bytes: string; name: string },
): Promise<Made> {
  const old = Buffer.from(bytes, 'base64url')
  if (old.length === 0 || isUtf8(old) || old.includes('/') || old.includes(0)) throw errors.bytesInvalid(bytes)
  if (name === '' || name.includes('/')) throw errors.nameInvalid(name)
  const path = below(directory, name)
  try {
    await files.at(path, async held => {
      if (await isThere(held)) throw errors.exists(path)
      const folder = held.slice(0, held.lastIndexOf('/') + 1)
      await rename(Buffer.concat([Buffer.from(folder), old]), held)
    })
    return await made(files, path)
  } catch (failure) {
    throw refusal(failure, path)
  }
}
