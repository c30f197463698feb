import type { Blobs, SharedDocument } from '@stoa/sdk/project'
import { findCell, opens, replaceGroup, type Message } from '../document/index.ts'
import { inOrder } from './files.ts'
import { commit } from './output.ts'
import type { Late } from './session.ts'

export type LateGiven = {
  readonly document: SharedDocument
  readonly blobs: Blobs
  spool(): string
  /** The cell that runs. */
  running(): string | null
  named(message: Message): Message
  written(): void
}

/** Writes what comes for a cell after its run, such as by `%fork`. While that very cell runs again or still, it waits for `settle`. */
export function lateOutput(given: LateGiven): { take(late: Late): void; settle(): void } {
  const { document, blobs } = given
  let waiting: Late[] = []
  const write = async ({ cell: id, group, messages }: Late): Promise<void> => {
    const taken: Message[] = []
    const files = inOrder({ spool: given.spool(), blobs, handle: message => void taken.push(given.named(message)) })
    for (const message of messages) files.take(message)
    await files.taken()
    if (given.running() === id) return void waiting.push({ cell: id, group, messages: taken })
    const cell = findCell(document.text, id)
    const changes = cell && taken[0] && opens(taken[0]) === group ? replaceGroup(cell, group, taken) : null
    if (changes && changes.length > 0) commit(document, changes)
    given.written()
  }
  return {
    take: late => void write(late),
    settle() {
      const ready = waiting
      waiting = []
      for (const late of ready) void write(late)
    },
  }
}
