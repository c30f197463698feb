import { readFile, readdir, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import t from 'tap'
import type { projects } from '@stoa/core/hub/contracts'
import type { snapshots } from '@stoa/plugin-backup/contract'
import { needs } from '../kit/program.ts'
import { newcomer } from '../kit/newcomer.ts'
import { startServer } from '../kit/server.ts'

/** Waits until the host has written a snapshot of a project to the store. */
async function untilKept(file: string, project: string): Promise<void> {
  const database = new DatabaseSync(file, { readOnly: true, timeout: 10_000 })
  const kept = database.prepare('SELECT count(*) AS rows FROM project_snapshots WHERE project = ?')
  while (kept.get(project)?.['rows'] !== 1) await new Promise(resolve => setTimeout(resolve, 50))
  database.close()
}

t.test(
  '[B-6] a project whose folder was lost comes back from what its host kept in the store, each in its sandbox',
  { ...needs('bup', 'git'), timeout: 240_000 },
  async t => {
    const server = await startServer(t)
    const ada = await newcomer(t, server.url, 'Ada')
    const { project } = await ada.connect<typeof projects>('projects@1').call('create', { title: 'Zeta zeros' })
    const open = () => ada.connect<typeof snapshots>('snapshots@1', { project })
    const root = join(server.data, 'projects', project)
    const first = open()
    await first.opened
    await writeFile(join(root, 'a.txt'), 'what was there')
    const { made } = await first.call('take', {})
    t.ok(made)
    await untilKept(join(server.data, 'stoa.db'), project)
    first.close()
    await server.killHub()
    await rm(root, { recursive: true })
    await server.restart()
    const again = await newcomer(t, server.url, 'Ada', 'sign-in')
    const second = again.connect<typeof snapshots>('snapshots@1', { project })
    t.same((await second.call('list', {})).snapshots, [made], 'its snapshots are listed as before')
    t.equal(await readFile(join(root, 'a.txt'), 'utf8'), 'what was there')
    t.same(await readdir(join(server.data, 'preparing')), [])
  },
)
