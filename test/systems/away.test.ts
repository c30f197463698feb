import t from 'tap'
import type { projects } from '@stoa/core/hub/contracts'
import { openProgramDocument, type ProgramDocument } from '@stoa/sdk/client'
import type { sagews } from '@stoa/plugin-sagews/contract'
import { cellsOf } from '@stoa/plugin-sagews/document'
import { newcomer } from '../kit/newcomer.ts'
import { needs } from '../kit/program.ts'
import { startServer } from '../kit/server.ts'

const cell = '0f5e0f0e-1b2c-4d3e-8f90-a1b2c3d4e5f6'
const path = 'notes.sagews'
/** Longer than the project may be idle. */
const code = 'import time\nfor n in range(100):\n    print("line", n, flush=True)\n    time.sleep(float(0.05))'

const outputOf = (document: ProgramDocument) =>
  cellsOf(document.text())
    .find(({ id }) => id === cell)
    ?.outputs.map(({ payload }) => payload)
    .join('') ?? ''
async function until(holds: () => boolean | Promise<boolean>): Promise<void> {
  while (!(await holds())) await new Promise(resolve => setTimeout(resolve, 50))
}

t.test(
  '[W-2][R-4] a cell runs on with everybody away, longer than an idle project lives; who comes back sees all of it',
  { ...needs('python3'), timeout: 120_000 },
  async t => {
    const server = await startServer(t, { environment: { STOA_IDLE_MINUTES: '0.03' } })
    const ada = await newcomer(t, server.url, 'Ada')
    const { project } = await ada.connect<typeof projects>('projects@1').call('create', { title: 'Notes' })
    const document = openProgramDocument({ connect: ada.connect, project, path, create: true })
    await document.ready
    document.edit({ from: 0, insert: `\uFE20${cell}\uFE20\n${code}\n` })
    const running = ada.connect<typeof sagews>('sagews@1', { project, params: { path } })
    await running.call('run', { cells: [cell], after: document.committed() })
    await until(() => outputOf(document).includes('line 3'))
    t.notMatch(outputOf(document), /line 99/)
    document.close()
    running.close()
    ada.close()

    const state = async () => (await server.status()).projects.find(({ id }) => id === project)
    await until(async () => (await server.status()).figures.sockets === 0)
    t.equal((await state())?.idle, false, 'nobody is there, and it is not idle')
    // It ends by itself, which an idle project does, and not before the run is over.
    await until(async () => (await state())?.state === 'stopped')
    t.equal((await state())?.reason, undefined)

    const again = await newcomer(t, server.url, 'Bob')
    await t.rejects(
      openProgramDocument({ connect: again.connect, project, path }).ready,
      { code: 'project_unknown' },
      'a stranger sees nothing of it',
    )
    const back = await newcomer(t, server.url, 'Ada', 'sign-in')
    const later = openProgramDocument({ connect: back.connect, project, path })
    await later.ready
    const output = outputOf(later)
    for (let n = 0; n < 100; n++) if (!output.includes(`line ${n}\\n`)) t.fail(`line ${n} is missing`)
    const cells = await back.connect<typeof sagews>('sagews@1', { project, params: { path } }).opened
    t.notMatch(cells.cells.find(({ id }) => id === cell)?.state, /running|waiting/)
  },
)
