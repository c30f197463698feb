import type { ChangeSpec } from '@codemirror/state'
import type { Cell, CellOutput } from './cells.ts'
import { OUTPUT } from './markers.ts'
import { isMessage, readPayload, textKind, writeMessage, type Message } from './messages.ts'

/**
 * Messages that belong together: one with `open` holds those behind it, up to the one whose `close` says the same id. Groups lie within
 * each other. A group whose end is missing reaches to the end of the output.
 */
export type Group = { readonly message: Message; readonly id: string | null; readonly inside: readonly Group[] }

/** The id of the group that a message begins, or null. */
export function opens(message: Message): string | null {
  return typeof message.open === 'string' ? message.open : null
}

/** The messages that begin groups in a cell's output, in order. */
export function beginnings({ outputs }: Cell): Message[] {
  return outputs.flatMap(({ payload }) =>
    readPayload(payload).flatMap(({ message }) => (message && opens(message) !== null ? [message] : [])),
  )
}

/** Messages as a tree: each with what it holds. An end without a beginning is dropped. */
export function nest(messages: readonly Message[]): Group[] {
  type Draft = { message: Message; id: string | null; inside: Draft[] }
  const top: Draft[] = []
  const path: Draft[] = []
  for (const message of messages) {
    if (typeof message.close === 'string') {
      const at = path.findLastIndex(group => group.id === message.close)
      if (at >= 0) path.length = at
      continue
    }
    const group: Draft = { message, id: opens(message), inside: [] }
    ;(path.at(-1)?.inside ?? top).push(group)
    if (group.id !== null) path.push(group)
  }
  return top
}

/** Messages and one more; text that continues the last message is joined to it. */
export function joined(all: readonly Message[], message: Message): Message[] {
  const last = all.at(-1)
  const kind = textKind(message)
  if (kind && last && textKind(last) === kind) return all.with(-1, { [kind]: String(last[kind]) + String(message[kind]) })
  return [...all, message]
}

/**
 * Messages after one more has come: `clear` and `delete_last` take back what stands in the innermost group that is still open, `amend`
 * replaces the message that began a group. Null where a group to be amended is not among them.
 */
export function applied(all: readonly Message[], message: Message): Message[] | null {
  if (message.clear) return all.slice(0, kept(all))
  if (message.delete_last) return all.slice(0, Math.max(kept(all), beforeLast(all)))
  if (typeof message.amend === 'string') {
    const at = all.findLastIndex(one => opens(one) === message.amend)
    return at < 0 || !isMessage(message.message) ? null : all.with(at, message.message)
  }
  return joined(all, message)
}

/** How many messages stand up to the beginning of the innermost group that is still open. */
function kept(messages: readonly Message[]): number {
  const path: { id: string; at: number }[] = []
  messages.forEach((message, at) => {
    const id = opens(message)
    if (id !== null) path.push({ id, at })
    const end = path.findLastIndex(group => group.id === message.close)
    if (end >= 0) path.length = end
  })
  return path.length > 0 ? path.at(-1)!.at + 1 : 0
}

/** How many messages stand before the last one, which may be a whole group. */
function beforeLast(messages: readonly Message[]): number {
  const close = messages.at(-1)?.close
  const at = typeof close === 'string' ? messages.findLastIndex(one => opens(one) === close) : -1
  return at >= 0 ? at : messages.length - 1
}

/** Replaces a group in a cell's output by these messages, its beginning and end included. Null if the cell has no such group. */
export function replaceGroup(cell: Cell, id: string, messages: readonly Message[]): ChangeSpec[] | null {
  for (const output of cell.outputs) {
    const found = groupIn(output.payload, id)
    if (!found) continue
    const [first, ...rest] = messages.map(writeMessage)
    if (first === undefined) return null
    const start = payloadStart(output)
    return [
      ...narrowed(output.payload.slice(found.from, found.head), first, start + found.from),
      ...narrowed(output.payload.slice(found.head, found.to), rest.map(text => OUTPUT + text).join(''), start + found.head),
    ]
  }
  return null
}

/** Replaces the message that begins a group in a cell's output. Nothing if there is no such group. */
export function amendGroup(cell: Cell, id: string, message: Message): ChangeSpec[] {
  for (const output of cell.outputs) {
    const found = groupIn(output.payload, id)
    if (found) return narrowed(output.payload.slice(found.from, found.head), writeMessage(message), payloadStart(output) + found.from)
  }
  return []
}

function payloadStart({ from, id }: CellOutput): number {
  return from + id.length + 2
}

/** Where a group lies in a payload: its first message is `[from, head)`, and it ends at `to`, without the marker there. */
function groupIn(payload: string, id: string): { from: number; head: number; to: number } | null {
  const opening = `"open":${JSON.stringify(id)}`
  const closing = `{"close":${JSON.stringify(id)}}`
  for (let at = payload.indexOf(opening); at >= 0; at = payload.indexOf(opening, at + 1)) {
    const from = payload.lastIndexOf(OUTPUT, at) + 1
    const end = payload.indexOf(OUTPUT, at)
    const head = end < 0 ? payload.length : end
    if (!begins(payload.slice(from, head), id)) continue
    const close = payload.indexOf(OUTPUT + closing, head)
    return { from, head, to: close < 0 ? lastOf(payload, head) : close + OUTPUT.length + closing.length }
  }
  return null
}

function begins(raw: string, id: string): boolean {
  try {
    return (JSON.parse(raw) as Message).open === id
  } catch {
    return false
  }
}

/** The end of the last message that is not the end of the whole output. */
function lastOf(payload: string, head: number): number {
  const done = payload.indexOf(`${OUTPUT}{"done":true}`, head)
  if (done >= 0) return done
  return payload.endsWith(OUTPUT) ? payload.length - 1 : payload.length
}

/** One change without what is the same at both ends, so that moving a slider does not write all its values again. */
function narrowed(before: string, after: string, start: number): ChangeSpec[] {
  if (before === after) return []
  const most = Math.min(before.length, after.length)
  let head = 0
  while (head < most && before.charCodeAt(head) === after.charCodeAt(head)) head++
  let tail = 0
  while (tail < most - head && before.charCodeAt(before.length - 1 - tail) === after.charCodeAt(after.length - 1 - tail)) tail++
  // Never between the halves of a pair.
  if (head > 0 && isHigh(before.charCodeAt(head - 1))) head--
  if (tail > 0 && isHigh(before.charCodeAt(before.length - tail - 1))) tail--
  return [{ from: start + head, to: start + before.length - tail, insert: after.slice(head, after.length - tail) }]
}

function isHigh(unit: number): boolean {
  return unit >= 0xd800 && unit < 0xdc00
}
