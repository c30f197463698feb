import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import t from 'tap'
import { systemClock } from '@stoa/core/project'
import { openSqliteStore } from '@stoa/core/store'
import { hold } from '../holding.ts'
import type { Roster } from '../roster.ts'
import type { HostRow } from '../rules.ts'
import { fleetTables } from '../tables.ts'

t.test('[P-10] a project that is wanted elsewhere is not taken by the machine that lets it go, while the other takes projects', async t => {
  const folder = await mkdtemp(join(tmpdir(), 'stoa-holding-'))
  const store = await openSqliteStore({ file: join(folder, 'stoa.db'), tables: fleetTables, clock: systemClock })
  t.teardown(async () => {
    await store.close()
    await rm(folder, { recursive: true, force: true })
  })
  const load = { projects: 0, memory: { free: 1, total: 1 }, cores: 1, busy: 0 }
  const row = (host: string): HostRow => ({ host, session: host, state: 'alive', url: '', secret: '', load, started: 0, version: 1 })
  const [ash, beech] = [row('ash'), row('beech')]
  const hosts = [ash, beech]
  const roster = { hosts, mayServe: async ({ host }: { host: string }) => host !== '' } as unknown as Roster
  const first = await hold({ store, roster, project: 'p', by: ash })
  await first.settle()
  await t.rejects(hold({ store, roster, project: 'p', by: beech }), { code: 'lease_elsewhere', field: 'ash' })
  await first.release('beech')
  const free = { hosts, mayServe: async () => false } as unknown as Roster
  await t.rejects(hold({ store, roster: free, project: 'p', by: ash }), { code: 'lease_elsewhere', field: 'beech' })
  hosts.pop()
  const again = await hold({ store, roster: free, project: 'p', by: ash })
  t.equal(again.epoch, 2, 'unless that is gone')
  t.same(again.newest, { host: 'ash', epoch: 1 })
})
