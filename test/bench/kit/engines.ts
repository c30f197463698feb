import * as Automerge from '@automerge/automerge'
import { ChangeSet, Text } from '@codemirror/state'
import otText from 'ot-text'
import * as Y from 'yjs'
import { createAuthority } from '@stoa/core/sync'
import {
  createReplica,
  createRunningText,
  decodeChanged,
  decodeChanges,
  decodeEdit,
  decodeVersion,
  encodeChanged,
  encodeVersion,
  newSession,
  textOf,
  utf8,
  utf8Bytes,
} from '@stoa/sdk/document'
import type { Edit } from './traces.ts'

/** People at one text, and whatever stands between them; everything that would travel is bytes. */
export type Engine = {
  /** Somebody edits, as far as his text goes; he hears of nobody. */
  edit(who: number, edit: Edit): void
  /** Somebody's edits go out, and he hears everything up to now. */
  hear(who: number): void
  text(who: number): string
}
export type MakeEngine = (people: number) => Engine

const within = ({ place, deleted }: Edit, length: number) => {
  const from = Math.min(place, length)
  return { from, to: Math.min(from + deleted, length) }
}

/** The replica, the messages and the authority, as they are in the page, in a program and in the project server. */
export const stoaEngine: MakeEngine = people => {
  const start = { version: 0, chain: '0000000000000000', lineage: 'bench', epoch: 1, head: 0 }
  const authority = createAuthority({ path: 'bench', text: Text.empty, version: 0, chain: [0, 0], last: new Map(), limit: 10 << 20 })
  const log: { session: string; sequence: number; body: Uint8Array }[] = []
  const clients = Array.from({ length: people }, () => {
    const session = newSession()
    const replica = createReplica({ session })
    replica.load(Text.empty, start)
    return { session, replica, text: createRunningText(Text.empty), heard: 0, answer: null as Uint8Array | null }
  })
  type Client = (typeof clients)[number]
  const send = (client: Client): void => {
    const message = client.replica.next()
    if (!message) return
    const { sequence, base, changes: encoded, decoded } = decodeEdit(message.body)
    let changes = decoded
    for (let version = base + 1; version <= authority.version; version++)
      changes = authority.over(changes, client.session, authority.entry(version)!)
    authority.check(changes)
    const entry = authority.commit({ session: client.session, sequence, changes, ...(changes === decoded && { encoded }), time: 0 })
    client.answer = encodeVersion(entry.version)
    log.push({
      session: client.session,
      sequence,
      body: encodeChanged({ version: entry.version, session: 0, sequence, changes: entry.encoded }),
    })
  }
  return {
    edit(who, edit) {
      const client = clients[who]!
      const changes = ChangeSet.of({ ...within(edit, client.text.length), insert: textOf(edit.inserted) }, client.text.length)
      client.text.apply(changes)
      client.replica.edit(changes)
      send(client)
    },
    hear(who) {
      const client = clients[who]!
      const { replica } = client
      while (client.heard < log.length) {
        for (; client.heard < log.length; client.heard++) {
          const { session, body } = log[client.heard]!
          if (session === client.session) {
            const version = decodeVersion(client.answer!)
            replica.arrived({ version, session, sequence: replica.inFlight!.sequence, changes: null })
          } else {
            const { version, sequence, changes } = decodeChanged(body)
            replica.arrived({ version, session, sequence, changes: { decoded: decodeChanges(changes), encoded: changes } })
          }
          for (let step = replica.step(); step; step = replica.step()) if (step.changes) client.text.apply(step.changes)
          replica.settled(replica.version)
          replica.rests(() => client.text.text)
        }
        send(client)
      }
    },
    text: who => clients[who]!.text.text.toString(),
  }
}

