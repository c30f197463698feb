import { mkdir, readFile, readdir, symlink, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import t from 'tap'
import { createInProcessHost } from '@stoa/core/host'
import { argon2id, createRegistry, registryTables } from '@stoa/core/registry'
import { openSqliteStore } from '@stoa/core/store'
import { heldClock } from '../../project/test/held-clock.ts'
import { keptLog } from '../../project/test/kept-log.ts'
import { eraseWhenDue } from '../erase.ts'

const hour = 3_600_000

t.test('[P-4] what was deleted is there for 7 days and then gone, files first; a link in it takes nothing else along', async t => {
  const clock = heldClock()
  const log = keptLog()
  const directory = join(t.testdir({ outside: { 'kept.txt': 'kept' }, projects: {} }), 'projects')
  const store = await openSqliteStore({ file: join(t.testdirName, 'stoa.db'), tables: registryTables, clock })
  t.teardown(() => store.close())
  const registry = createRegistry({
    store,
    clock,
    passwords: argon2id({ memoryCost: 8, timeCost: 1, parallelism: 1 }),
    initialPolicy: 'open',
  })
  const host = createInProcessHost({ directory, plugins: [], clock, log })
  t.teardown(() => host.close())
  const { account } = await registry.signUp.signUp({
    email: 'ada@example.org',
    name: 'Ada',
    password: 'correct horse',
    acceptedTerms: true,
  })
  const by = account.account
  const [doomed, kept] = [
    await registry.projects.create({ account: by, title: 'Doomed' }),
    await registry.projects.create({ account: by, title: 'Kept' }),
  ]
  for (const { project } of [doomed, kept]) {
    await mkdir(join(directory, project))
    await writeFile(join(directory, project, 'notes.txt'), 'notes')
    await symlink(join(directory, '..', 'outside'), join(directory, project, 'link'))
    await registry.projects.remove({ by, project })
  }
  const elsewhere: string[] = []
  const stop = eraseWhenDue({ registry, host, eraseKept: async project => void elsewhere.push(project), clock, log })
  clock.pass(6 * 24 * hour)
  await registry.projects.restore({ by, project: kept.project })
  t.same((await readdir(directory)).toSorted(), [doomed.project, kept.project].toSorted())
  clock.pass(24 * hour)
  await stop()
  await stop()
  t.same(await readdir(directory), [kept.project])
  t.same(
    (await registry.projects.list(by)).map(({ project }) => project),
    [kept.project],
  )
  t.same(elsewhere, [doomed.project], 'what plugins keep of it goes too')
  t.same(await registry.projects.due(), [])
  t.equal(await readFile(join(directory, '..', 'outside', 'kept.txt'), 'utf8'), 'kept')
})
