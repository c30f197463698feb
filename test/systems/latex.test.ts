import { existsSync } from 'node:fs'
import { readdir } from 'node:fs/promises'
import { join } from 'node:path'
import t from 'tap'
import type { projects } from '@stoa/core/hub/contracts'
import type { files } from '@stoa/plugin-files/contract'
import type { LatexState, latex } from '@stoa/plugin-latex/contract'
import type { Client } from '@stoa/sdk/client'
import { newcomer } from '../kit/newcomer.ts'
import { needs } from '../kit/program.ts'
import { startServer } from '../kit/server.ts'

const document = String.raw`\documentclass{article}
\usepackage{sagetex}
\begin{document}
$\sage{factor(2025)}$, \input{chapter}\cite{knuth}
\immediate\write18{touch pwned}
\openin1=/proc/1/environ
\newread\spy
\def\look#1{\openin\spy=#1 \ifeof\spy\else\read\spy to\seen\message{LEAK #1 \meaning\seen}\fi\closein\spy}
\look{chapter.tex}\look{/etc/shadow}\look{/etc/ssl/private/key}\look{../../stoa.db}\look{../../../stoa.db}\look{../../data/stoa.db}\look{../OTHER/secret.tex}\look{.stoa/token}
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
    const other = await ada.connect<typeof projects>('projects@1').call('create', { title: 'Of others' })
    await ada.connect<typeof files>('files@1', { project: other.project }).call('create', { path: 'secret.tex', content: 'secret' })
    const remote = ada.connect<typeof latex>('latex@1', { project, params: { path: 'paper.tex' } })
    const states: LatexState[] = [await remote.opened]
    const made = ada.connect<typeof files>('files@1', { project })
    for (const [path, content] of [
      ['paper.tex', document.replace('OTHER', other.project)],
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
    const log = await (await ada.fetch(`/projects/${project}/latex@1/log/paper.tex`)).text()
    t.strictSame(
      [...log.matchAll(/LEAK (\S+)/g)].map(([, path]) => path),
      ['chapter.tex'],
      'nothing of others is read',
    )
    t.strictSame((await readdir(root)).sort(), ['.latex', '.stoa', 'chapter.tex', 'data', 'lib.bib', 'paper.tex'], 'the sources are clean')
    await server.killProject(project)
    const later = ada.connect<typeof latex>('latex@1', { project, params: { path: 'paper.tex' } })
    t.match(await later.opened, { build: { state: 'done' }, pdf: { id: state.pdf!.id, current: true } })
    const answer = await ada.fetch(`/projects/${project}/latex@1/pdf/paper.tex?id=${state.pdf!.id}`)
    t.equal((await answer.arrayBuffer()).byteLength, state.pdf!.size)
  },
)

const forks = String.raw`\documentclass{article}
\usepackage{pythontex}
\begin{document}
\begin{pycode}
import os, time
open('begun', 'w').close()
while True:
    try:
        os.fork()
    except OSError:
        time.sleep(0.1)
\end{pycode}
\end{document}
`

t.test(
  '[L-6] code of a document that forks without end keeps within its project, and is stopped by whoever asks',
  { ...needs('latexmk', 'pythontex', 'bwrap'), timeout: 240_000 },
  async t => {
    const server = await startServer(t, { environment: { STOA_PROCESSES: '128' } })
    const ada = await newcomer(t, server.url, 'Ada')
    const bad = await paperOf(ada, { path: 'fork.tex', content: forks })
    const [beside, elsewhere] = [
      await paperOf(ada, { path: 'a.tex', content: plain, project: bad.project }),
      await paperOf(ada, { path: 'a.tex', content: plain }),
    ]
    await bad.remote.call('build', {})
    await bad.until(({ build }) => build.step === 'pythontex')
    await elsewhere.remote.call('build', {})
    t.match(await elsewhere.until(ended), { build: { state: 'done' } }, 'others build meanwhile')
    await bad.remote.call('stop', {})
    t.match(await bad.until(ended), { build: { state: /stopped|failed/ } })
    await beside.remote.call('build', {})
    t.match(await beside.until(ended), { build: { state: 'done' } }, 'and nothing of it is left in its project')
  },
)

const plain = '\\documentclass{article}\\begin{document}x\\end{document}\n'

const ended = ({ build }: LatexState): boolean => /done|failed|stopped/.test(build.state)

/** A document, in a project of its own unless one is given, and what is told of it. */
async function paperOf(person: Client, { path, content, project: known }: { path: string; content: string; project?: string }) {
  const project = known ?? (await person.connect<typeof projects>('projects@1').call('create', { title: path })).project
  await person.connect<typeof files>('files@1', { project }).call('create', { path, content })
  const remote = person.connect<typeof latex>('latex@1', { project, params: { path } })
  let state: LatexState = await remote.opened
  let look = () => {}
  remote.on('state', next => {
    state = next
    look()
  })
  const until = (holds: (state: LatexState) => boolean) =>
    new Promise<LatexState>(resolve => (look = () => holds(state) && resolve(state))())
  return { project, remote, until }
}
