import { spawn, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'
import type { Test } from 'tap'
import { askStatus } from '@stoa/core/hub'

const command = fileURLToPath(new URL('../../bin/stoa.mjs', import.meta.url))

/** A `stoa` process that runs until the test ends. */
export type Running = {
  readonly data: string
  readonly url: string
  /** What it has said so far. */
  said(): string
  /** Signals the process itself. */
  signal(name: NodeJS.Signals): void
  /** The process of a project's server here. */
  server(project: string): Promise<number | undefined>
  readonly ended: Promise<unknown>
}
/** Hubs and hosts as processes of their own, on one store. */
export type Machines = {
  /** The SQLite file of the store. */
  readonly store: string
  hub(name: string): Promise<Running>
  host(name: string): Promise<Running>
}

/**
 * A place for several machines, each with a data folder of its own. Their store is one SQLite file, unless `environment` names another. A machine
 * is taken for dead after `silence` seconds.
 */
export async function setMachines(
  t: Test,
  { silence = 10, environment = {} }: { silence?: number; environment?: Readonly<Record<string, string>> } = {},
): Promise<Machines> {
  const top = await mkdtemp(join(tmpdir(), 'stoa-machines-'))
  t.teardown(() => rm(top, { recursive: true, force: true }))
  const shared = {
    STOA_SQLITE: join(top, 'stoa.db'),
    STOA_SILENCE: String(silence),
    STOA_SANDBOX: 'none',
    STOA_SIGN_UP: 'open',
    ...environment,
  }

  async function start(name: string, words: readonly string[], own: Readonly<Record<string, string>>): Promise<Running> {
    const data = join(top, name)
    const child = spawn(process.execPath, ['--conditions=stoa-source', command, ...words], {
      env: { ...process.env, ...shared, STOA_DATA: data, ...own },
      stdio: ['ignore', 'pipe', 'pipe'],
    })
    const ended = once(child, 'exit')
    t.teardown(() => end(child, ended))
    let said = ''
    createInterface({ input: child.stderr }).on('line', line => (said += `${line}\n`))
    const url = await new Promise<string>((resolve, reject) => {
      createInterface({ input: child.stdout }).on('line', line => {
        said += `${line}\n`
        const found = /^(?:Stoa is at|The machine \S+ has joined. Hubs reach it at) (\S+)$/.exec(line)?.[1]
        if (found) resolve(found)
      })
      child.once('exit', code => reject(new Error(`${name} ended with ${code} before it was ready:\n${said}`)))
    })
    const { pid } = await askStatus(data)
    t.teardown(() => resume(pid))
    return {
      data,
      url,
      said: () => said,
      signal: name => void process.kill(pid, name),
      server: async project => (await askStatus(data)).projects.find(({ id }) => id === project)?.pid,
      ended,
    }
  }
  return {
    store: shared.STOA_SQLITE,
    hub: name => start(name, ['start'], { STOA_HOSTS: 'joined', STOA_PORT: '0' }),
    host: name => start(name, ['host'], { STOA_MACHINE: name, STOA_DOOR_PORT: '0' }),
  }
}

/** One that is paused hears of nothing else. */
function resume(pid: number): void {
  try {
    process.kill(pid, 'SIGCONT')
  } catch {
    // It has ended.
  }
}

async function end(child: ChildProcess, ended: Promise<unknown>): Promise<void> {
  child.kill('SIGTERM')
  await ended
}
