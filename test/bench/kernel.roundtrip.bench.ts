import { spawnSync } from 'node:child_process'
import { randomUUID } from 'node:crypto'
import { once } from 'node:events'
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { WebSocket } from 'ws'
import { openProgramDocument } from '@stoa/sdk/client'
import type { sagews } from '@stoa/plugin-sagews/contract'
import { median, report } from './figures.ts'
import { freePort, started, startStoa } from './server.ts'

/** Runs `1+1` for one client, and resolves when another client has the output. */
type Kernel = { run(): Promise<void>; close(): void | Promise<void> }
const runs = 7
const rounds = 20

async function stoa(): Promise<Kernel> {
  const server = await startStoa()
  const [one, other] = [await server.client(), await server.client()]
  const id = randomUUID()
  const writer = openProgramDocument({ connect: one.connect, project: server.project, path: 'bench.sagews', create: true })
  await writer.ready
  writer.edit({ from: 0, to: writer.text().length, insert: `\uFE20${id}\uFE20\n1+1\n` })
  await writer.acknowledged()
  const reader = openProgramDocument({ connect: other.connect, project: server.project, path: 'bench.sagews' })
  await reader.ready
  const sheet = one.connect<typeof sagews>('sagews@1', { project: server.project, params: { path: 'bench.sagews' } })
  await sheet.opened
  return {
    async run() {
      const seen = new Promise<void>(resolve => {
        const stop = reader.onChange(({ changes }) =>
          changes.iterChanges((_a, _b, _c, _d, text) => {
            if (!text.toString().includes('"stdout":"2')) return
            void stop()
            resolve()
          }),
        )
      })
      await sheet.call('run', { cells: [id] })
      await seen
    },
    close: server.close,
  }
}

/** A Jupyter Server in an environment of its own, made with the first run. Null, with a sentence, where it can't be had. */
async function jupyter(): Promise<Kernel | null> {
  const folder = fileURLToPath(new URL('.venv', import.meta.url))
  const python = join(folder, 'bin', 'python')
  if (!existsSync(join(folder, 'bin', 'jupyter-server'))) {
    console.error('Installing Jupyter Server to compare with, once.')
    const made =
      spawnSync('python3', ['-m', 'venv', folder]).status === 0 &&
      spawnSync(python, ['-m', 'pip', 'install', '-q', 'jupyter-server', 'ipykernel'], { stdio: 'inherit' }).status === 0
    if (!made) {
      console.error('Jupyter Server cannot be installed here, so there is nothing to compare with.')
      return null
    }
  }
  const port = await freePort()
  const token = 'bench'
  const args = [
    '-m',
    'jupyter_server',
    '--no-browser',
    `--port=${port}`,
    '--ip=127.0.0.1',
    `--IdentityProvider.token=${token}`,
    '--allow-root',
    `--ServerApp.root_dir=${folder}`,
  ]
  const server = await started(python, args, { ready: /is running at/ })
  const headers = { authorization: `token ${token}` }
  const { id } = (await (
    await fetch(`http://127.0.0.1:${port}/api/kernels`, { method: 'POST', headers, body: '{"name":"python3"}' })
  ).json()) as { id: string }
  const open = async (): Promise<WebSocket> => {
    const socket = new WebSocket(`ws://127.0.0.1:${port}/api/kernels/${id}/channels?session_id=${randomUUID()}`, { headers })
    await once(socket, 'open')
    return socket
  }
  const [one, other] = [await open(), await open()]
  return {
    run() {
      const header = {
        msg_id: randomUUID(),
        msg_type: 'execute_request',
        username: '',
        session: randomUUID(),
        date: new Date().toISOString(),
        version: '5.3',
      }
      const seen = new Promise<void>(resolve => {
        const hear = (data: Buffer): void => {
          const message = JSON.parse(data.toString()) as { msg_type: string; parent_header: { msg_id?: string } }
          if (message.msg_type !== 'execute_result' || message.parent_header.msg_id !== header.msg_id) return
          other.off('message', hear)
          resolve()
        }
        other.on('message', hear)
      })
      const content = { code: '1+1', silent: false, store_history: false, user_expressions: {}, allow_stdin: false, stop_on_error: true }
      one.send(JSON.stringify({ channel: 'shell', header, parent_header: {}, metadata: {}, content, buffers: [] }))
      return seen
    },
    close() {
      one.close()
      other.close()
      server.kill('SIGKILL')
    },
  }
}

async function measure(kernel: Kernel): Promise<number> {
  const measures: number[] = []
  for (let round = 0; round < rounds; round++) {
    const began = performance.now()
    await kernel.run()
    measures.push(performance.now() - began)
    // The cell before is quite over, so that the next does not wait for it.
    await new Promise(resolve => setTimeout(resolve, 80))
  }
  return median(measures)
}

const [mine, theirs] = [await stoa(), await jupyter()]
await mine.run()
await theirs?.run()
const figures = { ours: [] as number[], theirs: [] as number[] }
for (let run = 0; run < runs; run++) {
  figures.ours.push(await measure(mine))
  if (theirs) figures.theirs.push(await measure(theirs))
}
report({
  bench: 'kernel.roundtrip',
  ours: median(figures.ours),
  peer: 'Jupyter Server, ipykernel',
  theirs: median(figures.theirs),
  unit: 'ms',
})
await mine.close()
await theirs?.close()
process.exit(0)
