import { spawn, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, rm } from 'node:fs/promises'
import { createServer, type AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { keys, projects } from '@stoa/core/hub/contracts'
import { connect, type Client } from '@stoa/sdk/client'

const command = fileURLToPath(new URL('../../bin/stoa.mjs', import.meta.url))

export async function freePort(): Promise<number> {
  const probe = createServer().listen(0, '127.0.0.1')
  await once(probe, 'listening')
  const { port } = probe.address() as AddressInfo
  probe.close()
  await once(probe, 'close')
  return port
}

/** Starts a program and waits for a line that says that it is ready. */
export async function started(
  program: string,
  args: readonly string[],
  { ready, env = {} }: { ready: RegExp; env?: Record<string, string> },
): Promise<ChildProcess> {
  const child = spawn(program, args, { env: { ...process.env, ...env }, stdio: ['ignore', 'pipe', 'pipe'] })
  let said = ''
  await new Promise<void>((resolve, reject) => {
    const hear = (piece: Buffer): void => {
      said += piece.toString()
      if (ready.test(said)) resolve()
    }
    child.stdout!.on('data', hear)
    child.stderr!.on('data', hear)
    child.once('exit', code => reject(new Error(`${program} ended with ${code}: ${said.slice(-2000)}`)))
  })
  return child
}

/** A whole Stoa in processes of its own, with one project; `client` makes one more connection of its owner. */
export async function startStoa(): Promise<{ project: string; client(): Promise<Client>; close(): Promise<void> }> {
  const data = await mkdtemp(join(tmpdir(), 'stoa-bench-'))
  const port = await freePort()
  const url = `http://127.0.0.1:${port}`
  const child = await started(process.execPath, ['--conditions=stoa-source', command, 'start'], {
    ready: /Stoa is at/,
    env: { STOA_DATA: data, STOA_PORT: String(port), STOA_SIGN_UP: 'open' },
  })
  const signedUp = await fetch(`${url}/api/sign-up`, {
    method: 'POST',
    headers: { origin: url, 'content-type': 'application/json' },
    body: JSON.stringify({ email: 'bench@example.org', name: 'Bench', password: 'correct horse battery', acceptedTerms: true }),
  })
  const cookie = signedUp.headers.getSetCookie()[0]!.split(';')[0]!
  const first = connect({ url, cookie })
  await first.ready()
  const { project } = await first.connect<typeof projects>('projects@1').call('create', { title: 'Bench' })
  const { secret } = await first.connect<typeof keys>('keys@1').call('create', { title: 'bench', role: 'owner' })
  const clients = [first]
  return {
    project,
    async client() {
      const one = connect({ url, key: secret })
      clients.push(one)
      await one.ready()
      return one
    },
    async close() {
      for (const one of clients) one.close()
      child.kill('SIGTERM')
      await once(child, 'exit')
      await rm(data, { recursive: true, force: true })
    },
  }
}
