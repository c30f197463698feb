import { ChangeSet, type ChangeSpec } from '@codemirror/state'
import type { Anchor, Clock, SharedDocument } from '@stoa/sdk/project'
import type { Stop } from '@stoa/sdk/contract'
import {
  OUTPUT,
  appendOutput,
  applied,
  cellAt,
  findCell,
  joined,
  replaceOutput,
  textKind,
  writeFlags,
  writeMessage,
  writeText,
  type Cell,
  type Message,
} from '../document/index.ts'

/** The output of one run on its way into the document. */
export type OutputWriter = {
  add(message: Message): void
  /** Replaces the last message of a kind, or adds it: the reckoning of limits, an answered question. */
  replace(kind: string, message: Message): void
  /** Writes what is left, ends the output and gives the cell these flags. */
  finish(flags: string): void
  /** Characters that found no room in the document, to be put into a file; '' almost always. */
  readonly overflow: string
}
export type OutputGiven = {
  readonly document: SharedDocument
  readonly cell: string
  readonly clock: Clock
  /** Milliseconds between two commits after the first. */
  readonly pace?: number
  /** Characters that the whole document may have before output no longer goes into it. */
  readonly room?: number
}

/** Documents larger than this take no more output: beyond it they could no longer be opened. */
export const documentRoom = 48_000_000

/**
 * Writes the messages of one run behind its cell, wherever the cell has moved: the first at once, the others at most every 50 ms,
 * adjacent text joined into one message. What the cell had put out before stays until the first message, or the end.
 * A cell that is gone drops its output.
 */
export function outputWriter({ document, cell: id, clock, pace = 50, room = documentRoom }: OutputGiven): OutputWriter {
  let shown: Message[] = []
  let pending: Message[] = []
  let fresh = true
  let rewrite = false
  let timer: Stop | null = null
  const overflow: string[] = []
  let overflowed = 0
  let anchor = anchorOf(document, id)

  const find = (): Cell | null => {
    if (anchor && !anchor.gone) {
      const found = cellAt(document.text, lineStart(document, anchor.position))
      if (found?.id === id) return found
    }
    anchor?.release()
    anchor = anchorOf(document, id)
    return anchor ? cellAt(document.text, anchor.position) : null
  }

  const flush = (end: { flags: string } | null) => {
    const cell = find()
    const news = pending
    pending = []
    const before = shown
    shown = news.reduce(joined, rewrite ? shown.slice() : [...shown])
    if (!cell) return
    const changes: ChangeSpec[] = []
    if (fresh || rewrite) {
      const silent = shown.length === 0 && cell.outputs.length === 0
      if (!silent) changes.push(...replaceOutput(cell, end ? [...shown, { done: true }] : shown))
    } else if (news.length > 0 || end) changes.push(...additions(cell, before, news, end))
    fresh = false
    rewrite = false
    if (end) changes.push(...writeFlags(cell, end.flags))
    if (changes.length > 0) commit(document, changes)
  }

  /** Adds behind what is there: text that continues the last message goes into it. */
  const additions = (cell: Cell, before: readonly Message[], news: readonly Message[], end: object | null): ChangeSpec[] => {
    const last = before.at(-1)
    const kind = last && textKind(last)
    const output = cell.outputs.at(-1)
    const rest = [...news]
    const changes: ChangeSpec[] = []
    if (kind && output && output.payload.endsWith(`${writeMessage(last)}${OUTPUT}`)) {
      let more = ''
      while (rest[0] && textKind(rest[0]) === kind) more += String(rest.shift()![kind])
      const at = output.from + output.id.length + 2 + output.payload.length - 3
      if (more) changes.push({ from: at, insert: writeText(more) })
    }
    const whole = rest.reduce<Message[]>((all, message) => joined(all, message), [])
    if (end) whole.push({ done: true })
    if (whole.length > 0) changes.push(...appendOutput(document.text, cell, whole))
    return changes
  }

  const schedule = () => {
    if (timer) return
    flush(null)
    timer = clock.after(pace, () => {
      timer = null
      if (pending.length > 0 || rewrite) schedule()
    })
  }

  return {
    add(message) {
      if (message.clear || message.delete_last || message.amend) {
        shown = applied(pending.reduce(joined, shown), message) ?? shown
        pending = []
        rewrite = !fresh
        return schedule()
      }
      const size = writeMessage(message).length
      if (document.text.length + size > room) {
        overflowed += size
        if (overflowed <= 64 * 1024 * 1024) overflow.push(String(message.stdout ?? message.stderr ?? writeMessage(message)))
        return
      }
      pending.push(message)
      schedule()
    },
    replace(kind, message) {
      shown = pending.reduce(joined, shown)
      pending = []
      const at = shown.findLastIndex(one => kind in one)
      shown = at < 0 ? [...shown, message] : shown.with(at, message)
      rewrite = !fresh
      schedule()
    },
    finish(flags) {
      void timer?.()
      timer = null
      flush({ flags })
      anchor?.release()
    },
    get overflow() {
      return overflow.join('')
    },
  }
}

function anchorOf(document: SharedDocument, id: string): Anchor | null {
  const header = findCell(document.text, id)?.header
  return header ? document.anchor(header.from, 1) : null
}

function lineStart(document: SharedDocument, position: number): number {
  return document.text.lineAt(Math.min(position, document.text.length)).from
}

/** Commits server-side changes. A document that takes none (read-only on disk, too large) must not stop the run. */
export function commit(document: SharedDocument, changes: readonly ChangeSpec[]): void {
  try {
    document.commit('~output', ChangeSet.of(changes as ChangeSpec[], document.text.length))
  } catch (refusal) {
    if (!(refusal instanceof Error && 'code' in refusal)) throw refusal
  }
}
