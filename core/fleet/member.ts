import { StoaError, stops, type Stop } from '@stoa/sdk/contract'
import type { Restored } from '@stoa/sdk/host'
import type { Clock, Log } from '@stoa/sdk/hub'
import type { Host, ProjectExit, ProjectProcess, ProjectStatus } from '@stoa/core/host'
import type { Store } from '@stoa/core/store'
import { bringFiles, type FetchFolder, type Preparation } from './bring.ts'
import { errors } from './errors.ts'
import type { Folders } from './folders.ts'
import { hold, type Held } from './holding.ts'
import { machineLoad } from './load.ts'
import { watchRoster } from './roster.ts'
import { settled, unheld, type HostRow, type Terms } from './rules.ts'
import { openSession } from './session.ts'
import { leases } from './tables.ts'

/** A project server on this machine, under a lease. */
export type HeldProject = ProjectProcess & { readonly restored?: Restored }

/** This machine as one of those that run projects. */
export type Member = {
  /** What hubs must show at its door; null while it may run nothing. */
  readonly row: HostRow | null
  readonly folders: Folders
  joined(): Promise<void>
  /** Starts a project here, or answers the running one. Rejects with `lease_elsewhere` while another machine may be serving it. */
  start(project: { id: string; uid: number }): Promise<HeldProject>
  /** One that runs here now. */
  find(id: string): ProjectProcess | undefined
  /** Stops it and lets its lease go, for the machine `wanted` if that is given. */
  stop(id: string, wanted?: string): Promise<void>
  /** Stops it and removes its files from this machine for good. */
  erase(id: string): Promise<void>
  status(): Promise<readonly ProjectStatus[]>
  onExit(listener: (exit: ProjectExit & { epoch: number }) => void): Stop
  /** Stops all projects, lets their leases go and leaves. */
  close(): Promise<void>
}

export type MemberOptions = {
  store: Store
  host: Host
  terms: Terms
  name: string
  url: string
  folders: Folders
  /** Fetches a project's folder from the machine that ran it last. */
  fetchFolder: FetchFolder
  clock: Clock
  /** This machine's steady time. */
  time(): number
  log: Log
  prepare: Preparation
  /** Removes what is kept of a project elsewhere than in its folder. */
  eraseKept(project: string): Promise<void>
  /** Projects that run here at most. */
  most?: number
}

/** One project here: the lease, and the server under it. */
type Here = { readonly held: Held; readonly process: ProjectProcess; readonly restored: Restored | undefined }

/** Makes a host one of several. Nothing of a project is done but under its lease, one thing at a time. */
export async function joinFleet(options: MemberOptions): Promise<Member> {
  const { store, host, terms, name, url, folders, fetchFolder, clock, time, log, prepare, most } = options
  const started = stops()
  const roster = watchRoster({ store, terms, clock, time, log })
  started.add(() => roster.stop())
  const here = new Map<string, Here>()
  const starting = new Map<string, Promise<Here>>()
  const turns = new Map<string, Promise<unknown>>()
  const listeners = new Set<(exit: ProjectExit & { epoch: number }) => void>()
  const giveUp = new AbortController()
  started.add(() => giveUp.abort())

  const session = openSession({
    store,
    terms,
    clock,
    time,
    log,
    host: name,
    url,
    load: () => machineLoad({ projects: here.size + starting.size, most }),
    renewed: until => host.extend(until),
    async lost() {
      // Not released: the leases belong to a session that is over, and anybody may take them.
      here.clear()
      await host.fence()
    },
  })
  started.add(() => session.leave())

  /** What is done to one project is done in turn. */
  function inTurn<T>(id: string, work: () => Promise<T>): Promise<T> {
    const mine = (turns.get(id) ?? Promise.resolve()).then(work, work)
    const settled = mine.catch(() => undefined)
    turns.set(id, settled)
    void settled.then(() => {
      if (turns.get(id) === settled) turns.delete(id)
    })
    return mine
  }

  async function run({ id, uid }: { id: string; uid: number }): Promise<Here> {
    const running = here.get(id)
    if (running) return running
    const mine = session.row
    if (mine === null || mine.state !== 'alive') throw errors.notJoined()
    await roster.refresh()
    const held = await hold({ store, roster, project: id, by: mine })
    try {
      const restored = await bringFiles({
        project: id,
        newest: held.newest,
        me: name,
        folders,
        fetchFolder,
        roster,
        prepare,
        signal: giveUp.signal,
        log,
      })
      // Noted first: files that are marked and not settled are fetched again; the other way round they would be nobody's.
      await folders.mark(id, held.epoch)
      await held.settle()
      if (session.row?.session !== mine.session) throw errors.notJoined()
      const process = await host.start({ id, uid, epoch: held.epoch, until: session.until })
      if (session.row?.session !== mine.session) throw errors.notJoined()
      const made = { held, process, restored }
      here.set(id, made)
      return made
    } catch (failure) {
      await held.release().catch(() => undefined)
      throw failure
    }
  }

  async function letGo(id: string, one: Here, wanted?: string): Promise<void> {
    if (here.get(id) === one) here.delete(id)
    await one.held
      .release(wanted)
      .catch((failure: unknown) => log.warn({ project: id, failure: String(failure) }, 'A lease could not be let go.'))
  }
  started.add(
    host.onExit(exit => {
      const one = here.get(exit.id)
      if (!one) return
      here.delete(exit.id)
      for (const listener of listeners) listener({ ...exit, epoch: one.process.epoch })
      void inTurn(exit.id, () => letGo(exit.id, one))
    }),
  )

  /** Folders from before there were leases are the newest that there are. */
  async function adopt(): Promise<void> {
    const rows = store.table(leases)
    for (const project of await folders.list()) {
      if ((await folders.epoch(project)) !== null || (await rows.get({ project }))) continue
      await folders.mark(project, 0)
      const row = settled({ ...unheld(project), host: name })
      await rows.putIf({ ...row, host: '' }, { when: 'absent' })
    }
  }
  await adopt()

  return {
    get row() {
      return session.row
    },
    folders,
    joined: session.joined,
    async start(project) {
      const known = starting.get(project.id) ?? inTurn(project.id, () => run(project))
      starting.set(project.id, known)
      try {
        const { process, restored } = await known
        return { ...process, ...(restored && { restored }) }
      } finally {
        if (starting.get(project.id) === known) starting.delete(project.id)
      }
    },
    find: id => here.get(id)?.process,
    stop: (id, wanted) =>
      inTurn(id, async () => {
        const one = here.get(id)
        if (!one) return
        await host.stop(id)
        await letGo(id, one, wanted)
      }),
    erase: id =>
      inTurn(id, async () => {
        const one = here.get(id)
        await host.erase(id)
        if (one) await letGo(id, one)
        await folders.forget(id)
        await options.eraseKept(id)
      }),
    status: () => host.status(),
    onExit(listener) {
      listeners.add(listener)
      return () => void listeners.delete(listener)
    },
    async close() {
      await session.drain().catch(() => undefined)
      const running = [...here]
      await host.close()
      await Promise.all(running.map(([id, one]) => inTurn(id, () => letGo(id, one))))
      await started.stop()
    },
  }
}

/** Whether a refusal means that the lease, not the project, is the trouble. */
export const isElsewhere = (thrown: unknown): thrown is StoaError => thrown instanceof StoaError && thrown.code === 'lease_elsewhere'
