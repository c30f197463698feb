import { once } from 'node:events'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { WebSocket } from 'ws'
import { WebsocketProvider } from 'y-websocket'
import * as Y from 'yjs'
import { openProgramDocument, type ProgramDocument } from '@stoa/sdk/client'
import { median, percentile, report } from './figures.ts'
import { freePort, started, startStoa } from './server.ts'

/** People at one document: `type` by one of them, and `heard` is called when another has it. */
type Room = { type(who: number, mark: string): void; close(): void | Promise<void> }
type Open = (people: number, heard: (who: number, mark: string) => void) => Promise<Room>

const runs = 5
const rounds = { 2: 200, 10: 60, 100: 15 } as const
const require = createRequire(import.meta.url)

const stoa = await startStoa()
const yPort = await freePort()
const yServer = await started(process.execPath, [join(dirname(require.resolve('y-websocket')), '../bin/server.cjs')], {
  ready: /running/,
  env: { HOST: '127.0.0.1', PORT: String(yPort) },
})
const relayPort = await freePort()
const relay = await started(process.execPath, [fileURLToPath(new URL('relay.mjs', import.meta.url))], {
  ready: /ready/,
  env: { PORT: String(relayPort) },
})
let documents = 0

const ours: Open = async (people, heard) => {
  const path = `d${++documents}.txt`
  const clients = await Promise.all(Array.from({ length: people }, () => stoa.client()))
  const opened: ProgramDocument[] = []
  for (const [who, client] of clients.entries()) {
    const document = openProgramDocument({ connect: client.connect, project: stoa.project, path, create: true })
    await document.ready
    document.onChange(({ session, changes }) => {
      if (session !== null) changes.iterChanges((_a, _b, _c, _d, text) => heard(who, text.toString()))
    })
    opened.push(document)
  }
  return { type: (who, mark) => opened[who]!.edit({ from: 0, insert: mark }), close: () => clients.forEach(client => client.close()) }
}
const yjs: Open = async (people, heard) => {
  const room = `r${++documents}`
  const made = await Promise.all(
    Array.from({ length: people }, async (_, who) => {
      const doc = new Y.Doc()
      const provider = new WebsocketProvider(`ws://127.0.0.1:${yPort}`, room, doc, {
        WebSocketPolyfill: WebSocket as never,
        disableBc: true,
      })
      await new Promise<void>(resolve => provider.once('sync', () => resolve()))
      const text = doc.getText()
      text.observe(event => {
        if (!event.transaction.local) for (const { insert } of event.delta) if (typeof insert === 'string') heard(who, insert)
      })
      return { provider, text }
    }),
  )
  return { type: (who, mark) => made[who]!.text.insert(0, mark), close: () => made.forEach(({ provider }) => provider.destroy()) }
}
const bare: Open = async (people, heard) => {
  const sockets = await Promise.all(
    Array.from({ length: people }, async (_, who) => {
      const socket = new WebSocket(`ws://127.0.0.1:${relayPort}`, { perMessageDeflate: false })
      await once(socket, 'open')
      socket.on('message', data => heard(who, (data as Buffer).toString()))
      return socket
    }),
  )
  return { type: (who, mark) => sockets[who]!.send(mark), close: () => sockets.forEach(socket => socket.close()) }
}

/** Milliseconds from a key of one to the text of each other. */
async function measure(open: Open, people: number): Promise<number[]> {
  const measures: number[] = []
  let began = 0
  let left = 0
  let wanted = ''
  let done = () => {}
  const room = await open(people, (_who, mark) => {
    if (mark !== wanted) return
    measures.push(performance.now() - began)
    if (--left === 0) done()
  })
  for (let round = 0; round < rounds[people as keyof typeof rounds]; round++) {
    await new Promise<void>(resolve => {
      done = resolve
      left = people - 1
      wanted = String.fromCharCode(0x4e00 + round)
      began = performance.now()
      room.type(round % people, wanted)
    })
  }
  await room.close()
  return measures
}

for (const people of [2, 10, 100]) {
  const all = { ours: [] as number[][], yjs: [] as number[][], bare: [] as number[][] }
  for (let run = 0; run < runs; run++) {
    all.ours.push(await measure(ours, people))
    all.yjs.push(await measure(yjs, people))
    all.bare.push(await measure(bare, people))
  }
  for (const [name, share] of [
    ['p50', 0.5],
    ['p99', 0.99],
  ] as const) {
    const of = (which: number[][]): number => median(which.map(one => percentile(one, share)))
    const bench = `sync.latency ${people} clients ${name}`
    report({ bench, ours: of(all.ours), peer: 'y-websocket', theirs: of(all.yjs), unit: 'ms' })
    report({ bench, ours: of(all.ours), peer: 'bare ws relay', theirs: of(all.bare), unit: 'ms' })
  }
}
await stoa.close()
yServer.kill()
relay.kill()
process.exit(0)
