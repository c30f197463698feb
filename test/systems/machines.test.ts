import t from 'tap'
import { openProgramDocument, type Client } from '@stoa/sdk/client'
import type { projects } from '@stoa/core/hub/contracts'
import { setMachines } from '../kit/machines.ts'
import { newcomer } from '../kit/newcomer.ts'
import { until } from '../kit/until.ts'

t.setTimeout(120_000)

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
