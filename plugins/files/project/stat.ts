import type { Files } from '@stoa/sdk/project'
import type { StoaError } from '@stoa/sdk/contract'
import type { Entry } from '../contract.ts'
import { entryAt } from './changes.ts'
import { errors, refusal } from './errors.ts'
import { inFolder, parentsOf } from './path.ts'

/** How much of a file's beginning is read to tell text from other bytes. */
const beginning = 8192

type Found = { entry: Entry | null; nearest: string; why?: string; text?: boolean }

/** What is at a path, or how far the way to it still exists and why no further. The project itself is a folder named ``. */
export async function stat(files: Files, path: string): Promise<Found> {
  const root: Entry = { name: '', kind: 'directory', size: 0, modified: 0 }
  if (path === '') return { entry: root, nearest: '' }
  const entry = await entryAt(files, path).catch(absent)
  if (entry === null) return { entry: null, nearest: await nearestFolder(files, path), why: errors.notFound(path).message }
  const nearest = parentsOf(path).at(-1) ?? ''
  const isFile = entry.kind === 'file' || entry.leads === 'file'
  return { entry, nearest, ...(isFile && { text: await readsAsText(files, path) }) }
}

/** A way through what is not there or not a folder leads to nothing; a way out of the project is refused. */
function absent(failure: unknown): null {
  const code = (failure as NodeJS.ErrnoException | StoaError).code
  if (code === 'ENOENT' || code === 'ENOTDIR' || code === 'not_directory') return null
  throw failure
}

async function nearestFolder(files: Files, path: string): Promise<string> {
  for (const parent of parentsOf(path).toReversed()) {
    const there = await inFolder(files, parent, async () => true).catch(() => false)
    if (there) return parent
  }
  return ''
}

async function readsAsText(files: Files, path: string): Promise<boolean> {
  try {
    const handle = await files.open(path)
    try {
      const { buffer, bytesRead } = await handle.read(Buffer.alloc(beginning), 0, beginning, 0)
      return looksLikeText(buffer.subarray(0, bytesRead))
    } finally {
      await handle.close()
    }
  } catch (failure) {
    throw refusal(failure, path)
  }
}

/** UTF-8 without NUL; a character cut by the end of what was read does not count against it. */
export function looksLikeText(bytes: Uint8Array): boolean {
  if (bytes.includes(0)) return false
  try {
    new TextDecoder('utf-8', { fatal: true }).decode(bytes, { stream: true })
    return true
  } catch {
    return false
  }
}
