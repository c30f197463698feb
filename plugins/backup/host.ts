import { randomUUID } from 'node:crypto'
import { readFile, stat } from 'node:fs/promises'
import { isAbsolute } from 'node:path'
import { stops } from '@stoa/sdk/contract'
import { Clock, Log, Preparations, ProjectFolders, ProjectRun, SnapshotStores, Tables, hostPart, type SnapshotStore } from '@stoa/sdk/host'
import { checkKept } from './host/checking.ts'
import { createDirectoryStore } from './host/directory-store.ts'
import { createEncryptedStore } from './host/encrypted-store.ts'
import { errors } from './host/errors.ts'
import { keepSnapshots } from './host/keeping.ts'
import { localRepository } from './host/local.ts'
import { bringBack } from './host/pull.ts'
import { push, type Pushed } from './host/push.ts'
import { createTableStore } from './host/table-store.ts'
import { verify } from './host/verify.ts'
import { snapshotHealth } from './tables.ts'

/** Longest times in minutes: to send what is new, to bring a project back, and to check what is kept of it. */
const longest = { push: 30, restore: 30, check: 60 } as const

/** Keeps the snapshots of this machine's projects in the stores, and brings back from there what a machine has lost. */
export default hostPart({
  needs: { tables: Tables, folders: ProjectFolders, preparations: Preparations, run: ProjectRun, clock: Clock, log: Log },
  provides: { stores: SnapshotStores },
  async start({ tables, folders, preparations, run, clock, log, settings }) {
    const started = stops()
    const secret = await secretOf(settings['key'])
    const sealed = (inner: SnapshotStore) => (secret === undefined ? inner : createEncryptedStore({ inner, secret }))
    const stores = new Set([sealed(createTableStore({ tables, clock }))])
    const directory = settings['directory']
    if (directory !== undefined) {
      if (typeof directory !== 'string' || !isAbsolute(directory)) throw errors.directoryInvalid(directory)
      stores.add(sealed(createDirectoryStore({ folder: directory, clock })))
    }
    const owner = randomUUID()
    const ending = new AbortController()

    async function within<T>(minutes: number, signal: AbortSignal, work: (signal: AbortSignal) => Promise<T>): Promise<T> {
      const late = new AbortController()
      const stopTimer = clock.after(minutes * 60_000, () => late.abort(errors.tooSlow(minutes)))
      try {
        return await work(AbortSignal.any([signal, ending.signal, late.signal]))
      } finally {
        await stopTimer()
      }
    }

    /** Every store gets all; what one refuses does not keep the others from having it. */
    async function send(project: string, signal: AbortSignal): Promise<Pushed | null> {
      const local = localRepository({ project, run, signal })
      const failures: unknown[] = []
      let first: Pushed | null = null
      for (const store of stores) {
        try {
          const pushed = await push({ project, local, store, owner, clock })
          first ??= pushed
        } catch (failure) {
          failures.push(failure)
        }
      }
      if (failures.length > 0) throw failures[0]
      return first
    }

    const keeping = keepSnapshots({
      folders,
      health: tables.table(snapshotHealth),
      send: project => within(longest.push, ending.signal, signal => send(project, signal)),
      clock,
      log,
    })
    started.add(keeping.stop)
    /** Takes damaged packs off the lists; those that the project still has are sent anew. */
    async function check(project: string, signal: AbortSignal): Promise<number | null> {
      let damaged: number | null = null
      for (const store of stores) {
        const claim = await store.claim(project, { owner, seconds: longest.check * 60 })
        if (claim === null) continue
        try {
          damaged = (damaged ?? 0) + (await verify({ project, store, signal })).damaged.length
        } finally {
          await claim.release()
        }
      }
      if (damaged !== null && damaged > 0) await send(project, signal)
      return damaged
    }
    started.add(
      checkKept({
        folders,
        health: tables.table(snapshotHealth),
        check: project => within(longest.check, ending.signal, signal => check(project, signal)),
        clock,
        log,
      }),
    )
    started.add(() => ending.abort())
    started.add(
      preparations.add({
        id: 'snapshots',
        prepare: ({ project, signal }) =>
          within(longest.restore, signal, limited =>
            bringBack({ project, local: localRepository({ project, run, signal: limited }), stores: [...stores], log }),
          ),
      }),
    )
    started.add(
      folders.onErase(async project => {
        await keeping.erase(project)
        for (const store of stores) {
          for (const { id } of await store.snapshots(project)) await store.deleteSnapshot(project, id)
          for (const { pack } of await store.packs(project)) await store.deletePack(project, pack)
          await store.sweep(project)
        }
      }),
    )
    return {
      provided: {
        stores: {
          add(store) {
            const one = sealed(store)
            stores.add(one)
            return () => void stores.delete(one)
          },
        },
      },
      stop: started.stop,
    }
  },
})

/** The content of a key file; undefined where none is set. */
async function secretOf(file: unknown): Promise<Uint8Array | undefined> {
  if (file === undefined) return undefined
  if (typeof file !== 'string' || !isAbsolute(file)) throw errors.keyInvalid(file)
  const found = await stat(file).catch(() => null)
  if (!found?.isFile() || (found.mode & 0o077) !== 0 || found.size < 32) throw errors.keyInvalid(file)
  return readFile(file)
}
