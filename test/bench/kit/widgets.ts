import { randomUUID } from 'node:crypto'
import { once } from 'node:events'
import { WebSocket } from 'ws'
import type { Ending } from './bench.ts'
import type { Jupyter } from './jupyter.ts'

/** A slider of ipywidgets. `frame` hears the value of each picture that arrived. */
export type Widget = { set(value: number): void; onFrame(heard: (value: number) => void): void }

type Message = {
  header: { msg_id: string }
  msg_type: string
  parent_header: { msg_id?: string }
  content: { text?: string; execution_state?: string; evalue?: string }
}

/**
 * Runs code in a new kernel that prints `COMM` and the id of a slider, and speaks to that slider as ipywidgets' own page does: one message
 * at a time, the newest value next when the kernel is idle again.
 */
export async function startWidget({ ending, jupyter, code }: { ending: Ending; jupyter: Jupyter; code: string }): Promise<Widget> {
  const { url, headers } = jupyter
  const started = await fetch(`${url}/api/kernels`, { method: 'POST', headers, body: '{"name":"python3"}' })
  const { id } = (await started.json()) as { id: string }
  const socket = new WebSocket(`${url.replace('http', 'ws')}/api/kernels/${id}/channels?session_id=${randomUUID()}`, {
    headers,
    perMessageDeflate: false,
  })
  ending.add(() => socket.terminate())
  await once(socket, 'open')
  const send = (type: string, content: object): string => {
    const header = {
      msg_id: randomUUID(),
      msg_type: type,
      username: '',
      session: randomUUID(),
      date: new Date().toISOString(),
      version: '5.3',
    }
    socket.send(JSON.stringify({ channel: 'shell', header, parent_header: {}, metadata: {}, content, buffers: [] }))
    return header.msg_id
  }
  const values = new Map<string, number>()
  let frame = (_: number): void => {}
  let waiting: string | null = null
  let next: number | null = null
  let comm = ''
  const go = () => {
    if (waiting !== null || next === null) return
    const value = next
    next = null
    waiting = send('comm_msg', { comm_id: comm, data: { method: 'update', state: { value }, buffer_paths: [] } })
    values.set(waiting, value)
  }
  comm = await new Promise<string>((resolve, reject) => {
    let said = ''
    const asked = send('execute_request', {
      code,
      silent: false,
      store_history: false,
      user_expressions: {},
      allow_stdin: false,
      stop_on_error: true,
    })
    socket.on('message', (data: Buffer) => {
      const message = JSON.parse(data.toString()) as Message
      const parent = message.parent_header.msg_id ?? ''
      if (message.msg_type === 'error') reject(new Error(message.content.evalue))
      if (parent === asked && message.msg_type === 'stream') said += message.content.text ?? ''
      const idle = message.msg_type === 'status' && message.content.execution_state === 'idle'
      if (parent === asked && idle) resolve(/COMM (\w+)/.exec(said)?.[1] ?? '')
      if (message.msg_type === 'display_data' && values.has(parent)) frame(values.get(parent)!)
      if (idle && parent === waiting) {
        waiting = null
        go()
      }
    })
  })
  if (comm === '') throw new Error('The slider did not say its id.')
  return {
    set(value) {
      next = value
      go()
    },
    onFrame: heard => void (frame = heard),
  }
}
