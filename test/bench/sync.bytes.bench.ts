import { WebSocket } from 'ws'
import { bench } from './kit/bench.ts'
import { median, report } from './kit/figures.ts'
import { stoaRooms, yjsRooms, type OpenRoom } from './kit/rooms.ts'
import { named } from './kit/version.ts'

// What a keystroke puts on the wire: the message that goes up, what comes to the other client, and whatever comes back to who typed it.
const keys = 200
const text = 'The quick brown fox jumps over the lazy dog.\n'.repeat(220)

let bytes = 0
const { send, emit } = WebSocket.prototype
const sizeOf = (data: unknown): number =>
  typeof data === 'string' ? Buffer.byteLength(data) : ((data as { byteLength?: number }).byteLength ?? 0)
WebSocket.prototype.send = function (this: WebSocket, data: never, ...rest: never[]) {
  bytes += sizeOf(data)
  return (send as (...all: unknown[]) => void).call(this, data, ...rest)
} as typeof send
WebSocket.prototype.emit = function (this: WebSocket, event: string, ...rest: unknown[]) {
  if (event === 'message') bytes += sizeOf(rest[0])
  return (emit as (...all: unknown[]) => boolean).call(this, event, ...rest)
} as typeof emit

await bench(async ending => {
  const stoa = await measure(await stoaRooms(ending))
  const yjs = await measure(await yjsRooms(ending))
  report({
    bench: 'sync.bytes',
    about: 'one key, two clients, everything that is sent and received',
    ours: stoa,
    peer: `${named('y-websocket')}, ${named('yjs')}`,
    theirs: yjs,
    unit: 'bytes',
    better: 'less',
  })
})

/** The median of what one key takes, typed at places all over the text. */
async function measure(open: OpenRoom): Promise<number> {
  let heard = () => {}
  const room = await open({ people: 2, text, heard: () => heard() })
  const figures: number[] = []
  for (let key = 0; key < keys; key++) {
    const before = bytes
    const arrived = new Promise<void>(resolve => (heard = resolve))
    room.type(0, String.fromCharCode(0x61 + (key % 26)), Math.random())
    await arrived
    // What follows the arrival, such as an acknowledgement, belongs to it.
    await new Promise(resolve => setTimeout(resolve, 20))
    figures.push(bytes - before)
  }
  await room.close()
  return median(figures)
}
