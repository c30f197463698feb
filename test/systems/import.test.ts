import { once } from 'node:events'
import { readFile } from 'node:fs/promises'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import t, { type Test } from 'tap'
import type { projects } from '@stoa/core/hub/contracts'
import type { files } from '@stoa/plugin-files/contract'
import { newcomer } from '../kit/newcomer.ts'
import { startServer } from '../kit/server.ts'
import { until } from '../kit/until.ts'

/** Asks a server with these settings to import from this machine; answers what became of it. */
async function imports(t: Test, environment: Record<string, string>) {
  const site = createServer((_request, response) => response.end('of this machine')).listen(0, '127.0.0.1')
  t.teardown(() => void site.close())
  await once(site, 'listening')
  // Without a sandbox, since one keeps projects from this machine whatever the administrator says.
  const server = await startServer(t, { environment: { STOA_SANDBOX: 'none', ...environment } })
  const ada = await newcomer(t, server.url, 'Ada')
  const { project } = await ada.connect<typeof projects>('projects@1').call('create', { title: 'Zeta zeros' })
  const remote = ada.connect<typeof files>('files@1', { project })
  await remote.call('import', { url: `http://127.0.0.1:${(site.address() as AddressInfo).port}/data.txt`, directory: '' })
  const task = async () => (await remote.call('tasks', {})).tasks[0]!
  await until(t, async () => (await task()).state !== 'running', true)
  const { state, error } = await task()
  const kept = await readFile(join(server.data, 'projects', project, 'data.txt'), 'utf8').catch(() => null)
  return { state, code: error?.code, kept }
}

t.test('[F-7] what is at an address of this machine is not imported', async t => {
  t.match(await imports(t, {}), { state: 'failed', code: 'address_private', kept: null })
})

t.test('[F-7] it is where the administrator allowed private addresses', async t => {
  t.match(await imports(t, { STOA_PRIVATE_ADDRESSES: 'true' }), { state: 'done', code: undefined, kept: 'of this machine' })
})
