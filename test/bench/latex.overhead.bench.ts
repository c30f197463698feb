import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { openProgramDocument } from '@stoa/sdk/client'
import type { LatexState, latex } from '@stoa/plugin-latex/contract'
import { bench } from './kit/bench.ts'
import { median, report } from './kit/figures.ts'
import { paper } from './kit/paper.ts'
import { startStoa } from './kit/stoa.ts'

// A word of a paper is changed and the paper is built: by a person in a browser's place, until they are told that the new PDF is there; and by
// latexmk at a prompt with the same options. Two seconds pass before each, as when somebody reads and types: Stoa starts the next latexmk ahead.
const runs = 7
const between = 2000

await bench(async ending => {
  const stoa = await startStoa({ ending })
  const client = await stoa.client()
  const folder = await mkdtemp(join(tmpdir(), 'stoa-latexmk-'))
  ending.add(() => rm(folder, { recursive: true, force: true }))
  await mkdir(join(folder, 'out'))
  for (const pages of [2, 40]) {
    const path = `paper-${pages}.tex`
    const document = openProgramDocument({ connect: client.connect, project: stoa.project, path, create: true })
    await document.ready
    const remote = client.connect<typeof latex>('latex@1', { project: stoa.project, params: { path } })
    await remote.opened
    let told: (state: LatexState) => void = () => undefined
    remote.on('state', state => told(state))
    const ours = async (word: string) => {
      document.edit({ from: 0, to: document.text().length, insert: paper({ pages, word }) })
      const began = performance.now()
      const done = new Promise<LatexState>(resolve => {
        told = state => /done|failed/.test(state.build.state) && resolve(state)
      })
      await remote.call('build', { after: document.committed() })
      const { build } = await done
      if (build.state !== 'done') throw new Error('The paper did not build.')
      return performance.now() - began
    }
    const theirs = async (word: string) => {
      await writeFile(join(folder, path), paper({ pages, word }))
      const began = performance.now()
      const options = ['-norc', '-f', '-pdf', '-synctex=1', '-file-line-error', '-interaction=nonstopmode', '-recorder', '-outdir=out']
      const [code] = (await once(spawn('latexmk', [...options, path], { cwd: folder, stdio: 'ignore' }), 'exit')) as [number]
      if (code !== 0) throw new Error(`latexmk ended with ${code}.`)
      return performance.now() - began
    }
    const measures = { ours: [] as number[], theirs: [] as number[] }
    // The first build makes everything from nothing and is not counted.
    for (let run = 0; run <= runs; run++) {
      await pause(between)
      const mine = await ours(`Run ${run}`)
      await pause(between)
      const others = await theirs(`Run ${run}`)
      if (run === 0) continue
      measures.ours.push(mine)
      measures.theirs.push(others)
    }
    report({
      bench: 'latex.overhead',
      about: `${pages} pages`,
      ours: median(measures.ours),
      peer: 'latexmk',
      theirs: median(measures.theirs),
      unit: 'ms',
      better: 'less',
    })
  }
})
