import { randomUUID } from 'node:crypto'
import { openProgramDocument, type Client } from '@stoa/sdk/client'
import type { sagews } from '@stoa/plugin-sagews/contract'
import { headerLine } from '@stoa/plugin-sagews/document'
import { program } from '../kit/program.ts'
import { bench, type Ending } from './kit/bench.ts'
import { median, report } from './kit/figures.ts'
import { jupyterRunner, startJupyter, type Jupyter } from './kit/jupyter.ts'
import { reached } from './kit/reached.ts'
import { startStoa } from './kit/stoa.ts'

// A worksheet that nobody opened before, until its first output is there; a kernel of Jupyter that is started, until its first result.
const runs = 7

await bench(async ending => {
  const jupyter = await startJupyter({ ending })
  const kernels = [
    ...(program('python3') === undefined ? [] : [{ about: 'plain Python', env: { STOA_PYTHON: program('python3')! } }]),
    ...(program('sage') === undefined ? [] : [{ about: 'SageMath', env: { STOA_PYTHON: '' } }]),
  ]
  for (const { about, env } of kernels) {
    const stoa = await startStoa({ ending, env })
    const client = await stoa.client()
    const measures = { ours: [] as number[], theirs: [] as number[] }
    // The first session imports the mathematics, and is not counted: that one waits is a figure of its own.
    for (let run = 0; run <= runs; run++) {
      const mine = await timed(() => newWorksheet(client, stoa.project))
      const others = jupyter && (await timed(() => newKernel({ ending, jupyter })))
      if (run === 0) continue
      measures.ours.push(mine)
      if (others !== null) measures.theirs.push(others)
    }
    report({
      bench: 'kernel.session',
      about,
      ours: median(measures.ours),
      peer: 'Jupyter kernel start, ipykernel',
      theirs: jupyter && median(measures.theirs),
      unit: 'ms',
      better: 'less',
    })
  }
})

async function timed(work: () => Promise<void>): Promise<number> {
  const began = performance.now()
  await work()
  return performance.now() - began
}

async function newWorksheet(client: Client, project: string): Promise<void> {
  const path = `${randomUUID()}.sagews`
  const id = randomUUID()
  const document = openProgramDocument({ connect: client.connect, project, path, create: true })
  await document.ready
  document.edit({ from: 0, to: 0, insert: `${headerLine(id)}\n1+1\n` })
  await document.acknowledged()
  const sheet = client.connect<typeof sagews>('sagews@1', { project, params: { path } })
  await sheet.opened
  await sheet.call('run', { cells: [id] })
  await reached(document.onChange, () => document.text().toString().includes('"stdout":"2'))
  sheet.close()
  document.close()
}

async function newKernel({ ending, jupyter }: { ending: Ending; jupyter: Jupyter }): Promise<void> {
  const runner = await jupyterRunner({ ending, jupyter })
  await runner.run('1+1')
}
