import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { createHash } from 'node:crypto'
import { readFile } from 'node:fs/promises'
import { ChangeSet, Text, type ChangeSpec } from '@codemirror/state'
import type { Anchor, Blobs, Clock, Commit, Processes, SharedDocument } from '@stoa/sdk/project'

/** A document in memory that keeps the promises of `SharedDocument`; `type` is what a person does. */
export function fakeDocument(
  content: string,
  path = 'a.sagews',
): SharedDocument & { type(changes: ChangeSpec): void; readonly commits: Commit[] } {
  let text = Text.of(content.split('\n'))
  let version = 0
  const listeners = new Set<(commit: Commit) => void>()
  const anchors = new Set<{ position: number; gone: boolean; side: -1 | 1 }>()
  const commits: Commit[] = []
  const commit = (author: string, changes: ChangeSet): number => {
    const before = text
    text = changes.apply(text)
    for (const anchor of anchors) {
      if (changes.touchesRange(anchor.position, anchor.position) === 'cover') anchor.gone = true
      anchor.position = changes.mapPos(anchor.position, anchor.side)
    }
    const made = { version: ++version, author, changes, before, after: text }
    commits.push(made)
    for (const listener of listeners) listener(made)
    return version
  }
  return {
    path,
    get text() {
      return text
    },
    get version() {
      return version
    },
    commits,
    commit,
    type: changes => void commit('ada', ChangeSet.of(changes, text.length)),
    anchor(position, side) {
      const anchor = { position, gone: false, side }
      anchors.add(anchor)
      return {
        get position() {
          return anchor.position
        },
        get gone() {
          return anchor.gone
        },
        release: () => anchors.delete(anchor),
      } as Anchor
    },
    onCommit(listener) {
      listeners.add(listener)
      return () => void listeners.delete(listener)
    },
    after: async () => version,
    save: async () => {},
    close() {},
  }
}

/** Real time. */
export const realClock: Clock = {
  now: () => Date.now(),
  elapsed: () => performance.now(),
  after(ms, work) {
    const timer = setTimeout(work, ms)
    return () => clearTimeout(timer)
  },
  every(ms, work) {
    const timer = setInterval(work, ms)
    return () => clearInterval(timer)
  },
}

/** Time that stands still until it is told to go on. */
export function heldClock(): Clock & { pass(ms: number): void } {
  let now = 0
  let timers: { at: number; work: () => void }[] = []
  const clock: Clock = {
    now: () => now,
    elapsed: () => now,
    after(ms, work) {
      const timer = { at: now + ms, work }
      timers.push(timer)
      return () => void (timers = timers.filter(other => other !== timer))
    },
    every: () => () => {},
  }
  return Object.assign(clock, {
    pass(ms: number) {
      now += ms
      const due = timers.filter(timer => timer.at <= now)
      timers = timers.filter(timer => timer.at > now)
      for (const timer of due) timer.work()
    },
  })
}

/** Processes without a sandbox, as children of this one. */
export function plainProcesses(scratch: string): Processes {
  return {
    scratch,
    sandbox: { kind: 'none', sentence: 'Nothing contains user code in this test.' },
    spawn(command, { cwd, env, stdin } = {}) {
      const child = spawn(command[0], command.slice(1), {
        cwd,
        env: { ...process.env, ...env },
        stdio: [stdin ?? 'ignore', 'pipe', 'pipe'],
      })
      return {
        pid: child.pid!,
        stdin: child.stdin,
        stdout: child.stdout,
        stderr: child.stderr,
        exited: once(child, 'exit').then(([code, signal]) => ({ code, signal })),
        kill: signal => void child.kill(signal),
      }
    },
    spawnTerminal: () => Promise.reject(new Error('There are no terminals in this test.')),
  }
}

/** Blobs in memory. */
export function memoryBlobs(): Blobs & { readonly kept: Map<string, Uint8Array>; readonly references: Map<string, readonly string[]> } {
  const kept = new Map<string, Uint8Array>()
  const references = new Map<string, readonly string[]>()
  return {
    kept,
    references,
    async add(source) {
      const bytes = 'path' in source ? await readFile(source.path) : source.bytes
      const id = createHash('sha256').update(bytes).digest('hex')
      kept.set(id, bytes)
      return { id, size: bytes.length }
    },
    find: async () => null,
    refer: async (document, ids) => void references.set(document, ids),
  }
}

export const silentLog = { info() {}, warn() {}, error() {} }
