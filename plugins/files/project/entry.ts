import { lstat, type Stats } from 'node:fs'
import { readlink } from 'node:fs/promises'
import { isUtf8 } from 'node:buffer'
import { StoaError } from '@stoa/sdk/contract'
import type { Files } from '@stoa/sdk/project'
import type { Entry } from '../contract.ts'
import { below } from './path.ts'

/** A name as the disk has it: text, or the bytes of what is not UTF-8. */
export type Name = string | Buffer

/** As a person should see it: bytes that are not UTF-8 become U+FFFD. */
export function shown(name: Name): string {
  return typeof name === 'string' ? name : name.toString('utf8')
}

/** Reads a name's bytes, keeping them only where text would lose something. */
export function nameFrom(bytes: Buffer): Name {
  return isUtf8(bytes) ? bytes.toString('utf8') : bytes
}

const longestTarget = 255

/** Looks at one thing in a folder held by `inFolder`. Answers null for what is not there (any more). A link is not followed to be shown. */
export async function entryOf({
  files,
  directory,
  folder,
  name,
}: {
  files: Files
  directory: string
  folder: string
  name: Name
}): Promise<Entry | null> {
  const held = typeof name === 'string' ? `${folder}/${name}` : Buffer.concat([Buffer.from(`${folder}/`), name])
  const found = await look(held)
  if (found === null) return null
  const entry: Entry = {
    name: shown(name),
    kind: kindOf(found),
    size: found.isFile() ? found.size : 0,
    modified: Math.round(found.mtimeMs),
  }
  if (!found.isSymbolicLink()) entry.mode = found.mode & 0o777
  if (typeof name !== 'string') entry.bytes = name.toString('base64url')
  if (entry.kind === 'link') {
    entry.target = (await readlink(held).catch(() => '')).slice(0, longestTarget)
    entry.leads = typeof name === 'string' ? await leadsTo(files, below(directory, name)) : 'other'
  }
  return entry
}

// Node's callback form is four times as fast as its promise form here, which is what 100,000 entries need.
function look(held: string | Buffer): Promise<Stats | null> {
  return new Promise((found, failed) => {
    lstat(held, (failure, stats) => {
      if (!failure) found(stats)
      else if (failure.code === 'ENOENT' || failure.code === 'ENOTDIR' || failure.code === 'EACCES') found(null)
      else failed(failure)
    })
  })
}

/** What kind of thing a look found. */
export function kindOf(found: Stats): Entry['kind'] {
  if (found.isFile()) return 'file'
  if (found.isDirectory()) return 'directory'
  return found.isSymbolicLink() ? 'link' : 'other'
}

async function leadsTo(files: Files, path: string): Promise<Entry['leads']> {
  try {
    const found = await look(await files.resolve(path))
    if (found === null) return 'missing'
    const kind = kindOf(found)
    return kind === 'link' ? 'other' : kind
  } catch (refused) {
    const outside = refused instanceof StoaError && (refused.code === 'path_outside' || refused.code === 'path_private')
    return outside ? 'outside' : 'missing'
  }
}
