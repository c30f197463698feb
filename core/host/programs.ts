import { spawn, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { chown, mkdir, rm } from 'node:fs/promises'
import { join } from 'node:path'
import type { ProjectProgram } from '@stoa/sdk/host'
import type { Confinement } from './confine.ts'
import type { Groups } from './groups.ts'
import type { Limits } from './host.ts'
import { makeFolders, projectPaths } from './layout.ts'
import { spawnLaunch } from './spawn.ts'

/** A program to be run in a project's sandbox. */
export type HostedProgram = {
  readonly id: string
  readonly uid: number
  readonly command: readonly [string, ...string[]]
  readonly environment?: Readonly<Record<string, string>>
}
/** Runs programs in the sandboxes of projects, each in one of its own beside that of the project's server. */
export type HostedPrograms = {
  start(program: HostedProgram): Promise<ProjectProgram>
  /** The project's folder as they see it. */
  root(id: string): string
  /** Ends all of one project's. */
  end(id: string): Promise<void>
  close(): Promise<void>
}

const longestError = 20_000
type Running = { readonly id: string; readonly program: ProjectProgram }

/** Programs in sandboxes like that of the project's server, with its limits, and without a way to anybody. */
export function createHostedPrograms({
  dataDirectory,
  runDirectory,
  confinement,
  groups,
  limits,
  root,
  ownUid,
}: {
  dataDirectory: string
  runDirectory: string
  confinement: Confinement
  groups: Groups | null
  limits: Limits
  /** Whether this process is root, so that a program becomes its project's user. */
  root: boolean
  ownUid: number
}): HostedPrograms {
  const running = new Set<Running>()
  let count = 0
  let closed = false
  return {
    root: id => confinement.seen.root(projectPaths({ dataDirectory, runDirectory, id })),
    async start({ id, uid, command, environment = {} }) {
      const { project } = projectPaths({ dataDirectory, runDirectory, id })
      const own = root ? (confinement.facts.kind === 'none' ? 0 : uid) : null
      await makeFolders({ project, owner: own })
      const name = `run-${++count}`
      // Where a project server has its socket a program has an empty folder.
      const linkDirectory = join(runDirectory, name)
      await mkdir(linkDirectory, { mode: 0o700 })
      if (own !== null) await chown(linkDirectory, own, own)
      const group = groups?.make(name, limits) ?? null
      const added = Object.entries(environment).map(([key, value]) => `${key}=${value}`)
      const seen = confinement.seen.root({ project })
      const launch = confinement.launch({ project, linkDirectory, uid: root ? uid : ownUid, groups: group?.folders ?? [] }, [
        'env',
        '-C',
        seen,
        ...added,
        ...command,
      ])
      if (closed) throw new Error('The host is stopping.')
      const program = programOf(spawnLaunch({ launch, written: new Map() }))
      const one = { id, program }
      running.add(one)
      const ended = program.ended.then(async end => {
        running.delete(one)
        program.kill()
        group?.remove()
        await rm(linkDirectory, { recursive: true, force: true })
        return end
      })
      return { ...program, ended }
    },
    async end(id) {
      await endAll([...running].filter(one => one.id === id))
    },
    async close() {
      closed = true
      await endAll([...running])
    },
  }
}

async function endAll(running: readonly Running[]): Promise<void> {
  for (const { program } of running) program.kill()
  await Promise.all(running.map(({ program }) => program.ended))
}

/** A child that leads its own group, as a program that can be read, written to, awaited and ended. */
export function programOf(child: ChildProcess): ProjectProgram {
  let stderr = ''
  child.stderr!.on('data', (piece: Buffer) => (stderr = (stderr + piece.toString()).slice(-longestError)))
  child.stdin!.on('error', () => undefined)
  const ended = once(child, 'close').then(
    ([code]) => ({ code: code as number | null, stderr }),
    (failure: Error) => ({ code: 127, stderr: failure.message }),
  )
  return {
    stdin: child.stdin!,
    stdout: child.stdout!,
    ended,
    kill() {
      if (child.pid === undefined) return
      try {
        process.kill(-child.pid, 'SIGKILL')
      } catch {
        // All of it has ended.
      }
    },
  }
}

/** A program on a folder of one's own, without walls. */
export function plainProgram({
  folder,
  command: [file, ...rest],
  environment = {},
}: {
  folder: string
  command: readonly [string, ...string[]]
  environment?: Readonly<Record<string, string>>
}): ProjectProgram {
  return programOf(
    spawn(file, rest, { cwd: folder, env: { ...process.env, ...environment }, stdio: ['pipe', 'pipe', 'pipe'], detached: true }),
  )
}
