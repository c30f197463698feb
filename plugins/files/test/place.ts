import { lstatSync, realpathSync } from 'node:fs'
import { mkdtemp, open, realpath, rm, symlink, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { Readable } from 'node:stream'
import { StoaError, type Caller } from '@stoa/sdk/contract'
import type { Clock, Files, RouteAnswer, RouteRequest } from '@stoa/sdk/project'
import type { files as contract } from '../contract.ts'

type Viewer = Caller<typeof contract>

/** A project in a temporary folder, with services whose time and news a test holds in its hands. */
export async function makePlace() {
  const root = await realpath(await mkdtemp(join(tmpdir(), 'stoa files ')))
  const watches = new Map<string, Set<(name: string | null) => void>>()

  async function resolve(path: string): Promise<string> {
    refuseByName(path)
    const absolute = join(root, path)
    const found = nearestReal(absolute)
    if (found !== root && !found.startsWith(`${root}/`)) throw new StoaError({ code: 'path_outside', message: 'outside' })
    return lstatSync(absolute, { throwIfNoEntry: false }) ? realpathSync(absolute) : absolute
  }
  const files: Files = {
    root,
    resolve,
    async open(path, flags = 'r', mode) {
      const absolute = await resolve(path)
      const found = lstatSync(absolute, { throwIfNoEntry: false })
      if (found && !found.isFile()) throw new StoaError({ code: 'not_file', message: 'not a file' })
      return open(absolute, flags, mode)
    },
    async at(path, work) {
      if (path === '') throw new StoaError({ code: 'path_invalid', message: 'the project itself' })
      refuseByName(path)
      await resolve(dirname(path) === '.' ? '' : dirname(path))
      await open(dirname(join(root, path))).then(folder => folder.close())
      return work(join(root, path))
    },
    watch(directory, changed) {
      const listeners = watches.get(directory) ?? new Set()
      watches.set(directory, listeners.add(changed))
      return () => void listeners.delete(changed)
    },
  }
  return {
    root,
    files,
    /** Says that something changed in a folder, as the system would. */
    news: (directory: string, name: string | null) => watches.get(directory)?.forEach(changed => changed(name)),
    watchers: (directory: string) => watches.get(directory)?.size ?? 0,
    write: (path: string, content: string | Uint8Array = '') => writeFile(join(root, path), content),
    linkOut: (path: string) => symlink('/etc', join(root, path)),
    remove: () => rm(root, { recursive: true, force: true }),
  }
}

function refuseByName(path: string) {
  if (path === '.stoa' || path.startsWith('.stoa/')) throw new StoaError({ code: 'path_private', message: 'private' })
  if (path.split('/').some(part => part === '..' || part === '.') || path.startsWith('/'))
    throw new StoaError({ code: 'path_invalid', message: 'invalid' })
}

function nearestReal(absolute: string): string {
  try {
    return realpathSync(absolute)
  } catch {
    return lstatSync(absolute, { throwIfNoEntry: false })?.isSymbolicLink() ? absolute : nearestReal(dirname(absolute))
  }
}

/** Time that passes only when told to. */
export function makeClock(): Clock & { pass(ms: number): void; waiting(): number } {
  let now = Date.UTC(2026, 0, 2)
  const due = new Set<{ at: number; work: () => void }>()
  return {
    now: () => now,
    elapsed: () => now,
    after(ms, work) {
      const one = { at: now + ms, work }
      due.add(one)
      return () => void due.delete(one)
    },
    every: () => () => {},
    pass(ms) {
      now += ms
      for (const one of [...due]) {
        if (one.at > now || !due.delete(one)) continue
        one.work()
      }
    },
    waiting: () => due.size,
  }
}

/** Somebody at the other end, with credit or without. */
export function makeViewer(name = 'Ada'): Viewer & { stall(): void; resume(): void } {
  let writable = true
  let wake: (() => void) | undefined
  let drained: Promise<void> = Promise.resolve()
  return {
    id: name,
    user: { id: name, name },
    role: 'editor',
    params: {},
    get writable() {
      return writable
    },
    drained: () => drained,
    close() {},
    stall() {
      writable = false
      drained = new Promise(resolve => (wake = resolve))
    },
    resume() {
      writable = true
      wake?.()
    },
  }
}

/** A request as the project server hands it on. */
export function makeRequest(
  path: string,
  {
    method = 'GET',
    query = '',
    headers = {},
    body = [],
  }: {
    method?: RouteRequest['method']
    query?: string
    headers?: Record<string, string>
    body?: Iterable<Uint8Array | string> | AsyncIterable<Uint8Array> | Readable
  } = {},
): RouteRequest {
  const stream = body instanceof Readable ? body : Readable.from(body, { objectMode: false })
  return { method, user: { id: 'a', name: 'Ada' }, path, query: new URLSearchParams(query), headers, body: stream }
}

/** All bytes of an answer. */
export async function bodyOf(answer: RouteAnswer): Promise<Buffer> {
  if (answer.body instanceof Readable) return Buffer.concat(await answer.body.toArray())
  return Buffer.from(answer.body ?? '')
}
