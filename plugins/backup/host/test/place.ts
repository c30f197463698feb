import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdir, rm } from 'node:fs/promises'
import { join } from 'node:path'
import type { Test } from 'tap'
import type { Log, ProjectRun, SnapshotStore } from '@stoa/sdk/host'
import { openTestStore } from '@stoa/sdk/test'
import { openRepository } from '../../project/repository.ts'
import { createPrograms } from '../../project/run.ts'
import { place } from '../../test/place.ts'
import * as all from '../../tables.ts'
import { localRepository } from '../local.ts'
import { bringBack } from '../pull.ts'
import { push } from '../push.ts'
import { createTableStore } from '../table-store.ts'

const silent: Log = { info() {}, warn() {}, error() {} }

/** Programs as a host runs them, without walls. */
export function plainRun(root: string): ProjectRun {
  return {
    root: () => root,
    async start({ command: [file, ...rest], environment }) {
      await mkdir(root, { recursive: true })
      const child = spawn(file, rest, {
        cwd: root,
        env: { ...process.env, ...environment },
        detached: true,
        stdio: ['pipe', 'pipe', 'pipe'],
      })
      let stderr = ''
      child.stderr.on('data', (piece: Buffer) => (stderr += piece.toString()))
      child.stdin.on('error', () => undefined)
      return {
        stdin: child.stdin,
        stdout: child.stdout,
        ended: once(child, 'close').then(([code]) => ({ code: code as number | null, stderr })),
        kill() {
          try {
            process.kill(-child.pid!, 'SIGKILL')
          } catch {
            // It ended by itself.
          }
        },
      }
    },
  }
}

/** A project `p1` with snapshots of its own, and tables to keep them in. */
export async function keptPlace(t: Test) {
  const here = await place(t)
  const tables = await openTestStore({ file: join(t.testdir(), 'stoa.db'), tables: Object.values(all), now: Date.now })
  t.teardown(() => tables.close())
  let now = Date.UTC(2026, 5, 1)
  const clock = { now: () => now }
  const run = plainRun(here.root)
  const local = () => localRepository({ project: 'p1', run, signal: new AbortController().signal })
  return {
    ...here,
    tables,
    clock,
    pass: (ms: number) => void (now += ms),
    store: createTableStore({ tables, clock }),
    local,
    /** Takes a snapshot as the project does. */
    async take() {
      const programs = createPrograms(here.folder)
      try {
        await mkdir(here.folder, { recursive: true })
        const repository = await openRepository({ root: here.root, folder: here.folder, programs, clock: { now: () => (now += 60_000) } })
        return await repository.take()
      } finally {
        await programs.stop()
      }
    },
    push: (store: SnapshotStore, owner = 'here') => push({ project: 'p1', local: local(), store, owner, clock }),
    /** The machine is lost, and its project comes back on another. */
    async lose(...stores: readonly SnapshotStore[]) {
      await rm(here.root, { recursive: true })
      return bringBack({ project: 'p1', local: local(), stores, log: silent })
    },
  }
}
