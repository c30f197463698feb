import { posix } from 'node:path'
import { readMagic, withoutComments } from './magic.ts'

/** Files are read as text by path in the project; null for what is not there or is no text. */
export type Sources = {
  read(path: string): Promise<string | null>
  /** The names of `.tex` files in a folder. */
  list(folder: string): Promise<readonly string[]>
  /** Paths of files in a folder and in those below, hidden ones left out; not without end. */
  tree(folder: string): Promise<readonly string[]>
}

/** Of a folder with more files than this, the rest are not asked whether they include a file. */
const mostAsked = 50
const deepest = 5

const hasClass = (text: string): boolean => /\\documentclass\b/.test(withoutComments(text))

/**
 * The file that is built when `path` is: what a magic comment names, what a subfile belongs to, the file itself if it is a document, else the
 * nearest document in this folder or one above that includes it. A file that belongs to nothing is its own main file.
 */
export async function findMain(path: string, sources: Sources): Promise<string> {
  const text = await sources.read(path)
  if (text === null) return path
  const named = readMagic(text).root ?? /\\documentclass\s*\[([^\]]+)\]\s*\{subfiles\}/.exec(withoutComments(text))?.[1]
  if (named !== undefined) {
    const main = inFolder(posix.dirname(path), named)
    for (const one of main === null ? [] : [main, `${main}.tex`]) if ((await sources.read(one)) !== null) return one
  }
  if (hasClass(text)) return path
  for (let folder = posix.dirname(path), up = 0; up < deepest; folder = posix.dirname(folder), up++) {
    for (const name of (await sources.list(folder === '.' ? '' : folder)).slice(0, mostAsked)) {
      const candidate = folder === '.' ? name : `${folder}/${name}`
      const of = await sources.read(candidate)
      if (of !== null && hasClass(of) && (await filesOf(candidate, sources)).includes(path)) return candidate
    }
    if (folder === '.') break
  }
  return path
}

/** A document and every file of the project that it includes, near or far, each once. Names are relative to the main file's folder. */
export async function filesOf(main: string, sources: Sources, most = 200): Promise<string[]> {
  const found = new Set([main])
  for (const path of found) {
    if (found.size > most) break
    const text = await sources.read(path)
    if (text === null) continue
    for (const named of includes(text)) {
      for (const folder of new Set([posix.dirname(main), posix.dirname(path)])) {
        const inside = inFolder(folder, named)
        const there = inside === null ? undefined : await firstThere([`${inside}.tex`, inside], sources)
        if (there === undefined) continue
        found.add(there)
        break
      }
    }
  }
  return [...found]
}

/** The names that a text includes: by `\input`, `\include`, `\subfile`, `\import` and their like, and by knitr's `child`. */
export function includes(text: string): string[] {
  const found: string[] = []
  const pattern =
    /\\(?:(?:input|include|subfile)\s*\{([^}]+)\}|input\s+([^\s\\{}]+)|(?:sub)?(?:import|includefrom|inputfrom)\*?\s*\{([^}]*)\}\s*\{([^}]+)\})/g
  for (const [, braced, bare, folder, file] of withoutComments(text).matchAll(pattern))
    found.push((braced ?? bare ?? posix.join(folder ?? '', file ?? '')).trim().replace(/^"(.*)"$/, '$1'))
  for (const [, child] of text.matchAll(/^<<.*\bchild\s*=\s*["']([^"']+)["'].*>>=/gm)) found.push(child!)
  return found
}

/** The bibliography files that a text names. */
export function bibliographies(text: string): string[] {
  const found: string[] = []
  for (const [, one, many] of withoutComments(text).matchAll(
    /\\(?:addbibresource\s*(?:\[[^\]]*\])?\s*\{([^}]+)\}|bibliography\s*\{([^}]+)\})/g,
  ))
    found.push(...(one ?? many ?? '').split(',').map(name => name.trim()))
  return found.filter(name => name !== '').map(name => (/\.bib$/i.test(name) ? name : `${name}.bib`))
}

/** A name as written in a file of `folder`, as a path in the project; null when it leads out. */
export function inFolder(folder: string, named: string): string | null {
  if (named.startsWith('/') || named.includes('\0')) return null
  const path = posix.normalize(posix.join(folder, named))
  return path === '..' || path.startsWith('../') || path === '.' ? null : path
}

async function firstThere(paths: readonly string[], sources: Sources): Promise<string | undefined> {
  for (const path of paths) if ((await sources.read(path)) !== null) return path
  return undefined
}
