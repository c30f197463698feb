import { once } from 'node:events'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import { WebSocket } from 'ws'
import { WebsocketProvider } from 'y-websocket'
import * as Y from 'yjs'
import { openProgramDocument } from '@stoa/sdk/client'
import type { Ending } from './bench.ts'
import { freePort, startProgram } from './programs.ts'
import { reached } from './reached.ts'
import { startRelay } from './relay.ts'
import { startStoa } from './stoa.ts'

/** People at one document. `type` inserts a character of somebody's at a place, given as a share of the text's length. */
export type Room = { type(who: number, mark: string, place: number): void; close(): void | Promise<void> }
/** Opens a document that holds `text` for so many people. `heard` is called when somebody has a character of another's in their text. */
export type OpenRoom = (given: { people: number; text: string; heard: (mark: string) => void }) => Promise<Room>

const require = createRequire(import.meta.url)
const at = (place: number, length: number) => Math.floor(place * length)

/** Through hub and project server, journaled. */
export async function stoaRooms(ending: Ending): Promise<OpenRoom> {
  const stoa = await startStoa({ ending })
  let rooms = 0
  return async ({ people, text, heard }) => {
    const path = `room-${++rooms}.txt`
    const clients = await Promise.all(Array.from({ length: people }, () => stoa.client()))
    const documents = clients.map(({ connect }) => openProgramDocument({ connect, project: stoa.project, path, create: true }))
    await Promise.all(documents.map(document => document.ready))
    documents[0]!.edit({ from: 0, insert: text })
    await Promise.all(documents.map(document => reached(document.onChange, () => document.text().length === text.length)))
    for (const document of documents)
      document.onChange(({ session, changes }) => {
        if (session !== null) changes.iterChanges((_fromA, _toA, _fromB, _toB, inserted) => heard(inserted.toString()))
      })
    return {
      type: (who, mark, place) => documents[who]!.edit({ from: at(place, documents[who]!.text().length), insert: mark }),
      close() {
        for (const document of documents) document.close()
        for (const client of clients) client.close()
      },
    }
  }
}

/** The server and the provider that come with y-websocket, kept nowhere. */
export async function yjsRooms(ending: Ending): Promise<OpenRoom> {
  const port = await freePort()
  const server = join(dirname(require.resolve('y-websocket')), '../bin/server.cjs')
  await startProgram({
    ending,
    program: process.execPath,
    args: [server],
    ready: /running/,
    env: { HOST: '127.0.0.1', PORT: String(port) },
  })
  // Each provider listens for the end of the process.
  process.setMaxListeners(0)
  let rooms = 0
  return async ({ people, text, heard }) => {
    const room = `room-${++rooms}`
    const shared = await Promise.all(
      Array.from({ length: people }, async () => {
        const doc = new Y.Doc()
        // Without the broadcast channel, by which pages of one browser would pass the server by.
        const provider = new WebsocketProvider(`ws://127.0.0.1:${port}`, room, doc, {
          WebSocketPolyfill: WebSocket as never,
          disableBc: true,
        })
        await new Promise<void>(resolve => provider.once('sync', () => resolve()))
        return { provider, typed: doc.getText() }
      }),
    )
    shared[0]!.typed.insert(0, text)
    await Promise.all(
      shared.map(({ typed }) =>
        reached(
          listener => (typed.observe(listener), () => typed.unobserve(listener)),
          () => typed.length === text.length,
        ),
      ),
    )
    for (const { typed } of shared)
      typed.observe(({ transaction, delta }) => {
        if (!transaction.local) for (const { insert } of delta) if (typeof insert === 'string') heard(insert)
      })
    return {
      type: (who, mark, place) => shared[who]!.typed.insert(at(place, shared[who]!.typed.length), mark),
      close: () => shared.forEach(({ provider }) => provider.destroy()),
    }
  }
}

/** The least that a server can do, and no text anywhere: what nothing can be faster than. */
export async function relayRooms(ending: Ending): Promise<OpenRoom> {
  const { url } = await startRelay({ ending })
  return async ({ people, heard }) => {
    const sockets = Array.from({ length: people }, () => new WebSocket(url, { perMessageDeflate: false }))
    await Promise.all(sockets.map(socket => once(socket, 'open')))
    for (const socket of sockets) socket.on('message', data => heard((data as Buffer).toString()))
    return {
      type: (who, mark) => sockets[who]!.send(mark),
      async close() {
        const closed = sockets.map(socket => once(socket, 'close'))
        for (const socket of sockets) socket.close()
        await Promise.all(closed)
      },
    }
  }
}
