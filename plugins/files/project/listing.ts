import { readdir, stat } from 'node:fs/promises'
import type { Clock, Files } from '@stoa/sdk/project'
import type { Stop } from '@stoa/sdk/contract'
import type { Entry } from '../contract.ts'
import { entryOf, nameFrom, shown, type Name } from './entry.ts'
import { refusal } from './errors.ts'
import { inFolder } from './path.ts'

/** How much JSON one answer holds, in characters, before the rest waits for the next call. A frame holds 1 MiB. */
const fullPage = 200_000
/** How many entries are looked at together. */
const together = 128
/** How long sorted names are kept for the next page, in milliseconds, and of how many folders. */
const keptFor = 30_000
const keptFolders = 4

type Page = { entries: Entry[]; total: number; next?: string }
type Kept = { key: string; names: Name[]; forget: Stop }

/**
 * Lists folders a page at a time. The place in a folder is a name, so nothing is lost or told twice when the folder changes between two pages.
 * Sorted names are kept a while for the next page, as long as the folder stays the same.
 */
export function startListing({ files, clock }: { files: Files; clock: Clock }): {
  list(directory: string, after?: string): Promise<Page>
  stop(): void
} {
  const kept = new Map<string, Kept>()

  function forget(directory: string) {
    void kept.get(directory)?.forget()
    kept.delete(directory)
  }

  async function namesOf(directory: string, folder: string, again: boolean): Promise<Name[]> {
    const { dev, ino, mtimeNs } = await stat(folder, { bigint: true })
    const key = `${dev}:${ino}:${mtimeNs}`
    const known = kept.get(directory)
    if (again && known?.key === key) return known.names
    forget(directory)
    return keep(directory, key, await sortedNames(directory, folder))
  }

  function keep(directory: string, key: string, names: Name[]): Name[] {
    const [oldest] = kept.keys()
    if (kept.size >= keptFolders && oldest !== undefined) forget(oldest)
    kept.set(directory, { key, names, forget: clock.after(keptFor, () => kept.delete(directory)) })
    return names
  }

  async function page(directory: string, folder: string, after: string | undefined): Promise<Page> {
    const names = await namesOf(directory, folder, after !== undefined)
    const entries: Entry[] = []
    let from = after === undefined ? 0 : firstAfter(names, after)
    let size = 0
    while (from < names.length && size < fullPage) {
      const some = names.slice(from, from + together)
      const found = await Promise.all(some.map(name => entryOf({ files, directory, folder, name })))
      for (const entry of found) if (entry !== null) entries.push(entry)
      size += JSON.stringify(found).length
      from += some.length
    }
    const last = names[from - 1]
    const total = names.length
    if (from < names.length && last !== undefined) return { entries, total, next: place(last) }
    forget(directory)
    return { entries, total }
  }

  return {
    async list(directory, after) {
      try {
        return await inFolder(files, directory, folder => page(directory, folder, after))
      } catch (failure) {
        throw refusal(failure, directory)
      }
    },
    stop() {
      for (const directory of [...kept.keys()]) forget(directory)
    },
  }
}

async function sortedNames(directory: string, folder: string): Promise<Name[]> {
  const texts = await readdir(folder)
  // Reading bytes is slower, so only a folder in which text lost something is read again.
  const names = texts.some(name => name.includes('\uFFFD')) ? (await readdir(folder, { encoding: 'buffer' })).map(nameFrom) : texts
  const visible = directory === '' ? names.filter(name => name !== '.stoa') : names
  return visible.every(name => typeof name === 'string') ? visible.sort() : visible.sort((a, b) => compare(place(a), place(b)))
}

/** Where a name stands in its folder. Different bytes may show as one text, so they are told apart behind a “/”, which no name has. */
function place(name: Name): string {
  return typeof name === 'string' ? name : `${shown(name)}/${name.toString('base64url')}`
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0
}

function firstAfter(names: readonly Name[], after: string): number {
  let low = 0
  let high = names.length
  while (low < high) {
    const middle = (low + high) >> 1
    if (place(names[middle]!) <= after) low = middle + 1
    else high = middle
  }
  return low
}
