import { Buffer } from 'node:buffer'
import type { Processes } from '@stoa/sdk/project'
import type { Found } from '../contract.ts'
import { cutLine, largest } from './find-in.ts'
import type { Query } from './find.ts'
import { errors } from './errors.ts'

/** A line longer than this is passed over, in bytes of ripgrep's own answer. */
const longest = 1_000_000

type Text = { text: string } | { bytes: string }
type Said = {
  type: string
  data: { path?: Text; lines?: Text; line_number?: number; submatches?: { start: number; end: number }[] }
}

/** What ripgrep finds below a folder, read no faster than it is taken. */
export async function* readMatches({
  processes,
  root,
  query,
  signal,
}: {
  processes: Processes
  root: string
  query: Query
  signal: AbortSignal
}): AsyncGenerator<Found> {
  const { text, expression, exactCase, hidden } = query
  const running = processes.spawn(
    [
      'rg',
      '--json',
      '--no-config',
      '--no-ignore',
      '--no-messages',
      '--sort=path',
      '--glob=!/.stoa',
      `--max-filesize=${largest}`,
      ...(hidden ? ['--hidden'] : []),
      ...(expression ? [] : ['--fixed-strings']),
      exactCase ? '--case-sensitive' : '--ignore-case',
      `--regexp=${text}`,
      './',
    ],
    { cwd: root },
  )
  const stop = (): void => running.kill('SIGKILL')
  signal.addEventListener('abort', stop)
  let wrong = ''
  running.stderr?.on('data', (said: Buffer) => (wrong = (wrong + said.toString('utf8')).slice(0, 1000)))
  try {
    for await (const line of linesOf(running.stdout as AsyncIterable<Buffer>)) {
      const found = matchOf(JSON.parse(line) as Said)
      if (found !== null) yield cutLine(found)
    }
    const { code } = await running.exited
    if (code === 2 && expression && /regex/.test(wrong))
      throw errors.searchInvalid(text, (wrong.trim().split('\n').at(-1) ?? '').replace(/^error: /, '').replace(/\.$/, ''))
  } finally {
    signal.removeEventListener('abort', stop)
    stop()
  }
}

async function* linesOf(pieces: AsyncIterable<Buffer>): AsyncGenerator<string> {
  let left = Buffer.alloc(0)
  let skipping = false
  for await (const piece of pieces) {
    let rest = left.length === 0 ? piece : Buffer.concat([left, piece])
    for (let end = rest.indexOf(10); end >= 0; end = rest.indexOf(10)) {
      if (!skipping) yield rest.toString('utf8', 0, end)
      skipping = false
      rest = rest.subarray(end + 1)
    }
    if (rest.length > longest) skipping = true
    left = skipping ? Buffer.alloc(0) : Buffer.from(rest)
  }
}

function matchOf({ type, data }: Said): Found | null {
  const [first] = data.submatches ?? []
  // A path that is not UTF-8 cannot be opened.
  if (type !== 'match' || first === undefined || data.path === undefined || !('text' in data.path) || data.lines === undefined) return null
  const bytes = 'text' in data.lines ? Buffer.from(data.lines.text) : Buffer.from(data.lines.bytes, 'base64')
  const from = bytes.toString('utf8', 0, first.start).length
  const to = from + bytes.toString('utf8', first.start, first.end).length
  return {
    path: data.path.text.replace(/^\.\//, ''),
    line: data.line_number ?? 1,
    text: bytes.toString('utf8').replace(/\r?\n$/, ''),
    from,
    to,
  }
}
