import { randomUUID } from 'node:crypto'
import { existsSync } from 'node:fs'
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import t from 'tap'
import type { projects } from '@stoa/core/hub/contracts'
import type { files } from '@stoa/plugin-files/contract'
import type { terminal } from '@stoa/plugin-terminal/contract'
import type { Client } from '@stoa/sdk/client'
import { newcomer } from '../kit/newcomer.ts'
import { startServer } from '../kit/server.ts'

/** A terminal, and everything that came from it as text, screens included. */
async function opens(client: Client, project: string, path: string) {
  const remote = client.connect<typeof terminal>('terminal@1', {
    project,
    params: { path, writer: randomUUID(), size: { columns: 100, rows: 30 } },
  })
  let said = ''
  let seq = 0
  const hear = (bytes: Uint8Array) => void (said += Buffer.from(bytes).toString())
  remote.on('screen', hear)
  remote.on('output', hear)
  const { about } = await remote.opened
  return {
    remote,
    types: (data: string) => remote.call('type', { seq: ++seq, shell: about.shell, data }),
    sees: (pattern: RegExp) => until(() => pattern.test(said)),
    said: () => said,
  }
}
async function until(holds: () => boolean | Promise<boolean>): Promise<void> {
  while (!(await holds())) await new Promise(resolve => setTimeout(resolve, 50))
}

t.test(
  '[T-1][T-2][R-4] a shell runs in the sandbox; a program in its foreground goes on with everybody away; the screen is there when the project starts again',
  { timeout: 120_000 },
  async t => {
    const server = await startServer(t, { environment: { STOA_IDLE_MINUTES: '0.03' } })
    const ada = await newcomer(t, server.url, 'Ada')
    const { project } = await ada.connect<typeof projects>('projects@1').call('create', { title: 'Notes' })
    await ada.connect<typeof files>('files@1', { project }).call('create', { path: 'notes/a.term', parents: true })
    const root = join(server.data, 'projects', project)
    const one = await opens(ada, project, 'notes/a.term')
    await one.types('tty; pwd; touch ../.stoa/x; which open; echo $((6*7)).\n')
    await one.sees(/42\.\r\n/)
    t.match(one.said(), /plugins\/terminal\/shell\/bin\/open\r\n/)
    // Longer than the project may be idle.
    await one.types('sleep 5; echo woke > woke.txt; sync\n')
    await one.sees(/woke\.txt; sync\r\n/)
    one.remote.close()
    ada.close()

    const state = async () => (await server.status()).projects.find(({ id }) => id === project)
    await until(async () => (await server.status()).figures.sockets === 0)
    t.equal((await state())?.idle, false, 'nobody is there, and it is not idle')
    await until(async () => (await state())?.state === 'stopped')
    t.equal((await state())?.reason, undefined)
    t.equal(await readFile(join(root, 'notes', 'woke.txt'), 'utf8'), 'woke\n')

    const back = await newcomer(t, server.url, 'Ada', 'sign-in')
    const again = await opens(back, project, 'notes/a.term')
    await again.sees(/42\.[^]*The shell that was here has ended\. This is a new one\./)
    await again.types('echo ne""w\n')
    await again.sees(/\rnew\r\n/)
    t.ok(existsSync(join(root, '.local', 'state', 'stoa')), 'each terminal remembers what was typed')
  },
)
