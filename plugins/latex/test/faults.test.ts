import { existsSync } from 'node:fs'
import { join } from 'node:path'
import t from 'tap'
import type { Clock } from '@stoa/sdk/hub'
import { faults } from './faults.ts'
import { desk } from './kit.ts'
import { needs } from './needs.ts'

t.setTimeout(5 * 60_000)

t.test(
  '[L-2] what people do wrong is shown with its file, its line and a sentence, and nothing hangs',
  needs('latexmk', 'xelatex', 'biber'),
  async t => {
    const folderOf = (at: number) => `${at}`
    const mainOf = (at: number) => `${folderOf(at)}/${faults[at]!.main ?? 'main.tex'}`
    const files = Object.fromEntries(
      faults.flatMap(({ text, beside = {} }, at) => [
        [mainOf(at), text],
        ...Object.entries(beside).map(([name, content]) => [`${folderOf(at)}/${name}`, content] as const),
      ]),
    )
    const { project, latex } = await desk(t, files)
    t.ok(faults.length >= 30)
    const all = faults.map(async (fault, at) => {
      const built = await (await latex(mainOf(at))).build()
      const file = fault.file === undefined ? mainOf(at) : `${folderOf(at)}/${fault.file}`
      const shown = built.problems
        .map(({ kind, file, line, message, advice }) => `${kind} ${file}:${line}: ${message} | ${advice}`)
        .join('\n')
      const found = built.problems.find(problem => problem.kind === fault.kind && fault.says.test(problem.message))
      t.ok(found, `${fault.name}: ${shown || JSON.stringify(built.build)}`)
      if (!found) return
      if (fault.line !== undefined) t.match(found, { file, line: fault.line }, `${fault.name}: ${shown}`)
      if (fault.advises) t.match(found.advice, fault.advises, fault.name)
      if (fault.kind === 'error') t.equal(built.problems.indexOf(found), 0, `${fault.name} comes first: ${shown}`)
      t.equal(built.build.state, fault.kind === 'error' ? 'failed' : 'done', `${fault.name}: ${shown}`)
      t.equal(built.pdf?.current ?? false, fault.made, `${fault.name}: a PDF`)
    })
    await Promise.all(all)
    for (const [at] of faults.entries()) t.notOk(existsSync(join(project.root, folderOf(at), 'pwned')))
  },
)

t.test(
  '[L-6] a document without end is stopped by the clock, one that prints without end by its size, and each says so',
  needs('latexmk', 'xelatex', 'biber'),
  async t => {
    const due: { ms: number; work: () => void }[] = []
    const clock: Clock = {
      now: Date.now,
      elapsed: () => performance.now(),
      after(ms, work) {
        if (ms < 60_000) {
          const timer = setTimeout(work, ms)
          return () => clearTimeout(timer)
        }
        const one = { ms, work }
        due.push(one)
        return () => void due.splice(due.indexOf(one), due.includes(one) ? 1 : 0)
      },
      every(ms, work) {
        const timer = setInterval(work, ms).unref()
        return () => clearInterval(timer)
      },
    }
    const of = (body: string) => `\\documentclass{article}\n\\begin{document}\n${body}\n\\end{document}\n`
    const { latex } = await desk(
      t,
      {
        'loop.tex': of('\\loop\\iftrue\\repeat'),
        'print.tex': of('\\loop\\iftrue\\message{without end, without end, without end}\\repeat'),
      },
      { clock },
    )
    const print = await (await latex('print.tex')).build()
    t.match(print, { build: { state: 'failed', reason: /stopped after printing 20 MB/ }, pdf: null })
    const loop = await latex('loop.tex')
    await loop.remote.call('build', {})
    await loop.until(({ build }) => build.step !== undefined)
    const [limit] = due.filter(({ ms }) => ms === 4 * 60_000)
    limit!.work()
    t.match(await loop.until(({ build }) => build.state === 'failed'), { build: { reason: /stopped after 4 minutes/ }, pdf: null })
  },
)
