import type { Clock, Files } from '@stoa/sdk/project'
import type { Size } from '../contract.ts'
import { makeBeside } from './beside.ts'
import type { Screen } from './screen.ts'

/** What happens in a terminal, written down as it happens. */
export type Recording = {
  readonly path: string
  output(bytes: Uint8Array): void
  size(size: Size): void
  /** Everything is in the file. */
  stop(): Promise<void>
}

/** Written when it is this much, or this long ago in milliseconds. */
const mostWaiting = 64 * 1024
const longest = 1000
/** A recording that has grown to this ends by itself, so that a forgotten one does not fill the project. */
const mostBytes = 256 << 20

/** Begins a recording in asciicast v2: a line about it, then one for each piece, in seconds from the start. It begins with the screen as it is. */
export async function startRecording({
  files,
  clock,
  path,
  screen,
  by,
}: {
  files: Files
  clock: Clock
  path: string
  screen: Pick<Screen, 'size' | 'state'>
  by: string
}): Promise<Recording> {
  const { path: name, file } = await makeBeside({ files, path, ending: '.cast' })
  const began = clock.elapsed()
  const decoder = new TextDecoder()
  let waiting = ''
  let written = 0
  let stopped = false
  let writing: Promise<unknown> = Promise.resolve()
  let failed = false

  function write(): void {
    const text = waiting
    waiting = ''
    written += Buffer.byteLength(text)
    if (text !== '' && !failed) writing = writing.then(() => file.write(text)).catch(() => void (failed = true))
  }
  function note(kind: 'o' | 'r', data: string): void {
    if (stopped || written > mostBytes) return
    waiting += `${JSON.stringify([Number(((clock.elapsed() - began) / 1000).toFixed(6)), kind, data])}\n`
    if (waiting.length > mostWaiting) write()
  }
  const stopTimer = clock.every(longest, write)

  waiting = `${JSON.stringify({
    version: 2,
    width: screen.size.columns,
    height: screen.size.rows,
    timestamp: Math.floor(clock.now() / 1000),
    title: `${path}, recorded by ${by}`,
    env: { TERM: 'xterm-256color' },
  })}\n`
  waiting += `${JSON.stringify([0, 'o', screen.state(0)])}\n`
  write()
  return {
    path: name,
    output: bytes => note('o', decoder.decode(bytes, { stream: true })),
    size: ({ columns, rows }) => note('r', `${columns}x${rows}`),
    async stop() {
      if (stopped) return
      stopped = true
      void stopTimer()
      write()
      await writing
      await file.close()
    },
  }
}
