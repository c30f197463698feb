import type { ChangeSpec } from '@codemirror/state'
import type { Blobs, Clock, SharedDocument } from '@stoa/sdk/project'
import type { Stop } from '@stoa/sdk/contract'
import type { Act, Acted } from '../api.ts'
import { amendGroup, applied, findCell, isMessage, opens, replaceGroup, type Message } from '../document/index.ts'
import { errors } from './errors.ts'
import { inOrder } from './files.ts'
import { commit } from './output.ts'
import type { Session } from './session.ts'

export type ActGiven = {
  readonly document: SharedDocument
  readonly session: Session
  readonly spool: string
  readonly blobs: Blobs
  readonly clock: Clock
  /** What only worksheets themselves can do with a message: hide or show a part of the cell, explain a traceback. */
  named(message: Message): Message
  /** Milliseconds after which the output of a long act is shown as it comes, and how often. */
  readonly patience?: number
  readonly pace?: number
}

/**
 * Does one act. What the group showed before stays until the act is over, and then is replaced at once, so that nothing flickers;
 * of an act that takes long, what there is so far is shown meanwhile. One that is done apart and belongs to no group may amend groups of cells.
 */
export async function act(request: Act, given: ActGiven): Promise<Acted> {
  const { document, session, clock, patience = 700, pace = 200 } = given
  const { cell: id, group, apart = false } = request
  const number = cellNumber(document, id)
  if (number === null) throw errors.cellGone(id)
  let messages: Message[] = []
  const amendments: { cell: string; group: string; message: Message }[] = []
  const files = inOrder({
    spool: given.spool,
    blobs: given.blobs,
    handle(message) {
      const amending = typeof message.amend === 'string' && isMessage(message.message)
      const known = applied(messages, given.named(message))
      if (known) messages = known
      else if (amending && (!apart || group === ''))
        amendments.push({ cell: String(message.cell), group: String(message.amend), message: message.message as Message })
      else if (amending && apart) messages = [...messages, message.message as Message]
    },
  })
  const write = () => {
    if (apart && group !== '') return
    const changes: ChangeSpec[] = []
    const cell = findCell(document.text, id)
    if (cell && !apart && messages.length > 0 && opens(messages[0]!) === group) changes.push(...(replaceGroup(cell, group, messages) ?? []))
    if (changes.length > 0) commit(document, changes)
    for (const { cell: other, group: its, message } of amendments.splice(0)) {
      const owner = findCell(document.text, other)
      const news = owner ? amendGroup(owner, its, message) : []
      if (news.length > 0) commit(document, news)
    }
  }
  let timer: Stop = clock.after(patience, function meanwhile() {
    if (messages.length > 1) write()
    timer = clock.after(pace, meanwhile)
  })
  try {
    const done = await session.run({
      cell: id,
      cellNumber: number,
      output: files.take,
      handler: request.handler,
      body: request.body(),
      begun: request.begun,
    })
    await files.taken()
    // One that did not come to its end leaves what is there. What comes behind the group's end, such as why it was, does not belong to it.
    const end = messages.findIndex(message => message.close === group)
    if (end >= 0) messages = messages.slice(0, end + 1)
    if (done.status === 'ok' || done.status === 'error') write()
    return { ...done, messages: apart ? messages : [] }
  } finally {
    void timer()
  }
}

function cellNumber(document: SharedDocument, id: string): number | null {
  const cell = findCell(document.text, id)
  if (!cell?.header) return null
  let number = 1
  for (let line = document.text.lineAt(cell.header.from).number - 1; line >= 1; line--)
    if (document.text.line(line).text.startsWith('\uFE20')) number++
  return number
}
