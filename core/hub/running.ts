import { request as plain, type IncomingMessage, type RequestOptions } from 'node:http'
import { request as secure } from 'node:https'
import type { Readable } from 'node:stream'
import { WebSocket } from 'ws'
import { StoaError, type Stop } from '@stoa/sdk/contract'
import type { Restored } from '@stoa/sdk/host'
import type { Clock } from '@stoa/sdk/hub'
import type { ProjectHosts, ReachedProject } from '@stoa/core/host'
import { socketLink, socketOptions, type ProjectLink } from '@stoa/core/routing'

/** Whether a project's server runs, as its people see it. `reason` is a sentence; `machine` and `restored` are told where there are several machines. */
export type ProjectState = {
  readonly state: 'stopped' | 'starting' | 'running' | 'restarting'
  readonly reason?: string
  readonly machine?: string
  readonly restored?: Restored
}

export type Running = {
  /** A fresh link to the project's server, which is started if need be. */
  link(project: string): Promise<ProjectLink>
  /** One HTTP request to the project's server, started if need be. The body is streamed both ways. */
  request(
    project: string,
    options: { method: string; path: string; headers: Record<string, string>; body: Readable },
  ): Promise<IncomingMessage>
  state(project: string): ProjectState
  onState(listener: (project: string, state: ProjectState) => void): Stop
  restart(project: string): Promise<void>
  /** Stops it, for good until somebody starts it again. */
  halt(project: string): Promise<void>
  /** The machines that it could run on, where there are several. */
  readonly machines: readonly string[]
  /** Stops it and starts it on another machine, files and all. */
  move(project: string, to: string): Promise<void>
  stop(): Promise<void>
}

/** Why a project does not run that its people have stopped. */
export const haltedReason = 'It was stopped in its settings.'

/** How long after a lost link the host may take to say why its process ended, in milliseconds. */
const exitPatience = 2000

/** Which projects run, and the ways to them. `uidOf` gives the unix user of a project. */
export function createRunning({
  host,
  uidOf,
  clock,
}: {
  host: ProjectHosts
  uidOf(project: string): Promise<number>
  clock: Clock
}): Running {
  const states = new Map<string, ProjectState>()
  const listeners = new Set<(project: string, state: ProjectState) => void>()
  const exits = new Map<string, (reason: string) => void>()
  const asked = new Set<string>()
  const sockets = new Map<string, WebSocket>()

  const become = (project: string, state: ProjectState) => {
    states.set(project, state)
    for (const listener of listeners) listener(project, state)
  }
  const forget = host.onExit(({ id, reason, expected, unreached }) => {
    if (unreached) sockets.get(id)?.terminate()
    become(id, asked.has(id) ? { state: 'restarting', reason } : expected ? { state: 'stopped', reason } : { state: 'restarting', reason })
    exits.get(id)?.(reason)
  })

  async function start(project: string): Promise<ReachedProject> {
    if (states.get(project)?.state !== 'running') become(project, { ...states.get(project), state: 'starting' })
    try {
      const process = await host.start({ id: project, uid: await uidOf(project) })
      const running: ProjectState = {
        state: 'running',
        ...('machine' in process && { machine: process.machine }),
        ...(process.restored && { restored: process.restored }),
      }
      if (JSON.stringify(states.get(project)) !== JSON.stringify(running)) become(project, running)
      return process
    } catch (error) {
      become(project, { state: 'stopped', reason: error instanceof StoaError ? error.message : 'The project server did not start.' })
      throw error
    }
  }

  /** Does what ends a project's server, and starts it again. */
  async function again(project: string, work: () => Promise<void>): Promise<void> {
    asked.add(project)
    try {
      await work()
      await start(project)
    } finally {
      asked.delete(project)
    }
  }

  return {
    async link(project) {
      const process = await start(project)
      const address = 'url' in process ? `${process.url.replace(/^http/, 'ws')}/link` : `ws+unix:${process.socketPath}:/link`
      const socket = new WebSocket(address, {
        ...socketOptions,
        headers: { authorization: `Bearer ${process.token}` },
      })
      sockets.set(project, socket)
      await opened(socket, project)
      const gone = new Promise<string>(resolve => exits.set(project, resolve))
      return {
        link: socketLink(socket),
        epoch: process.epoch,
        whyGone: () => Promise.race([gone, new Promise<undefined>(resolve => void clock.after(exitPatience, () => resolve(undefined)))]),
      }
    },
    async request(project, { method, path, headers, body }) {
      const process = await start(project)
      const options: RequestOptions = { method, headers: { ...headers, authorization: `Bearer ${process.token}` } }
      return new Promise((resolve, reject) => {
        const asking =
          'url' in process
            ? (process.url.startsWith('https:') ? secure : plain)(`${process.url}${path}`, options, resolve)
            : plain({ ...options, socketPath: process.socketPath, path }, resolve)
        asking.on('error', error => reject(unreachable(project, error)))
        body.on('error', error => asking.destroy(error))
        body.on('close', () => body.readableEnded || asking.destroy())
        body.pipe(asking)
      })
    },
    state: project => states.get(project) ?? { state: 'stopped' },
    onState(listener) {
      listeners.add(listener)
      return () => void listeners.delete(listener)
    },
    restart: project => again(project, () => host.stop(project)),
    async halt(project) {
      await host.stop(project)
      become(project, { state: 'stopped', reason: haltedReason })
    },
    get machines() {
      return host.machines ?? []
    },
    move: (project, to) =>
      again(project, async () => {
        if (!host.move) throw new StoaError({ code: 'host_unknown', message: 'There is no other machine: projects run on this one.' })
        await host.move({ id: project, uid: await uidOf(project) }, to)
      }),
    async stop() {
      await forget()
    },
  }
}

function opened(socket: WebSocket, project: string): Promise<void> {
  return new Promise((resolve, reject) => {
    socket.once('open', () => resolve())
    socket.once('error', error => reject(unreachable(project, error)))
  })
}

const unreachable = (project: string, { message }: Error) =>
  new StoaError({ code: 'project_unreachable', message: `The server of project ${project} does not answer: ${message}.` })
