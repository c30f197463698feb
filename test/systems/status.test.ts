import { execFile } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import t from 'tap'
import type { projects } from '@stoa/core/hub/contracts'
import type { Status } from '@stoa/core/hub'
import { openProgramDocument } from '@stoa/sdk/client'
import type { CellState, sagews } from '@stoa/plugin-sagews/contract'
import { newcomer } from '../kit/newcomer.ts'
import { needs } from '../kit/program.ts'
import { startServer } from '../kit/server.ts'

const command = fileURLToPath(new URL('../../bin/stoa.mjs', import.meta.url))
const cell = '0f5e0f0e-1b2c-4d3e-8f90-a1b2c3d4e5f6'

/** What the command prints, and its exit code. */
async function stoa(data: string, ...words: string[]): Promise<{ code: number; stdout: string; stderr: string }> {
  const asked = promisify(execFile)(process.execPath, ['--conditions=stoa-source', command, ...words], {
    env: { ...process.env, STOA_DATA: data },
  })
  return asked.then(
    ({ stdout, stderr }) => ({ code: 0, stdout, stderr }),
    (failure: { code: number; stdout: string; stderr: string }) => failure,
  )
}

t.test('[A-2] `stoa status` prints what hub, project server and kernel cost', { ...needs('python3'), timeout: 120_000 }, async t => {
  const server = await startServer(t)
  const empty = await stoa(server.data, 'status')
  t.match(empty, { code: 0, stdout: /Hub and host: \d+ MB; 0 connections/ })
  t.match(empty.stdout, /No project runs\./)
  t.match(empty.stdout, /Sandbox: |No sandbox: /)

  const ada = await newcomer(t, server.url, 'Ada')
  const { project } = await ada.connect<typeof projects>('projects@1').call('create', { title: 'Notes' })
  const document = openProgramDocument({ connect: ada.connect, project, path: 'notes.sagews', create: true })
  await document.ready
  document.edit({ from: 0, insert: `\uFE20${cell}\uFE20\nprint(1 + 1)\n` })
  const running = ada.connect<typeof sagews>('sagews@1', { project, params: { path: 'notes.sagews' } })
  await running.opened
  const done = new Promise<CellState>(resolve =>
    running.on('cells', ({ cells }) => cells.forEach(one => one.state === 'done' && resolve(one))),
  )
  await running.call('run', { cells: [cell], after: document.committed() })
  await done

  const { stdout } = await stoa(server.data, 'status')
  const line = stdout.split('\n').find(one => one.startsWith(`Project ${project}: running`))
  t.match(line, /; server \d+ MB; stoa_kernel \d+ MB; all together \d+ MB$/)
  const status = JSON.parse((await stoa(server.data, 'status', '--json')).stdout) as Status
  const [found] = status.projects
  t.match(found, { id: project, state: 'running', processes: [{ name: 'stoa_kernel' }] })
  t.ok(found!.memory!.all >= found!.memory!.server + found!.processes![0]!.memory)
  t.match(status.figures, { sockets: 1, links: 1 })
  t.comment(line)
})

t.test('[A-2] `stoa status` says so where nothing runs', async t => {
  const { code, stderr } = await stoa(t.testdir(), 'status')
  t.equal(code, 2)
  t.match(stderr, /No Stoa runs on .*Start it with/)
})
