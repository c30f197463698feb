import { constants } from 'node:fs'
import { open, readdir } from 'node:fs/promises'
import { join } from 'node:path'
import type { Found } from '../contract.ts'
import type { Query } from './find.ts'
import { looksLikeText } from './stat.ts'

/** What the thread is given that walks. `root` is absolute. */
export type WalkFor = { root: string; query: Query }

/** Files larger than this are not searched, in bytes. */
export const largest = 20_000_000
const beginning = 8192
/** How much of a line is shown around a match, in characters. */
const before = 60
const shown = 240

/** What is looked for, as an expression. Throws for one that is none. */
export function expressionOf({ text, expression, exactCase }: Pick<Query, 'text' | 'expression' | 'exactCase'>): RegExp {
  return new RegExp(expression ? text : text.replace(/[\\^$.*+?()[\]{}|]/g, '\\$&'), exactCase ? 'u' : 'iu')
}

/** A line with a match in it, cut so that the match is seen. */
export function cutLine({ path, line, text, from, to }: Found): Found {
  const start = from > before ? from - before : 0
  const cut = text.slice(start, start + shown)
  return { path, line, text: cut, from: from - start, to: Math.min(to - start, cut.length) }
}

/** Every line below a folder that the expression matches, file by file in order. Follows no link and opens nothing but ordinary files. */
export async function* matchesBelow({ root, query }: WalkFor): AsyncGenerator<Found> {
  const expression = expressionOf(query)
  async function* within(folder: string): AsyncGenerator<Found> {
    const entries = await readdir(join(root, folder), { withFileTypes: true }).catch(() => [])
    for (const entry of entries.sort((a, b) => (a.name < b.name ? -1 : 1))) {
      if (entry.name === '.stoa' || (!query.hidden && entry.name.startsWith('.'))) continue
      const path = folder === '' ? entry.name : `${folder}/${entry.name}`
      if (entry.isDirectory()) yield* within(path)
      else if (entry.isFile()) yield* matchesOf(path, await textOf(join(root, path)), expression)
    }
  }
  yield* within('')
}

function* matchesOf(path: string, text: string | null, expression: RegExp): Generator<Found> {
  if (text === null) return
  let line = 0
  for (const one of text.split('\n')) {
    line++
    const match = expression.exec(one)
    if (match) yield cutLine({ path, line, text: one.replace(/\r$/, ''), from: match.index, to: match.index + match[0].length })
  }
}

async function textOf(path: string): Promise<string | null> {
  try {
    const handle = await open(path, constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK)
    try {
      const found = await handle.stat()
      if (!found.isFile() || found.size > largest) return null
      const first = await handle.read(Buffer.alloc(beginning), 0, beginning, 0)
      if (!looksLikeText(first.buffer.subarray(0, first.bytesRead))) return null
      const whole = Buffer.alloc(found.size)
      const { bytesRead } = await handle.read(whole, 0, found.size, 0)
      return whole.toString('utf8', 0, bytesRead)
    } finally {
      await handle.close()
    }
  } catch {
    // What cannot be read has nothing that could be shown.
    return null
  }
}