/** Yjs at both ends and in the server, as with y-websocket. */
export const yjsEngine: MakeEngine = people => {
  const server = new Y.Doc()
  const log: { from: number; update: Uint8Array }[] = []
  const clients = Array.from({ length: people }, (_, who) => {
    const doc = new Y.Doc()
    const client = { doc, text: doc.getText(), heard: 0 }
    doc.on('update', (update: Uint8Array, origin: unknown) => {
      if (origin === 'server') return
      Y.applyUpdate(server, update)
      log.push({ from: who, update })
    })
    return client
  })
  return {
    edit(who, edit) {
      const { doc, text } = clients[who]!
      const { from, to } = within(edit, text.length)
      doc.transact(() => {
        if (to > from) text.delete(from, to - from)
        if (edit.inserted !== '') text.insert(from, edit.inserted)
      })
    },
    hear(who) {
      const client = clients[who]!
      for (; client.heard < log.length; client.heard++) {
        const { from, update } = log[client.heard]!
        if (from !== who) Y.applyUpdate(client.doc, update, 'server')
      }
    },
    text: who => clients[who]!.text.toString(),
  }
}

const ot = otText.type
type Op = Parameters<typeof ot.apply>[1]
/** ShareDB's text type with one operation in flight for each client, as ShareDB's own client has it. Texts are strings, messages JSON. */
export const otEngine: MakeEngine = people => {
  let server = ''
  const log: { from: number; body: Uint8Array }[] = []
  const clients = Array.from({ length: people }, () => ({
    text: '',
    heard: 0,
    base: 0,
    inFlight: null as Op | null,
    pending: null as Op | null,
  }))
  const decode = (body: Uint8Array): Op => JSON.parse(utf8(body)) as Op
  const send = (who: number): void => {
    const client = clients[who]!
    if (client.inFlight || !client.pending) return
    client.inFlight = client.pending
    client.pending = null
    let op = decode(utf8Bytes(JSON.stringify(client.inFlight)))
    for (let at = client.heard; at < log.length; at++) op = ot.transform(op, decode(log[at]!.body), 'right')
    server = ot.apply(server, op)
    log.push({ from: who, body: utf8Bytes(JSON.stringify(op)) })
  }
  return {
    edit(who, edit) {
      const client = clients[who]!
      const { from, to } = within(edit, client.text.length)
      if (to === from && edit.inserted === '') return
      const op: Op = [
        ...(from > 0 ? [from] : []),
        ...(edit.inserted === '' ? [] : [edit.inserted]),
        ...(to > from ? [{ d: to - from }] : []),
      ]
      client.text = ot.apply(client.text, op)
      client.pending = client.pending ? ot.compose(client.pending, op) : op
      send(who)
    },
    hear(who) {
      const client = clients[who]!
      while (client.heard < log.length) {
        for (; client.heard < log.length; client.heard++) {
          const { from, body } = log[client.heard]!
          if (from === who) {
            client.inFlight = null
            continue
          }
          let op = decode(body)
          if (client.inFlight) {
            const next = ot.transform(op, client.inFlight, 'left')
            client.inFlight = ot.transform(client.inFlight, op, 'right')
            op = next
          }
          if (client.pending) {
            const next = ot.transform(op, client.pending, 'left')
            client.pending = ot.transform(client.pending, op, 'right')
            op = next
          }
          client.text = ot.apply(client.text, op)
        }
        send(who)
      }
    },
    text: who => clients[who]!.text,
  }
}

/** Automerge at both ends; the server keeps and passes on what it is sent. */
export const automergeEngine: MakeEngine = people => {
  type Shape = { text: string }
  let server = Automerge.from<Shape>({ text: '' })
  const log: { from: number; change: Uint8Array }[] = []
  const clients = Array.from({ length: people }, () => ({ doc: Automerge.clone(server), heard: 0 }))
  return {
    edit(who, edit) {
      const client = clients[who]!
      const { from, to } = within(edit, client.doc.text.length)
      client.doc = Automerge.change(client.doc, doc => Automerge.splice(doc, ['text'], from, to - from, edit.inserted))
      const change = Automerge.getLastLocalChange(client.doc)!
      ;[server] = Automerge.applyChanges(server, [change])
      log.push({ from: who, change })
    },
    hear(who) {
      const client = clients[who]!
      for (; client.heard < log.length; client.heard++) {
        const { from, change } = log[client.heard]!
        if (from !== who) [client.doc] = Automerge.applyChanges(client.doc, [change])
      }
    },
    text: who => clients[who]!.doc.text,
  }
}
