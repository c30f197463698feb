import type { Terminal } from '@xterm/xterm'
import type { Remote, Static, Stop } from '@stoa/sdk/contract'
import type { About, terminal as contract } from '../contract.ts'
import { resizeTo } from '../width.ts'

type Contract = typeof contract
type Answer = Static<Contract['open']['answer']>

/** What a page has of a terminal's stream. */
export type Stream = {
  /** Where to go on from, once something is known. */
  readonly since: { stream: string; position: number } | undefined
  /** The channel is open: with this answer, the stream goes on or begins anew. Answers whether it is another stream than before. */
  opened(answer: Answer): boolean
  readonly stop: Stop
}

/** A screen is written whole and shown at once: nobody sees it being made. */
const begin = '\x1bc\x1b[?2026h'
const end = '\x1b[?2026l'

/** Shows what comes, in order; credit is given back as it is shown, so that a page takes no more than it can show. */
export function showStream({
  remote,
  terminal,
  changed,
  about,
}: {
  remote: Pick<Remote<Contract>, 'on'>
  terminal: Pick<Terminal, 'write' | 'resize' | 'buffer' | 'scrollLines'>
  /** The size is another now. */
  changed(): void
  about(about: About): void
}): Stream {
  let stream: string | undefined
  let position = 0
  let coming: { position: number; columns: number; rows: number; left: number; pieces: Uint8Array[] } | null = null
  const write = (data: string | Uint8Array): Promise<void> => new Promise(resolve => terminal.write(data, resolve))
  /** At its place between what was written before and what is written after. */
  const between = (work: () => unknown): Promise<void> =>
    new Promise(resolve =>
      terminal.write('', () => {
        work()
        resolve()
      }),
    )
  const resize = (columns: number, rows: number): Promise<void> =>
    between(() => {
      resizeTo(terminal, { columns, rows })
      changed()
    })

  const stops = [
    remote.on('state', ({ bytes, ...head }) => {
      coming = { ...head, left: bytes, pieces: [] }
    }),
    remote.on('screen', piece => {
      if (!coming) return undefined
      coming.pieces.push(piece)
      coming.left -= piece.length
      if (coming.left > 0) return undefined
      const { position: from, columns, rows, pieces } = coming
      coming = null
      position = from
      let above = 0
      void between(() => (above = terminal.buffer.active.baseY - terminal.buffer.active.viewportY))
      void resize(columns, rows)
      for (const one of [begin, ...pieces]) void write(one)
      // Whoever reads further up goes on there.
      void between(() => above > 0 && terminal.scrollLines(-above))
      return write(end)
    }),
    remote.on('output', bytes => {
      position += bytes.length
      return write(bytes)
    }),
    remote.on('size', ({ columns, rows }) => {
      position++
      return resize(columns, rows)
    }),
    remote.on('about', about),
  ]
  return {
    get since() {
      return stream === undefined || coming ? undefined : { stream, position }
    },
    opened(answer) {
      const another = stream !== undefined && stream !== answer.stream
      stream = answer.stream
      coming = null
      about(answer.about)
      return another
    },
    stop: () => stops.forEach(stop => stop()),
  }
}
