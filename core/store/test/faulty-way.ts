import { connect, createServer, type AddressInfo, type Socket } from 'node:net'
import { once } from 'node:events'
import type { Test } from 'tap'

/** The way between driver and node, with faults in it on demand. */
export type FaultyWay = {
  readonly port: number
  /** Ends all connections; new ones are refused until `mend`. */
  cut(): void
  mend(): Promise<void>
  /** Lets what is asked through, and ends the connection in place of the answers that have `marked` in their question. Resolves once that was done. */
  loseAnswerTo(marked: string): Promise<void>
}

/** Stands before the node at a port of loopback. */
export async function faultyWay(t: Test, nodePort: number): Promise<FaultyWay> {
  const pairs = new Set<[Socket, Socket]>()
  let losing: { marked: string; done(): void } | undefined
  const server = createServer(here => {
    const there = connect(nodePort, '127.0.0.1')
    const pair: [Socket, Socket] = [here, there]
    pairs.add(pair)
    let lose: (() => void) | undefined
    const end = () => {
      pairs.delete(pair)
      here.destroy()
      there.destroy()
    }
    for (const socket of pair) socket.on('error', end).on('close', end)
    here.on('data', (bytes: Buffer) => {
      if (losing && bytes.includes(losing.marked)) {
        lose = losing.done
        losing = undefined
      }
      there.write(bytes)
    })
    there.on('data', bytes => {
      if (!lose) return void here.write(bytes)
      lose()
      end()
    })
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  t.teardown(() => {
    for (const [here] of pairs) here.destroy()
    server.close()
  })
  const { port } = server.address() as AddressInfo
  return {
    port,
    cut() {
      server.close()
      for (const [here] of [...pairs]) here.destroy()
    },
    async mend() {
      server.listen(port, '127.0.0.1')
      await once(server, 'listening')
    },
    loseAnswerTo: marked => new Promise(resolve => (losing = { marked, done: resolve })),
  }
}
