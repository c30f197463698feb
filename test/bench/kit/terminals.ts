import { once } from 'node:events'
import { randomUUID } from 'node:crypto'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import headless from '@xterm/headless'
import { WebSocket } from 'ws'
import type { files } from '@stoa/plugin-files/contract'
import type { terminal as contract } from '@stoa/plugin-terminal/contract'
import type { Ending } from './bench.ts'
import { startJupyter } from './jupyter.ts'
import { freePort, startProgram } from './programs.ts'
import { startStoa, type BenchStoa } from './stoa.ts'

/** A terminal of 100 by 30 with a shell, seen through the emulator that all the pages here use. */
export type BenchTerminal = {
  type(data: string): void
  /** Resolves when a text is on the screen that came after this call. */
  shows(text: string): Promise<void>
  /** Resolves when much more has been printed. */
  floods(): Promise<void>
}
/** Where terminals are opened, each with a shell of its own; `root` is where the shells are. */
export type Terminals = { readonly root: string; open(): Promise<BenchTerminal> }

const size = { columns: 100, rows: 30 } as const
/** In characters that are shown. */
const much = 50_000

/** A screen that is written to, and tells when a text is there. */
function screen(): Pick<BenchTerminal, 'shows' | 'floods'> & { show(data: string | Uint8Array): Promise<void> } {
  const terminal = new headless.Terminal({ cols: size.columns, rows: size.rows, scrollback: 5000, allowProposedApi: true, logLevel: 'off' })
  let wanted: { text: string; resolve(): void } | null = null
  let tail = ''
  let flood: { left: number; resolve(): void } | null = null
  function look(data: string): void {
    if (flood && (flood.left -= data.length) <= 0) flood.resolve()
    if (!wanted) return
    tail = (tail + data).slice(-(data.length + wanted.text.length))
    if (!tail.includes(wanted.text)) return
    wanted.resolve()
    wanted = null
  }
  return {
    show(data) {
      return new Promise(resolve => {
        try {
          terminal.write(data, () => {
            look(typeof data === 'string' ? data : Buffer.from(data.buffer, data.byteOffset, data.byteLength).toString('latin1'))
            resolve()
          })
        } catch {
          // It was sent more than it can keep, and loses it; so does a page.
          resolve()
        }
      })
    },
    shows(text) {
      tail = ''
      return new Promise(resolve => (wanted = { text, resolve }))
    },
    floods: () => new Promise(resolve => (flood = { left: much, resolve })),
  }
}

/** Stoa's own, through hub and project server, in its sandbox. */
export async function stoaTerminals(ending: Ending): Promise<Terminals> {
  const stoa = await startStoa({ ending })
  let count = 0
  return { root: stoa.root, open: () => openStoaTerminal({ ending, stoa, path: `bench-${++count}.term` }) }
}

/** One terminal of Stoa's, made if it is not there. Whoever is `slow` takes a piece a second. */
export async function openStoaTerminal({
  ending,
  stoa,
  path,
  slow = false,
}: {
  ending: Ending
  stoa: BenchStoa
  path: string
  slow?: boolean
}): Promise<BenchTerminal> {
  const own = await stoa.client()
  if (!slow) await own.connect<typeof files>('files@1', { project: stoa.project }).call('create', { path })
  const remote = own.connect<typeof contract>('terminal@1', { project: stoa.project, params: { path, writer: randomUUID(), size } })
  const { show, ...seen } = screen()
  const taken = (shown: Promise<void> | undefined): Promise<void> | undefined => (slow ? pause(1000) : shown)
  let pieces: Uint8Array[] = []
  let coming = 0
  remote.on('state', ({ bytes }) => {
    pieces = []
    coming = bytes
  })
  remote.on('screen', piece => {
    pieces.push(piece)
    coming -= piece.length
    return taken(coming > 0 ? undefined : show(`\x1bc${Buffer.concat(pieces).toString()}`))
  })
  remote.on('output', piece => taken(show(piece)))
  const { about } = await remote.opened
  let seq = 0
  ending.add(() => remote.close())
  return { type: data => void remote.call('type', { seq: ++seq, shell: about.shell, data }), ...seen }
}

/** A shell's bytes straight through a WebSocket. */
export async function pipeTerminals(ending: Ending): Promise<Terminals> {
  const root = await mkdtemp(join(tmpdir(), 'stoa-bench-pipe-'))
  ending.add(() => rm(root, { recursive: true, force: true }))
  const port = await freePort()
  await startProgram({
    ending,
    program: process.execPath,
    args: [fileURLToPath(new URL('pty-pipe.mjs', import.meta.url))],
    ready: /ready/,
    env: { PORT: String(port), ROOT: root },
  })
  return {
    root,
    async open() {
      const socket = new WebSocket(`ws://127.0.0.1:${port}`, { perMessageDeflate: false })
      ending.add(() => socket.terminate())
      await once(socket, 'open')
      const { show, ...seen } = screen()
      socket.on('message', (data: Buffer) => void show(data))
      return { type: data => socket.send(data), ...seen }
    },
  }
}

/** Jupyter's, which are JupyterLab's too. Null where it can't be had. */
export async function jupyterTerminals(ending: Ending): Promise<Terminals | null> {
  const jupyter = await startJupyter({ ending })
  if (!jupyter) return null
  const { url, headers, root } = jupyter
  return {
    root,
    async open() {
      const made = await fetch(`${url}/api/terminals`, { method: 'POST', headers })
      const { name } = (await made.json()) as { name: string }
      const socket = new WebSocket(`${url.replace('http', 'ws')}/terminals/websocket/${name}`, { headers, perMessageDeflate: false })
      ending.add(() => socket.terminate())
      await once(socket, 'open')
      const { show, ...seen } = screen()
      socket.on('message', (data: Buffer) => {
        const [kind, text] = JSON.parse(data.toString()) as [string, string]
        if (kind === 'stdout') void show(text)
      })
      socket.send(JSON.stringify(['set_size', size.rows, size.columns, 0, 0]))
      return { type: data => socket.send(JSON.stringify(['stdin', data])), ...seen }
    },
  }
}

/** Gives the shell of a terminal a short prompt, and waits for it. */
export async function ready(terminal: BenchTerminal): Promise<void> {
  const there = terminal.shows('is-ready')
  terminal.type("PS1='> '; echo is''-ready\n")
  await there
}

/** A letter is typed where the shell only echoes it, again and again; answers how long each took, in milliseconds. */
export async function echoes(terminal: BenchTerminal, keys = 100): Promise<number[]> {
  const measures: number[] = []
  for (let count = 0; count < keys; count++) {
    const mark = String.fromCharCode(0x61 + (count % 26))
    const echo = terminal.shows(mark)
    const began = performance.now()
    terminal.type(mark)
    await echo
    measures.push(performance.now() - began)
    await pause()
  }
  const gone = terminal.shows('^C')
  terminal.type('\x03')
  await gone
  return measures
}

export const pause = (ms = 20): Promise<void> => new Promise(resolve => setTimeout(resolve, ms))
