import { randomUUID } from 'node:crypto'
import { openProgramDocument } from '@stoa/sdk/client'
import type { CellState, sagews } from '@stoa/plugin-sagews/contract'
import { headerLine } from '@stoa/plugin-sagews/document'
import { program } from '../kit/program.ts'
import { bench, type Ending } from './kit/bench.ts'
import { median, report } from './kit/figures.ts'
import { reached } from './kit/reached.ts'
import { jupyterRunner, startJupyter } from './kit/jupyter.ts'
import { startStoa } from './kit/stoa.ts'

// One client runs `1+1`; the figure is when another client has the output.
const runs = 7
const rounds = 20

/** Runs `1+1` once and answers after how many milliseconds the other client had the output. */
type Round = () => Promise<number>

await bench(async ending => {
  const jupyter = await startJupyter({ ending })
  const runner = jupyter && (await jupyterRunner({ ending, jupyter }))
  const theirs: Round | null = runner && (() => timed(() => runner.run('1+1')))
  const python = program('python3')
  const kernels = [
    ...(python === undefined ? [] : [{ about: 'plain Python', round: await stoaRound({ ending, env: { STOA_PYTHON: python } }) }]),
    ...(program('sage') === undefined ? [] : [{ about: 'SageMath', round: await stoaRound({ ending, env: { STOA_PYTHON: '' } }) }]),
  ]
  for (const { about, round } of kernels) {
    const measures = { ours: [] as number[], theirs: [] as number[] }
    // The first run of each warms up and is not counted.
    for (let run = 0; run <= runs; run++) {
      const [mine, others] = [await measure(round), theirs && (await measure(theirs))]
      if (run === 0) continue
      measures.ours.push(mine)
      if (others !== null) measures.theirs.push(others)
    }
    report({
      bench: 'kernel.roundtrip',
      about,
      ours: median(measures.ours),
      peer: 'Jupyter Server, ipykernel',
      theirs: theirs && median(measures.theirs),
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

async function measure(round: Round): Promise<number> {
  const measures: number[] = []
  for (let count = 0; count < rounds; count++) measures.push(await round())
  return median(measures)
}

/** A worksheet with one cell, and two people in it. */
async function stoaRound({ ending, env }: { ending: Ending; env: Readonly<Record<string, string>> }): Promise<Round> {
  const stoa = await startStoa({ ending, env })
  const [one, other] = [await stoa.client(), await stoa.client()]
  const where = { project: stoa.project, path: 'bench.sagews' }
  const id = randomUUID()
  const writer = openProgramDocument({ connect: one.connect, ...where, create: true })
  await writer.ready
  writer.edit({ from: 0, to: writer.text().length, insert: `${headerLine(id)}\n1+1\n` })
  await writer.acknowledged()
  const reader = openProgramDocument({ connect: other.connect, ...where })
  await reader.ready
  const sheet = one.connect<typeof sagews>('sagews@1', { project: stoa.project, params: { path: where.path } })
  await sheet.opened
  let seen = () => {}
  reader.onChange(({ changes }) =>
    changes.iterChanges((_fromA, _toA, _fromB, _toB, text) => text.toString().includes('"stdout":"2') && seen()),
  )
  const ended = () => reader.text().toString().includes('"done":true')
  let settled: (cell: CellState) => void = () => {}
  sheet.on('cells', ({ cells }) => cells.forEach(cell => settled(cell)))
  return async () => {
    const over = new Promise<void>((resolve, reject) => {
      settled = ({ state, reason }) =>
        state === 'done' ? resolve() : state === 'failed' ? reject(new Error(`The cell failed: ${reason ?? 'see its output'}`)) : undefined
    })
    const took = await timed(async () => {
      const output = new Promise<void>(resolve => (seen = resolve))
      await Promise.all([sheet.call('run', { cells: [id] }), Promise.race([output, over.then(() => output)])])
    })
    // So that the next one neither waits for the end of this one nor takes its output for its own.
    await over
    await reached(reader.onChange, ended)
    return took
  }
}
