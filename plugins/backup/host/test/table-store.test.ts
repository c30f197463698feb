import { spawn, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'
import t, { type Test } from 'tap'
import { openTestStore, snapshotStoreSuite } from '@stoa/sdk/test'
import * as all from '../../tables.ts'
import { tablePlace } from './table-place.ts'

t.setTimeout(300_000)
const tables = Object.values(all)

t.test('the store of snapshots in tables of SQLite', async t => {
  snapshotStoreSuite(t, async t => {
    let ahead = 0
    const now = () => Date.now() + ahead
    const store = await openTestStore({ file: join(t.testdir(), 'stoa.db'), tables, now })
    t.teardown(() => store.close())
    return tablePlace({ tables: store, now, pass: async seconds => void (ahead += seconds * 1000) })(t)
  })
})

/** Options of a test that needs Cassandra: skipped by name without what starts it. */
function needsCassandra(): { skip: string | false } {
  const missing = ['java', 'mvn'].filter(name => spawnSync(name, ['--version'], { stdio: 'ignore' }).status !== 0)
  return { skip: missing.length > 0 && `${missing.join(' and ')} not installed` }
}

/** A real Cassandra until the test ends; answers its port. */
async function startCassandra(t: Test): Promise<number> {
  const program = fileURLToPath(new URL('../../../../test/systems/cassandra/start.mjs', import.meta.url))
  const child = spawn(process.execPath, [program], { stdio: ['pipe', 'pipe', 'inherit'] })
  const ended = once(child, 'exit')
  t.teardown(async () => {
    child.stdin.end()
    await ended
  })
  for await (const line of createInterface({ input: child.stdout })) return (JSON.parse(line) as { port: number }).port
  throw new Error('Cassandra did not start; what it said is above.')
}

t.test('the store of snapshots in tables of Cassandra', needsCassandra(), async t => {
  const port = await startCassandra(t)
  const store = await openTestStore({ cassandra: port, tables })
  t.teardown(() => store.close())
  let story = 0
  snapshotStoreSuite(t, async t => {
    // One keyspace for all: each story has projects of its own.
    const mine = ++story
    const own = <R extends { project: string }>(row: R): R => ({ ...row, project: `${mine} ${row.project}` })
    const claims = store.table(all.projectBupClaims)
    const place = await tablePlace({
      tables: store,
      now: Date.now,
      async pass(seconds) {
        const key = own({ project: `clock ${seconds}` })
        await claims.putIf({ ...key, owner: 'nobody' }, { when: 'absent', ttl: seconds })
        while (await claims.get(key)) await new Promise(resolve => setTimeout(resolve, 100))
      },
    })(t)
    const named = (project: string) => own({ project }).project
    const renamed = <T extends object>(store: T): T =>
      Object.fromEntries(
        Object.entries(store).map(([verb, act]) => [
          verb,
          typeof act === 'function'
            ? (project: string, ...rest: unknown[]) => (act as (...all: unknown[]) => unknown)(named(project), ...rest)
            : act,
        ]),
      ) as T
    return { ...renamed(place), store: renamed(place.store), other: () => renamed(place.other()), pass: place.pass }
  })
})
