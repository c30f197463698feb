import { once } from 'node:events'
import { WebSocket } from 'ws'
import { openProgramDocument } from '@stoa/sdk/client'
import { bench, within } from './kit/bench.ts'
import { median, report } from './kit/figures.ts'
import { startJupyter } from './kit/jupyter.ts'
import { residentMemory } from './kit/programs.ts'
import { startRelay } from './kit/relay.ts'
import { startStoa } from './kit/stoa.ts'

// What waits and does nothing costs: a connection in the hub, and a project's server.
const runs = 5
/** Connections that are there before, for what the first ones bring about, and those that are measured. */
const [before, measured] = [500, 2000]

await bench(async ending => {
  const [connection, relayed, server, jupyter] = [[], [], [], []] as number[][]
  for (let run = 0; run < runs; run++) {
    await within(ending, async ending => {
      const stoa = await startStoa({ ending })
      const visitor = await stoa.client()
      const document = openProgramDocument({ connect: visitor.connect, project: stoa.project, path: 'notes.txt', create: true })
      await document.ready
      const { pid, projects } = await stoa.status()
      server!.push(projects[0]!.memory!.server / 1e6)
      connection!.push(await growth({ pid, open: () => stoa.client() }))
    })
    await within(ending, async ending => {
      const { pid, url } = await startRelay({ ending })
      relayed!.push(await growth({ pid, open: () => once(new WebSocket(url, { perMessageDeflate: false }), 'open') }))
    })
    await within(ending, async ending => {
      const started = await startJupyter({ ending })
      if (started) jupyter!.push(residentMemory(started.pid) / 1e6)
    })
  }
  const common = { bench: 'route.idle', better: 'less' } as const
  report({
    ...common,
    about: 'hub, one connection',
    ours: median(connection!),
    peer: 'bare ws relay',
    theirs: median(relayed!),
    unit: 'kB',
  })
  report({
    ...common,
    about: 'project server',
    ours: median(server!),
    peer: 'Jupyter Server',
    theirs: jupyter!.length > 0 ? median(jupyter!) : null,
    unit: 'MB',
  })
})

/** How many kB of memory a process takes for each connection. */
async function growth({ pid, open }: { pid: number; open: () => Promise<unknown> }): Promise<number> {
  const connect = async (count: number): Promise<number> => {
    for (let opened = 0; opened < count; opened += 50) await Promise.all(Array.from({ length: 50 }, open))
    return residentMemory(pid)
  }
  const start = await connect(before)
  return ((await connect(measured)) - start) / measured / 1000
}
