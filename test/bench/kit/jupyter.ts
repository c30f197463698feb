import { randomUUID } from 'node:crypto'
import { once } from 'node:events'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { WebSocket } from 'ws'
import type { Ending } from './bench.ts'
import { freePort, pythonWith, startProgram } from './programs.ts'

/** A Jupyter Server without settings of this machine. `headers` are those of whoever may use it. */
export type Jupyter = {
  readonly url: string
  readonly pid: number
  readonly root: string
  readonly token: string
  readonly headers: Readonly<Record<string, string>>
}

/** Starts Jupyter Server with ipykernel, with JupyterLab if asked, or from another environment. Null, with a sentence, where it can't be had. */
export async function startJupyter({
  ending,
  lab = false,
  with: environment = { name: lab ? 'lab' : 'jupyter', packages: ['jupyter-server', 'ipykernel', ...(lab ? ['jupyterlab'] : [])] },
}: {
  ending: Ending
  lab?: boolean
  with?: { readonly name: string; readonly packages: readonly string[] }
}): Promise<Jupyter | null> {
  const python = pythonWith(environment)
  if (python === null) return null
  const top = await mkdtemp(join(tmpdir(), 'stoa-bench-jupyter-'))
  ending.add(() => rm(top, { recursive: true, force: true }))
  const port = await freePort()
  const token = randomUUID()
  const pid = await startProgram({
    ending,
    program: python,
    args: [
      '-m',
      lab ? 'jupyterlab' : 'jupyter_server',
      '--no-browser',
      '--ip=127.0.0.1',
      `--port=${port}`,
      `--IdentityProvider.token=${token}`,
      '--allow-root',
      `--ServerApp.root_dir=${top}`,
    ],
    ready: /is running at/,
    env: {
      HOME: top,
      JUPYTER_CONFIG_DIR: join(top, '.config'),
      JUPYTER_DATA_DIR: join(top, '.data'),
      JUPYTER_RUNTIME_DIR: join(top, '.runtime'),
    },
  })
  return { url: `http://127.0.0.1:${port}`, pid, root: top, token, headers: { authorization: `token ${token}` } }
}

/** Runs code for one client, and resolves when another client has its result. */
export type Runner = { run(code: string): Promise<void> }

/** A kernel of Jupyter with two clients. */
export async function jupyterRunner({ ending, jupyter }: { ending: Ending; jupyter: Jupyter }): Promise<Runner> {
  const { url, headers } = jupyter
  const started = await fetch(`${url}/api/kernels`, { method: 'POST', headers, body: '{"name":"python3"}' })
  const { id } = (await started.json()) as { id: string }
  const open = async (): Promise<WebSocket> => {
    const socket = new WebSocket(`${url.replace('http', 'ws')}/api/kernels/${id}/channels?session_id=${randomUUID()}`, {
      headers,
      perMessageDeflate: false,
    })
    ending.add(() => socket.terminate())
    await once(socket, 'open')
    return socket
  }
  const [writer, reader] = [await open(), await open()]
  return {
    run(code) {
      const header = {
        msg_id: randomUUID(),
        msg_type: 'execute_request',
        username: '',
        session: randomUUID(),
        date: new Date().toISOString(),
        version: '5.3',
      }
      const { promise, resolve } = Promise.withResolvers<void>()
      const hear = (data: Buffer): void => {
        const message = JSON.parse(data.toString()) as { msg_type: string; parent_header: { msg_id?: string } }
        if (message.msg_type === 'execute_result' && message.parent_header.msg_id === header.msg_id) resolve()
      }
      reader.on('message', hear)
      const content = { code, silent: false, store_history: false, user_expressions: {}, allow_stdin: false, stop_on_error: true }
      writer.send(JSON.stringify({ channel: 'shell', header, parent_header: {}, metadata: {}, content, buffers: [] }))
      return promise.finally(() => reader.off('message', hear))
    },
  }
}
