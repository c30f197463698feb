import { existsSync } from 'node:fs'
import { readdir } from 'node:fs/promises'
import { join } from 'node:path'
import t from 'tap'
import type { projects } from '@stoa/core/hub/contracts'
import type { files } from '@stoa/plugin-files/contract'
import type { LatexState, latex } from '@stoa/plugin-latex/contract'
import { newcomer } from '../kit/newcomer.ts'
import { needs } from '../kit/program.ts'
import { startServer } from '../kit/server.ts'

const document = String.raw`\documentclass{article}
\usepackage{sagetex}
\begin{document}
$\sage{factor(2025)}$, \input{chapter}\cite{knuth}
\immediate\write18{touch pwned}
\openin1=/proc/1/environ
\bibliographystyle{plain}\bibliography{lib}
\end{document}
`

t.test(
  '[L-5] [L-6] in the sandbox of a real server a document is built with Sage and a bibliography, runs no program of its own, and the PDF outlives its project server',
  { ...needs('latexmk', 'sage', 'bwrap'), timeout: 240_000 },
  async t => {
    const server = await startServer(t)
    const ada = await newcomer(t, server.url, 'Ada')
    const { project } = await ada.connect<typeof projects>('projects@1').call('create', { title: 'Paper' })
    const root = join(server.data, 'projects', project)
    const remote = ada.connect<typeof latex>('latex@1', { project, params: { path: 'paper.tex' } })
    const states: LatexState[] = [await remote.opened]
    const made = ada.connect<typeof files>('files@1', { project })
    for (const [path, content] of [
      ['paper.tex', document],
      ['chapter.tex', 'a chapter, '],
      ['lib.bib', '@book{knuth, author={Donald Knuth}, title={Art}, year=1968, publisher={AW}}\n'],
    ] as const)
      await made.call('create', { path, content })
    await made.call('makeDirectory', { path: 'data' })
    const built = new Promise<LatexState>(resolve =>
      remote.on('state', state => {
        states.push(state)
        if (/done|failed/.test(state.build.state)) resolve(state)
      }),
    )
    await remote.call('build', {})
    const state = await built
    t.match(state, { build: { state: 'done' }, pdf: { current: true } }, JSON.stringify(state))
    t.strictSame(
      state.problems.map(({ message }) => message),
      ['The program “touch pwned” was not run'],
    )
    t.ok(states.some(({ build }) => build.step === 'sage'))
    t.notOk(existsSync(join(root, 'pwned')))
    t.strictSame((await readdir(root)).sort(), ['.latex', '.stoa', 'chapter.tex', 'data', 'lib.bib', 'paper.tex'], 'the sources are clean')
    await server.killProject(project)
    const later = ada.connect<typeof latex>('latex@1', { project, params: { path: 'paper.tex' } })
    t.match(await later.opened, { build: { state: 'done' }, pdf: { id: state.pdf!.id, current: true } })
    const answer = await ada.fetch(`/projects/${project}/latex@1/pdf/paper.tex?id=${state.pdf!.id}`)
    t.equal((await answer.arrayBuffer()).byteLength, state.pdf!.size)
  },
)
