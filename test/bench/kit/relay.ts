import { fileURLToPath } from 'node:url'
import type { Ending } from './bench.ts'
import { freePort, startProgram } from './programs.ts'

/** The least that a server can do: what comes from one goes to all others, kept nowhere. */
export async function startRelay({ ending }: { ending: Ending }): Promise<{ url: string; pid: number }> {
  const port = await freePort()
  const pid = await startProgram({
    ending,
    program: process.execPath,
    args: [fileURLToPath(new URL('relay.mjs', import.meta.url))],
    ready: /ready/,
    env: { PORT: String(port) },
  })
  return { url: `ws://127.0.0.1:${port}`, pid }
}
