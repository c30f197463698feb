import { mkdir, readFile, readdir, rm, stat, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { text } from 'node:stream/consumers'
import t, { type Test } from 'tap'
import type { Resolved } from '@stoa/sdk/contract'
import { Preparations, ProjectFolders, ProjectRun, Tables, hostPart, table, type Preparation } from '@stoa/sdk/host'
import { systemClock } from '@stoa/core/project'
import { openSqliteStore } from '@stoa/core/store'
import { projectFolders } from '../layout.ts'
import { startHostParts, type HostParts } from '../parts.ts'
import { hostPlace, noBubblewrap } from './place.ts'

t.setTimeout(60_000)
const notes = table({ name: 'notes_of_probe', partition: ['project'], columns: { project: 'text', note: 'text' } })
const needs = { tables: Tables, folders: ProjectFolders, preparations: Preparations, run: ProjectRun }
type Given = Resolved<typeof needs>

/** A host whose one host part is `prepare`, and what the part was given. */
async function begin(t: Test, prepare: (given: Given, asked: Parameters<Preparation['prepare']>[0]) => ReturnType<Preparation['prepare']>) {
  const store = await openSqliteStore({ file: join(t.testdir(), 'stoa.db'), tables: [notes], clock: systemClock })
  t.teardown(() => store.close())
  const { host, log, top } = await hostPlace(t, { prepare: asked => parts.prepare(asked) })
  let given!: Given
  const probe = hostPart({
    needs,
    start(all) {
      given = all
      return all.preparations.add({ id: 'probe', prepare: asked => prepare(all, asked) })
    },
  })
  const parts: HostParts = await startHostParts({
    parts: [
      {
        manifest: { api: 1, id: 'probe', title: 'Probe', parts: {}, needs: Object.values(needs).map(({ id }) => id), trust: 'page' },
        load: async () => probe,
      },
    ],
    host,
    store,
    folders: projectFolders(join(top, 'data')),
    uidOf: async () => 200_017,
    clock: systemClock,
    log,
  })
  t.teardown(() => parts.stop())
  t.same(parts.plugins, [{ id: 'probe', started: true }])
  return { host, top, given, parts }
}

t.test(
  '[B-6] a missing folder is prepared by host parts, in the project’s sandbox, before its server starts',
  { skip: noBubblewrap },
  async t => {
    let asked = 0
    const { host, top, given } = await begin(t, async ({ run, tables }, { project }) => {
      asked++
      const row = await tables.table(notes).get({ project })
      if (row === undefined) return null
      const program = await run.start({
        project,
        command: ['sh', '-c', 'cat > kept.txt; id -u; pwd; ls /run/stoa; echo $WORD'],
        environment: { WORD: 'zeta' },
      })
      program.stdin.end(row.note)
      t.match(await text(program.stdout), /^\d+\n\/home\/user\nzeta\n$/, 'as its user, without the socket of anybody')
      t.same(await program.ended, { code: 0, stderr: '' })
      return { restored: { snapshot: '7', time: 7 } }
    })
    const fresh = await host.start({ id: 'p1', uid: 200_017 })
    t.equal(fresh.restored, undefined, 'nothing is kept of a new project')
    await host.stop('p1')
    await rm(join(top, 'data', 'projects', 'p1'), { recursive: true })
    await given.tables.table(notes).put({ project: 'p1', note: 'what was there' })
    t.same((await host.start({ id: 'p1', uid: 200_017 })).restored, { snapshot: '7', time: 7 })
    const file = join(top, 'data', 'projects', 'p1', 'kept.txt')
    t.equal(await readFile(file, 'utf8'), 'what was there')
    if (process.getuid?.() === 0) t.equal((await stat(file)).uid, 200_017)
    t.same(await given.folders.list(), ['p1'])
    await host.stop('p1')
    t.equal((await host.start({ id: 'p1', uid: 200_017 })).restored, undefined)
    t.equal(asked, 2, 'a folder that is there is left alone')
    t.same(await readdir(join(top, 'data', 'preparing')), [])
  },
)

t.test('[B-6] a preparation that fails keeps the project from starting empty, and is begun anew', { skip: noBubblewrap }, async t => {
  let broken = true
  const { host, top } = await begin(t, async ({ run }, { project }) => {
    const program = await run.start({ project, command: ['touch', broken ? 'half' : 'whole'] })
    await program.ended
    if (broken) throw new Error('the store is away')
    return { restored: { snapshot: '7', time: 7 } }
  })
  await t.rejects(host.start({ id: 'p1', uid: 200_017 }), /the store is away/)
  t.same(await readdir(join(top, 'data', 'projects')), [], 'nothing half made lies about')
  await mkdir(join(top, 'data', 'projects', 'p2'))
  await writeFile(join(top, 'data', 'projects', 'p2', 'by hand'), '')
  await host.start({ id: 'p2', uid: 200_018 })
  t.ok((await readdir(join(top, 'data', 'projects', 'p2'))).includes('by hand'), 'what somebody put there is left alone')
  broken = false
  await host.start({ id: 'p1', uid: 200_017 })
  t.same(
    (await readdir(join(top, 'data', 'projects', 'p1'))).filter(name => name !== '.stoa'),
    ['whole'],
  )
})
