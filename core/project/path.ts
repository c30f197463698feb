import { errors } from './errors.ts'

/** What the walk asks of the file system: where a link leads, or what else is there. */
export type Looked = { kind: 'link'; to: string } | { kind: 'directory' | 'other' | 'missing' }
export type Look = (absolute: string) => Promise<Looked>

const longestName = 255
const longestPath = 4095
const mostLinks = 40

/**
 * The parts of a project path. Names are kept as they are: two Unicode forms of one word are two names, as on the disk.
 * Throws `path_invalid` for what no file can be called, and for `.` and `..`, which a client has no reason to send.
 */
export function pathParts(path: string): string[] {
  if (typeof path !== 'string') throw errors.pathInvalid(path, 'it is not text.')
  if (path === '') return []
  if (path.includes('\0')) throw errors.pathInvalid(path, 'it contains a NUL character.')
  if (!path.isWellFormed()) throw errors.pathInvalid(path, 'it is not valid Unicode.')
  if (path.startsWith('/')) throw errors.pathInvalid(path, 'it starts with “/”. Give it from the top of the project.')
  if (Buffer.byteLength(path) > longestPath) throw errors.pathInvalid(path, `it is longer than ${longestPath} bytes.`)
  const parts = path.split('/')
  for (const part of parts) {
    if (part === '') throw errors.pathInvalid(path, 'it has an empty name between two “/” or at its end.')
    if (part === '.' || part === '..') throw errors.pathInvalid(path, `“${part}” is not allowed in it.`)
    if (Buffer.byteLength(part) > longestName) throw errors.pathInvalid(path, `a name in it is longer than ${longestName} bytes.`)
  }
  return parts
}

/**
 * Follows `path` below `root` as the kernel would, link by link, and answers the absolute path without links.
 * A missing tail is kept. With `lastLink: 'keep'` a link in last place is answered itself instead of what it leads to.
 * Throws `path_outside`, `path_private`, `path_invalid` or `not_directory`. Holds for the moment of looking: who opens must check again.
 */
export async function walk({
  root,
  path,
  look,
  lastLink = 'follow',
}: {
  root: string
  path: string
  look: Look
  lastLink?: 'follow' | 'keep'
}): Promise<string> {
  const ahead = pathParts(path)
  const done: string[] = []
  let links = 0
  for (let part = ahead.shift(); part !== undefined; part = ahead.shift()) {
    if (part === '' || part === '.') continue
    if (part === '..') {
      if (done.pop() === undefined) throw errors.pathOutside(path)
      continue
    }
    const here = [root, ...done, part].join('/')
    const found = await look(here)
    if (found.kind === 'link' && !(lastLink === 'keep' && ahead.length === 0)) {
      if (++links > mostLinks) throw errors.pathLoop(path)
      if (found.to.startsWith('/')) {
        if (found.to !== root && !found.to.startsWith(`${root}/`)) throw errors.pathOutside(path)
        done.length = 0
        ahead.unshift(...found.to.slice(root.length).split('/'))
      } else ahead.unshift(...found.to.split('/'))
      continue
    }
    if (found.kind === 'other' && ahead.some(next => next !== '' && next !== '.'))
      throw errors.notDirectory(path, [...done, part].join('/'))
    if (found.kind === 'missing' && ahead.includes('..'))
      throw errors.pathInvalid(path, 'a link in it leads through a folder that is not there.')
    done.push(part)
    if (done[0] === '.stoa') throw errors.pathPrivate(path)
  }
  return [root, ...done].join('/')
}

/** Whether a real path lies in `root` and not in its `.stoa`. */
export function isInside(root: string, real: string): boolean {
  return real === root || (real.startsWith(`${root}/`) && real !== `${root}/.stoa` && !real.startsWith(`${root}/.stoa/`))
}
