import { OUTPUT, headerLine, readLine } from '../markers.ts'
import { readPayload, writeMessage, type Message, type Piece } from '../messages.ts'
import { readJson } from './json.ts'

/**
 * The text of one cell, taken apart. `end` is what its output line has behind the last message; null if it has no such line.
 * `whole` tells whether `writeChunk` gives the same text again.
 */
export type Chunk = {
  readonly id: string
  readonly flags: string
  readonly code: string
  readonly output: string
  readonly messages: readonly Message[]
  readonly end: string | null
  readonly whole: boolean
}

/** How the output line of a run ends. */
export const usualEnd = `${OUTPUT}{"done":true}`

/** The text of each cell of a worksheet, in order; together they are the worksheet. */
export function chunksOf(text: string): string[] {
  const starts: number[] = []
  for (let at = 0; at < text.length; at = text.indexOf('\n', at) + 1 || text.length)
    if (text.charCodeAt(at) === 0xfe20 && readLine(text.slice(at, at + 80).split('\n', 1)[0]!)?.kind === 'header') starts.push(at)
  if (starts[0] !== 0 && text !== '') starts.unshift(0)
  return starts.map((start, index) => text.slice(start, starts[index + 1] ?? text.length))
}

/** Reads the text of one cell. Never fails: what is damaged is code, and `whole` is false. */
export function readChunk(text: string): Chunk {
  const lines = (text.endsWith('\n') ? text.slice(0, -1) : text).split('\n')
  const header = readLine(lines[0]!)
  const head = header?.kind === 'header' ? header : null
  if (head) lines.shift()
  if (head && head.rest !== '') lines.unshift(head.rest)
  const code: string[] = []
  const messages: Message[] = []
  let output = ''
  let end: string | null = null
  for (const line of lines) {
    const read = readLine(line)
    if (read?.kind !== 'output') code.push(line.replace(/[\uFE20\uFE21]/g, ''))
    else {
      output = read.id
      const found = readMessages(read.payload)
      messages.push(...found.messages)
      end = found.end
    }
  }
  const chunk = { id: head?.id ?? '', flags: head?.flags ?? '', code: code.join('\n'), output, messages, end }
  return { ...chunk, whole: writeChunk(chunk) === text }
}

function readMessages(payload: string): { messages: Message[]; end: string } {
  const pieces = readPayload(payload)
  while (pieces.length > 0 && isEnd(pieces.at(-1)!.message)) pieces.pop()
  const length = pieces.reduce((sum, { raw }) => sum + raw.length, Math.max(0, pieces.length - 1))
  return { messages: pieces.map(messageIn), end: payload.slice(length) }
}

/** The message of a piece, its numbers as they stand where JavaScript would write them otherwise. */
function messageIn({ raw, message }: Piece): Message {
  if (!message) return { unreadable: raw }
  return writeMessage(message) === raw ? message : (readJson(raw) as Message)
}

const isEnd = (message: Message | null): boolean => message !== null && Object.keys(message).join() === 'done'

/** The text of a cell. */
export function writeChunk({ id, flags, code, output, messages, end }: Omit<Chunk, 'whole'>): string {
  const line = end === null ? '' : `${OUTPUT}${output}${OUTPUT}${messages.map(writeMessage).join(OUTPUT)}${end}\n`
  return `${headerLine(id, flags)}\n${code}\n${line}`
}
