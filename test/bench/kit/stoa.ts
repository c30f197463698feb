import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { askStatus, type Status } from '@stoa/core/hub'
import type { keys, projects } from '@stoa/core/hub/contracts'
import { connect, type Client } from '@stoa/sdk/client'
import type { Ending } from './bench.ts'
import { freePort, startProgram } from './programs.ts'

const command = fileURLToPath(new URL('../../../bin/stoa.mjs', import.meta.url))

/** A whole Stoa in processes of its own, as `npm start` runs it, with somebody who has one project in it. */
export type BenchStoa = {
  readonly url: string
  readonly project: string
  /** Where the project's files lie. */
  readonly root: string
  /** The `Cookie` header of whoever owns the project. */
  readonly cookie: string
  /** One more connection of the project's owner. */
  client(): Promise<Client>
  status(): Promise<Status>
}

export async function startStoa({ ending, env = {} }: { ending: Ending; env?: Readonly<Record<string, string>> }): Promise<BenchStoa> {
  const data = await mkdtemp(join(tmpdir(), 'stoa-bench-'))
  ending.add(() => rm(data, { recursive: true, force: true }))
  const port = await freePort()
  const url = `http://127.0.0.1:${port}`
  const args = ['--conditions=stoa-source', command, 'start']
  await startProgram({
    ending,
    program: process.execPath,
    args,
    ready: /Stoa is at/,
    env: { STOA_DATA: data, STOA_PORT: String(port), STOA_SIGN_UP: 'open', ...env },
  })
  const signedUp = await fetch(`${url}/api/sign-up`, {
    method: 'POST',
    headers: { origin: url, 'content-type': 'application/json' },
    body: JSON.stringify({ email: 'bench@example.org', name: 'Bench', password: 'correct horse battery', acceptedTerms: true }),
  })
  if (!signedUp.ok) throw new Error(`Nobody could sign up: ${await signedUp.text()}`)
  const cookie = signedUp.headers.getSetCookie()[0]!.split(';')[0]!
  const first = connect({ url, cookie })
  ending.add(() => first.close())
  await first.ready()
  const { project } = await first.connect<typeof projects>('projects@1').call('create', { title: 'Bench' })
  const { secret } = await first.connect<typeof keys>('keys@1').call('create', { title: 'bench', role: 'owner' })
  return {
    url,
    project,
    root: join(data, 'projects', project),
    cookie,
    async client() {
      const one = connect({ url, key: secret })
      ending.add(() => one.close())
      await one.ready()
      return one
    },
    status: () => askStatus(data),
  }
}
