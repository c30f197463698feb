import { randomBytes } from 'node:crypto'
import { mkdir, mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { ProjectProgram } from '@stoa/sdk/host'
import type { Clock, Log } from '@stoa/sdk/hub'
import { createDoor, startProject, type LoadablePart, type RunningProject } from '@stoa/core/project'
import type { Host, ProjectExit, ProjectProcess } from './host.ts'
import { prepareMissing, type Prepare } from './preparing.ts'
import { plainProgram } from './programs.ts'

type Door = ReturnType<typeof createDoor>
type Inside = { process: ProjectProcess; project: RunningProject; door: Door }

/**
 * A host whose project servers live in this process, without a sandbox: for tests of plugins (K-9) and for `stoa run` on one's own files.
 * `rootOf` says where a project's directory is; by default each gets one below `directory`.
 */
export function createInProcessHost({
  directory,
  rootOf = id => join(directory, id),
  plugins,
  clock,
  log,
  prepare,
}: {
  directory: string
  rootOf?(id: string): string
  plugins: readonly LoadablePart[]
  clock: Clock
  log: Log
  /** Asked before a project starts whose directory is missing. */
  prepare?: Prepare
}): Host {
  const inside = new Map<string, Promise<Inside>>()
  const listeners = new Set<(exit: ProjectExit) => void>()
  const programs = new Set<ProjectProgram>()
  const giveUp = new AbortController()
  const sockets = mkdtemp(join(tmpdir(), 'stoa-'))

  async function start(id: string): Promise<Inside> {
    const began = clock.elapsed()
    const root = rootOf(id)
    const restored =
      prepare &&
      (await prepareMissing({ notes: join(await sockets, 'preparing'), project: id, folder: root, prepare, signal: giveUp.signal }))
    await mkdir(root, { recursive: true })
    const token = randomBytes(32).toString('base64url')
    const project = await startProject({ root, plugins, clock, log, epoch: 0 })
    const door = createDoor({ token, accept: link => void project.serving.accept(link), routes: project.routes, blobs: project.blobs, log })
    const socketPath = join(await sockets, `${randomBytes(6).toString('hex')}.sock`)
    await door.listen(socketPath)
    return {
      project,
      door,
      process: {
        id,
        epoch: 0,
        socketPath,
        token,
        pid: process.pid,
        startup: clock.elapsed() - began,
        plugins: project.plugins,
        ...(restored && { restored }),
      },
    }
  }
  async function stop(id: string): Promise<void> {
    const starting = inside.get(id)
    if (!starting) return
    inside.delete(id)
    const { project, door } = await starting
    await door.close()
    await project.close()
    for (const listener of listeners) listener({ id, reason: 'The project was stopped.', expected: true })
  }

  return {
    sandbox: { kind: 'none', sentence: 'No sandbox: projects run inside this process.' },
    limits: 'Nothing is limited.',
    async start({ id }) {
      let starting = inside.get(id)
      if (!starting) {
        starting = start(id)
        inside.set(id, starting)
        starting.catch(() => inside.delete(id))
      }
      return (await starting).process
    },
    stop,
    async erase(id) {
      await stop(id)
      await rm(rootOf(id), { recursive: true, force: true })
    },
    async run({ id, command, environment }) {
      await mkdir(join(rootOf(id), '.stoa'), { recursive: true })
      const program = plainProgram({ folder: rootOf(id), command, environment })
      programs.add(program)
      void program.ended.then(() => programs.delete(program))
      return program
    },
    rootInside: rootOf,
    async status() {
      return Promise.all(
        [...inside].map(async ([id, starting]) => ({
          id,
          state: 'running' as const,
          pid: process.pid,
          idle: (await starting).project.idle,
        })),
      )
    },
    extend() {},
    async fence() {
      for (const id of [...inside.keys()]) await stop(id)
    },
    onExit(listener) {
      listeners.add(listener)
      return () => void listeners.delete(listener)
    },
    async close() {
      giveUp.abort()
      for (const program of programs) program.kill()
      for (const id of [...inside.keys()]) await stop(id)
      await rm(await sockets, { recursive: true, force: true })
    },
  }
}
