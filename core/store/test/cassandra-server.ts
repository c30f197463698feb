import { spawn, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'
import type { Test } from 'tap'

const program = fileURLToPath(new URL('../../../test/systems/cassandra/start.mjs', import.meta.url))

/** A real Cassandra on a port of loopback, until the test ends. */
export type CassandraServer = { readonly port: number; readonly pid: number; stop(): Promise<void> }

/** Options of a test that needs Cassandra: skipped by name without Java and Maven. */
export function needsCassandra(): { skip: string | false } {
  const missing = ['java', 'mvn'].filter(name => spawnSync(name, ['--version'], { stdio: 'ignore' }).status !== 0)
  return { skip: missing.length > 0 && `${missing.join(' and ')} not installed` }
}

/** Starts one; with `folder` its data stays there for the next. */
export async function startCassandra(t: Test, folder?: string): Promise<CassandraServer> {
  const child = spawn(process.execPath, [program, ...(folder === undefined ? [] : [folder])], { stdio: ['pipe', 'pipe', 'inherit'] })
  const ended = once(child, 'exit')
  const stop = async () => {
    child.stdin.end()
    await ended
  }
  t.teardown(stop)
  for await (const line of createInterface({ input: child.stdout })) return { ...(JSON.parse(line) as { port: number; pid: number }), stop }
  throw new Error('Cassandra did not start; what it said is above.')
}
