import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { createServer, type AddressInfo } from 'node:net'
import { createInterface } from 'node:readline'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { Test } from 'tap'
import { askStatus, type Status } from '@stoa/core/hub'

const command = fileURLToPath(new URL('../../bin/stoa.mjs', import.meta.url))

/** The real server in its own process, as `npm start` runs it, on a data directory of its own. */
export type Server = {
  readonly url: string
  readonly data: string
  /** The link that it printed for the first administrator. */
  readonly welcome: string
  status(): Promise<Status>
  /** `kill -9` of the hub, with no chance to say goodbye. */
  killHub(): Promise<void>
  /** `kill -9` of a project's server. */
  killProject(id: string): Promise<void>
  /** Starts it again where it was, after it was killed. */
  restart(): Promise<void>
}

/** A port that nothing listens on, for a server that must come back at the same address. */
async function freePort(): Promise<number> {
  const probe = createServer().listen(0, '127.0.0.1')
  await once(probe, 'listening')
  const { port } = probe.address() as AddressInfo
  probe.close()
  await once(probe, 'close')
  return port
}

export async function startServer(
  t: Test,
  {
    environment = {},
    before,
  }: {
    environment?: Readonly<Record<string, string>>
    /** Prepares the data directory. */
    before?: (data: string) => void
  } = {},
): Promise<Server> {
  const top = await mkdtemp(join(tmpdir(), 'stoa-server-'))
  t.teardown(() => rm(top, { recursive: true, force: true }))
  const data = join(top, 'data')
  before?.(data)
  const port = await freePort()
  const env = { ...process.env, STOA_DATA: data, STOA_PORT: String(port), STOA_SIGN_UP: 'open', ...environment }

  async function start() {
    const child = spawn(process.execPath, ['--conditions=stoa-source', command, 'start'], { env, stdio: ['ignore', 'pipe', 'pipe'] })
    const said: string[] = []
    let welcome = ''
    const ended = once(child, 'exit')
    createInterface({ input: child.stderr }).on('line', line => said.push(line))
    await new Promise<void>((resolve, reject) => {
      createInterface({ input: child.stdout }).on('line', line => {
        said.push(line)
        if (line.includes('/welcome#')) welcome = line.trim()
        if (line.startsWith('Stoa is at ')) setImmediate(resolve)
      })
      child.once('exit', code => reject(new Error(`The server ended with ${code} before it listened:\n${said.join('\n')}`)))
    })
    return { child, ended, welcome: () => welcome }
  }

  let running = await start()
  t.teardown(async () => {
    running.child.kill('SIGTERM')
    await running.ended
  })
  return {
    url: `http://127.0.0.1:${port}`,
    data,
    get welcome() {
      return running.welcome()
    },
    status: () => askStatus(data),
    async killHub() {
      process.kill((await askStatus(data)).pid, 'SIGKILL')
      await running.ended
    },
    async killProject(id) {
      const found = (await askStatus(data)).projects.find(p => p.id === id)
      if (found?.pid === undefined) throw new Error(`project ${id} does not run`)
      process.kill(found.pid, 'SIGKILL')
    },
    async restart() {
      running = await start()
    },
  }
}
