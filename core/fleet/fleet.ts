import { StoaError, stops, type Stop } from '@stoa/sdk/contract'
import type { Restored } from '@stoa/sdk/host'
import type { Clock, Log } from '@stoa/sdk/hub'
import type { ProjectExit, ProjectHosts, ProjectStart, ProjectStatus, ReachedProject } from '@stoa/core/host'
import type { Store } from '@stoa/core/store'
import { ask } from './ask.ts'
import { errors } from './errors.ts'
import { listenTo } from './listening.ts'
import { isElsewhere } from './member.ts'
import { candidateOf, placed } from './placement.ts'
import { watchRoster } from './roster.ts'
import { released, unheld, type HostRow, type LeaseRow, type Terms } from './rules.ts'
import { leases } from './tables.ts'

/** All machines that run projects, as one hub uses them. It keeps nothing that another hub lacks. */
export type Fleet = ProjectHosts & {
  /** The machines, as they said themselves last. */
  readonly hosts: readonly HostRow[]
  /** What runs on a machine now. */
  status(host: string): Promise<readonly ProjectStatus[]>
  close(): Promise<void>
}

/** How long one start may be tried beside the time that a dead machine takes to be found dead, in milliseconds. */
const longer = 20_000
const pause = 250

/** Joins the hub to the machines. */
export function openFleet({
  store,
  terms,
  clock,
  time,
  log,
}: {
  store: Store
  terms: Terms
  clock: Clock
  /** This machine's steady time. */
  time(): number
  log: Log
}): Fleet {
  const started = stops()
  const rows = store.table(leases)
  const roster = watchRoster({ store, terms, clock, time, log })
  started.add(() => roster.stop())
  const exits = new Set<(exit: ProjectExit) => void>()
  /** Where this hub believes each project to be: the newest epoch that it has seen. */
  const known = new Map<string, { host: string; session: string; epoch: number }>()
  /** Projects sent to a machine since its last renewal. */
  const given = new Map<string, { version: number; count: number }>()
  const machines = new Map<string, { giveUp: AbortController; stop: Stop }>()
  let closed = false

  const keyOf = ({ host, session }: Pick<HostRow, 'host' | 'session'>) => `${host} ${session}`
  /** Tells of the end of everything that this hub has on a machine. */
  function lose({ host, session }: HostRow, reason: string): void {
    for (const [id, where] of known) {
      if (where.host !== host || where.session !== session) continue
      tell({ id, reason, expected: false, unreached: true })
    }
  }
  function tell(exit: ProjectExit): void {
    for (const listener of exits) listener(exit)
  }
  started.add(
    roster.onDead(row => {
      machines.get(keyOf(row))?.giveUp.abort()
      void machines.get(keyOf(row))?.stop()
      machines.delete(keyOf(row))
      lose(row, `The machine “${row.host}” does not answer. The project goes to another one.`)
    }),
  )
  /** The connection to a machine, made when it is used first. */
  function machine(row: HostRow): { giveUp: AbortController } {
    const there = machines.get(keyOf(row))
    if (there) return there
    const stop = listenTo({
      row,
      terms,
      clock,
      hear({ id, epoch, reason, expected }) {
        if (known.get(id)?.epoch === epoch) tell({ id, reason, expected })
      },
      unreached: () => lose(row, `The connection to the machine “${row.host}” was lost.`),
    })
    const made = { giveUp: new AbortController(), stop }
    machines.set(keyOf(row), made)
    return made
  }
  started.add(() => {
    for (const { giveUp, stop } of machines.values()) {
      giveUp.abort()
      void stop()
    }
  })

  /** The machine that may be serving the project, else the one that is to. */
  async function choose(lease: LeaseRow): Promise<HostRow> {
    if (await roster.mayServe(lease)) return roster.hosts.find(({ host }) => host === lease.host)!
    const alive = roster.hosts.filter(({ state }) => state === 'alive')
    const among = alive.map(row => {
      const sent = given.get(row.host)
      return candidateOf(row, sent?.version === row.version ? sent.count : 0)
    })
    const chosen = placed({ among, home: lease.home, wanted: lease.wanted })
    if (!chosen) throw alive.length === 0 ? errors.noMachine() : errors.full()
    const row = alive.find(({ host }) => host === chosen.host)!
    given.set(row.host, { version: row.version, count: chosen.given + 1 })
    return row
  }

  async function once({ id, uid }: ProjectStart): Promise<ReachedProject> {
    const lease = (await rows.get({ project: id })) ?? unheld(id)
    if (roster.hosts.length === 0) await roster.refresh()
    const row = await choose(lease)
    const { giveUp } = machine(row)
    type Started = { epoch: number; token: string; restored?: Restored }
    const { epoch, restored } = await ask<Started>({
      door: row,
      path: `/projects/${id}/start`,
      body: { uid },
      signal: giveUp.signal,
    })
    if (epoch < (known.get(id)?.epoch ?? 0)) throw errors.leaseElsewhere(id, '')
    known.set(id, { host: row.host, session: row.session, epoch })
    return { id, epoch, url: `${row.url}/projects/${id}`, token: row.secret, machine: row.host, ...(restored && { restored }) }
  }

  async function start(project: ProjectStart): Promise<ReachedProject> {
    const end = clock.elapsed() + terms.patience + longer
    for (;;) {
      try {
        return await once(project)
      } catch (failure) {
        const again =
          isElsewhere(failure) ||
          (failure instanceof StoaError && (failure.code === 'project_unreachable' || failure.code === 'not_allowed'))
        if (!again || closed || clock.elapsed() > end) throw isElsewhere(failure) ? errors.notJoined() : failure
        await new Promise<void>(resolve => clock.after(pause, resolve))
      }
    }
  }

  /** The machine that runs a project, if one does. */
  async function holderOf(id: string): Promise<HostRow | undefined> {
    const lease = await rows.get({ project: id })
    if (!lease || !(await roster.mayServe(lease))) return undefined
    return roster.hosts.find(({ host }) => host === lease.host)
  }
  async function stop(id: string, wanted?: string): Promise<void> {
    const holder = await holderOf(id)
    if (!holder) return
    await ask({
      door: holder,
      path: `/projects/${id}/stop`,
      body: wanted === undefined ? {} : { wanted },
      signal: machine(holder).giveUp.signal,
    })
  }

  return {
    get hosts() {
      return roster.hosts
    },
    get machines() {
      return roster.hosts.filter(({ state }) => state === 'alive').map(({ host }) => host)
    },
    start,
    stop: id => stop(id),
    async erase(id) {
      await roster.refresh()
      // A machine that is away keeps its copy, which is of use to nobody.
      for (const row of roster.hosts.filter(({ state }) => state !== 'dead'))
        await ask({ door: row, path: `/projects/${id}/erase`, body: {}, signal: machine(row).giveUp.signal })
      const lease = await rows.get({ project: id })
      if (lease) await rows.deleteIf({ project: id }, { when: { version: lease.version } })
      known.delete(id)
    },
    onExit(listener) {
      exits.add(listener)
      return () => void exits.delete(listener)
    },
    async status(host) {
      const row = roster.hosts.find(one => one.host === host && one.state !== 'dead')
      if (!row) return []
      return ask<ProjectStatus[]>({ door: row, path: '/status', body: {}, signal: machine(row).giveUp.signal })
    },
    async move(project, to) {
      await roster.refresh()
      const there = roster.hosts.filter(({ state }) => state === 'alive').map(({ host }) => host)
      if (!there.includes(to)) throw errors.wantedUnknown(to, there)
      const holder = await holderOf(project.id)
      if (holder?.host === to) return
      if (holder) await stop(project.id, to)
      else {
        const lease = (await rows.get({ project: project.id })) ?? unheld(project.id)
        const wish = { ...released(lease), wanted: to }
        await rows.putIf(wish, { when: lease.version === 0 ? 'absent' : { version: lease.version } })
      }
    },
    async close() {
      closed = true
      await started.stop()
    },
  }
}
