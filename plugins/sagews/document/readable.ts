import { readLine } from './markers.ts'
import { readPayload, visible, type Message } from './messages.ts'

/** Stands for the top of a cell, and before each line of output. */
const top = '────'
const beside = '│ '

/**
 * A worksheet as plain text for comparing two of them: a line for the top of each cell, its code, and its output as far as that can be said in
 * lines. Ids and flags are left out, so that only what a reader would call a change is one.
 */
export function readableText(text: string): string {
  return text
    .split('\n')
    .flatMap(line => {
      const read = readLine(line)
      if (read?.kind === 'header') return read.rest === '' ? [top] : [top, read.rest]
      if (read?.kind === 'output') return outputLines(read.payload)
      return [line.replace(/[\uFE20\uFE21]/g, '')]
    })
    .join('\n')
}

function outputLines(payload: string): string[] {
  return visible(readPayload(payload))
    .flatMap(message => said(message).replace(/\n$/, '').split('\n'))
    .map(line => beside + line)
}

/** What a message says in words: its text, its formula, the name of its file, or else its kind. */
function said(message: Message): string {
  const kind = Object.keys(message)[0] ?? ''
  const value = message[kind]
  if (typeof value === 'string') return value
  const fields = (typeof value === 'object' && value !== null ? value : {}) as Message
  const text = fields['tex'] ?? fields['source'] ?? fields['filename']
  return typeof text === 'string' ? text : kind
}
