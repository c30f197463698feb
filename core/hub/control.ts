import { constants } from 'node:fs'
import { chmod, open, rm } from 'node:fs/promises'
import { createServer, request } from 'node:http'
import { basename, dirname, join } from 'node:path'
import { StoaError, type Stop } from '@stoa/sdk/contract'
import type { ProjectStatus } from '@stoa/core/host'
import type { PluginReport } from '@stoa/core/project'

/** What `stoa status` shows. Memory is in bytes of resident set, of projects in proportional set (Pss). */
export type Status = {
  readonly pid: number
  readonly url: string
  readonly sandbox: string
  readonly limits: string
  /** Seconds since the start. */
  readonly uptime: number
  readonly memory: number
  readonly figures: { readonly sockets: number; readonly channels: number; readonly links: number }
  readonly plugins: readonly PluginReport[]
  readonly projects: readonly ProjectStatus[]
}

const socketIn = (data: string) => join(data, 'control.sock')
/** Longest path of a socket in bytes, on every system. */
const longest = 103

/** Does `work` with a path of the socket that is short enough for the system; longer ones go by the folder's descriptor. */
async function within<T>(path: string, work: (path: string) => Promise<T>): Promise<T> {
  if (Buffer.byteLength(path) <= longest || process.platform !== 'linux') return work(path)
  const folder = await open(dirname(path), constants.O_RDONLY | constants.O_DIRECTORY)
  try {
    return await work(`/proc/self/fd/${folder.fd}/${basename(path)}`)
  } finally {
    await folder.close()
  }
}

/** Answers whoever may read the data directory, by a socket in it that only its owner can open. */
export async function serveControl({ data, status }: { data: string; status(): Promise<Status> }): Promise<Stop> {
  const path = socketIn(data)
  await rm(path, { force: true })
  const server = createServer((asked, answer) => {
    if (asked.method !== 'GET' || asked.url !== '/status') return void answer.writeHead(404).end()
    status().then(
      facts => answer.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify(facts)),
      () => answer.writeHead(500).end(),
    )
  })
  await within(path, short => new Promise<void>((resolve, reject) => server.once('error', reject).listen(short, resolve)))
  await chmod(path, 0o600)
  return async () => {
    await new Promise<void>(resolve => server.close(() => resolve()))
    await rm(path, { force: true })
  }
}

/** Asks the server that runs on a data directory; rejects with `not_running`. */
export async function askStatus(data: string): Promise<Status> {
  try {
    return await within(socketIn(data), ask)
  } catch {
    throw new StoaError({ code: 'not_running', message: `No Stoa runs on ${data}. Start it with “npm start”.` })
  }
}

function ask(socketPath: string): Promise<Status> {
  return new Promise((resolve, reject) => {
    const asking = request({ socketPath, path: '/status' }, answer => {
      let text = ''
      answer.setEncoding('utf8')
      answer.on('data', piece => (text += piece))
      answer.on('end', () => resolve(JSON.parse(text) as Status))
    })
    asking.on('error', reject)
    asking.end()
  })
}
