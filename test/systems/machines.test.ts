import t from 'tap'
import { openProgramDocument, type Client } from '@stoa/sdk/client'
import { existsSync } from 'node:fs'
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import type { project as projectContract, projects } from '@stoa/core/hub/contracts'
import type { snapshots } from '@stoa/plugin-backup/contract'
import { setMachines, type Running } from '../kit/machines.ts'
import { needs } from '../kit/program.ts'
import { newcomer } from '../kit/newcomer.ts'
import { until } from '../kit/until.ts'

t.setTimeout(400_000)

async function makeProject(client: Client, title: string): Promise<string> {
  return (await client.connect<typeof projects>('projects@1').call('create', { title })).project
}

t.test('[A-3] [R-1] two people at two hubs type into one file of a project that a third process runs', async t => {
  const machines = await setMachines(t)
  const one = await machines.hub('hub-one')
  const two = await machines.hub('hub-two')
  await machines.host('ash')
  const ada = await newcomer(t, one.url, 'Ada')
  const project = await makeProject(ada, 'Shared')
  const here = openProgramDocument({ connect: ada.connect, project, path: 'notes.txt', create: true })
  await here.ready
  here.edit({ from: 0, insert: 'from hub one\n' })
  await here.acknowledged()
  const again = await newcomer(t, two.url, 'Ada', 'sign-in')
  const there = openProgramDocument({ connect: again.connect, project, path: 'notes.txt' })
  await there.ready
  t.equal(there.text().toString(), 'from hub one\n')
  there.edit({ from: 13, insert: 'from hub two\n' })
  await until(t, async () => here.text().toString(), 'from hub one\nfrom hub two\n')
})

/** Somebody with a file open in a project, who sees on which machine it runs. */
async function desk(client: Client, project: string) {
  const about = client.connect<typeof projectContract>('project@1', { params: { project } })
  let state: { state: string; machine?: string; reason?: string; restored?: { time: number } } = { state: 'unknown' }
  about.on('state', now => void (state = now))
  const document = openProgramDocument({ connect: client.connect, project, path: 'notes.txt', create: true })
  await document.ready
  return {
    about,
    document,
    get state() {
      return state
    },
    async types(text: string) {
      document.edit({ from: document.text().length, insert: text })
      await document.acknowledged()
    },
  }
}

t.test('[P-10] a project moves to another machine with all its files, and who types there goes on', async t => {
  const machines = await setMachines(t)
  const hub = await machines.hub('hub')
  const hosts: Record<string, Running> = { ash: await machines.host('ash'), beech: await machines.host('beech') }
  const ada = await newcomer(t, hub.url, 'Ada')
  const project = await makeProject(ada, 'Travels')
  const hers = await desk(ada, project)
  await hers.types('before\n')
  await hers.document.save()
  const from = hers.state.machine!
  const { machines: known } = await hers.about.call('machines', {})
  t.same(known, ['ash', 'beech'])
  const to = known.find(name => name !== from)!
  await t.rejects(hers.about.call('move', { to: 'elm' }), { code: 'host_unknown', message: /“elm”.*“ash”, “beech”/ })
  await hers.about.call('move', { to })
  await hers.types('after\n')
  await hers.document.save()
  t.equal(hers.state.machine, to)
  t.equal(await readFile(join(hosts[to]!.data, 'projects', project, 'notes.txt'), 'utf8'), 'before\nafter\n')
  t.equal(await hosts[from]!.server(project), undefined, 'it does not run where it was')

  await hers.about.call('stop', {})
  await until(t, async () => hers.state.state, 'stopped')
  t.equal(await hosts[to]!.server(project), undefined)
  await hers.about.call('restart', {})
  await hers.types('and again\n')
  t.equal(hers.document.text().toString(), 'before\nafter\nand again\n')
})

t.test(
  '[R-4] [R-6] a machine that is paused, then killed, stops serving by itself; without a snapshot its project waits for it and comes back whole',
  async t => {
    const machines = await setMachines(t)
    const hub = await machines.hub('hub')
    const ash = await machines.host('ash')
    const ada = await newcomer(t, hub.url, 'Ada')
    const project = await makeProject(ada, 'Paused')
    const hers = await desk(ada, project)
    await hers.types('one\n')
    const beech = await machines.host('beech')

    const server = (await ash.server(project))!
    ash.signal('SIGSTOP')
    await until(t, async () => running(server), false, 60)
    t.notOk(existsSync(join(beech.data, 'projects', project)), 'nobody else began with nothing')
    const typed = hers.types('two\n')
    await until(t, async () => /The files of this project are on the machine “ash”/.test(hers.state.reason ?? ''), true, 60)
    ash.signal('SIGCONT')
    await typed

    ash.signal('SIGKILL')
    const again = hers.types('three\n')
    await ash.ended
    await machines.host('ash')
    await again
    t.equal(hers.document.text().toString(), 'one\ntwo\nthree\n')
  },
)

t.test(
  '[B-6] [R-4] a machine is killed: its project goes on at another from the newest snapshot, and says of when that is',
  needs('bup', 'git'),
  async t => {
    const machines = await setMachines(t)
    const hub = await machines.hub('hub')
    const ash = await machines.host('ash')
    const ada = await newcomer(t, hub.url, 'Ada')
    const project = await makeProject(ada, 'Saved')
    const hers = await desk(ada, project)
    await hers.types('in the snapshot\n')
    await hers.document.save()
    const backup = ada.connect<typeof snapshots>('snapshots@1', { project })
    const { made } = await backup.call('take', {})
    const kept = new DatabaseSync(machines.store, { readOnly: true })
    await until(t, async () => kept.prepare('SELECT count(*) AS kept FROM project_snapshots').get()!['kept'], 1, 60)
    kept.close()
    await machines.host('beech')
    ash.signal('SIGKILL')
    await until(t, async () => hers.state.machine, 'beech', 120)
    t.match(hers.state, { state: 'running', restored: { time: made!.time } })
    await hers.types('and after\n')
    t.match(hers.document.text().toString(), /^in the snapshot\n[^]*and after\n$/)
  },
)

function running(pid: number): boolean {
  return existsSync(`/proc/${pid}/exe`)
}
