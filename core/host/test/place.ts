import { execFileSync } from 'node:child_process'
import { once } from 'node:events'
import { readdirSync, readFileSync } from 'node:fs'
import { mkdtemp, rm } from 'node:fs/promises'
import { request } from 'node:http'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { text } from 'node:stream/consumers'
import { fileURLToPath } from 'node:url'
import type { Test } from 'tap'
import type { Manifest } from '@stoa/sdk/contract'
import { systemClock, type InstalledPlugin } from '@stoa/core/project'
import { keptLog } from '../../project/test/kept-log.ts'
import { createHost, type HostOptions, type ProjectProcess } from '../host.ts'

const folder = fileURLToPath(new URL('./probe', import.meta.url))
export const probePlugin: InstalledPlugin = {
  folder,
  manifest: (JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8')) as { stoa: Manifest }).stoa,
}

/** Why tests with a sandbox cannot run here, or false. */
export const noBubblewrap = missing('bwrap') && 'bubblewrap'
export const noPython = missing('python3') && 'python3'

function missing(program: string): boolean {
  try {
    execFileSync(program, ['--version'], { stdio: 'ignore' })
    return false
  } catch {
    return true
  }
}

/** A host on a temporary directory with the probe installed; gone after the test. */
export async function hostPlace(t: Test, options: Partial<HostOptions> = {}) {
  const top = await mkdtemp(join(tmpdir(), 'stoa-host-'))
  // Project users must be able to pass.
  execFileSync('chmod', ['711', top])
  const log = keptLog()
  const all: HostOptions = {
    dataDirectory: join(top, 'data'),
    runDirectory: join(top, 'run'),
    sandbox: 'auto',
    clock: systemClock,
    log,
    plugins: [probePlugin],
    ...options,
  }
  const host = await createHost(all)
  t.teardown(async () => {
    await host.close()
    await rm(top, { recursive: true, force: true })
  })
  return { host, log, top, options: all }
}

/** Asks a project server over its socket, as a hub does. */
export async function ask({
  process,
  method = 'GET',
  path,
  body,
  token = process.token,
}: {
  process: ProjectProcess
  method?: string
  path: string
  body?: string
  token?: string
}): Promise<{ status: number; body: string }> {
  const asked = request({
    socketPath: process.socketPath,
    method,
    path,
    agent: false,
    headers: {
      authorization: `Bearer ${token}`,
      'stoa-user': Buffer.from(JSON.stringify({ id: 'u1', name: 'Ünal' })).toString('base64url'),
    },
  })
  asked.end(body)
  const [response] = await once(asked, 'response')
  return { status: response.statusCode, body: await text(response) }
}

export type Ran = { stdout: string; stderr: string; code: number | null; signal: string | null }

/** Runs a command as a user of the project would. */
export async function run(process: ProjectProcess, command: readonly string[], signal?: 'SIGINT' | 'SIGTERM' | 'SIGKILL'): Promise<Ran> {
  const { status, body } = await ask({ process, method: 'POST', path: '/routes/probe@1/run', body: JSON.stringify({ command, signal }) })
  if (status !== 200) throw new Error(body)
  return JSON.parse(body) as Ran
}

/** Whether a process of this number runs; one that has ended and is not yet buried does not. */
export function alive(pid: number): boolean {
  try {
    return !/^State:\s+[ZX]/m.test(readFileSync(`/proc/${pid}/status`, 'utf8'))
  } catch {
    return false
  }
}

/** The command lines of all processes of this machine. */
export function commandLines(): string[] {
  return readdirSync('/proc')
    .filter(name => /^\d+$/.test(name))
    .map(pid => {
      try {
        return readFileSync(`/proc/${pid}/cmdline`, 'utf8').replaceAll('\0', ' ')
      } catch {
        return ''
      }
    })
}

/** Waits until something holds. */
export async function until(holds: () => boolean | Promise<boolean>): Promise<void> {
  const end = performance.now() + 20_000
  while (!(await holds())) {
    if (performance.now() > end) throw new Error(`still not so: ${holds.toString()}`)
    await new Promise(resolve => setTimeout(resolve, 10))
  }
}
