import { spawnSync } from 'node:child_process'
import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import t from 'tap'
import { templates } from '../ui/templates.ts'
import { desk } from './kit.ts'
import { needs } from './needs.ts'

t.setTimeout(5 * 60_000)

/** Whether R has knitr; without it these tests are skipped by name. */
const knitr = () => {
  const { skip } = needs('latexmk', 'synctex', 'Rscript')
  const there = skip === false && spawnSync('Rscript', ['--vanilla', '-e', 'library(knitr)'], { stdio: 'ignore' }).status === 0
  return { skip: skip || (!there && 'knitr not installed') }
}

/** R in a block from line 5 on, and what follows it from line 9. */
const of = (code: string, after = 'After.') => String.raw`\documentclass{article}
\begin{document}
Before.

<<one>>=
x <- 1:3
${code}
@

${after}

The last of \Sexpr{sum(x)}.
\end{document}
`

t.test('[L-5] R runs by itself, once for each text; places lead to the lines that were written', knitr(), async t => {
  const { project, latex } = await desk(t, { 'sub/a b.Rnw': of('plot(x)'), 'sub/data.csv': 'a\n6\n' })
  const one = await latex('sub/a b.Rnw')
  const steps = () => [...new Set(one.history.map(({ build }) => build.step).filter(step => step !== undefined))]
  const built = await one.build()
  t.match(built, { main: 'sub/a b.Rnw', build: { state: 'done' }, problems: [], pdf: { current: true } }, JSON.stringify(built))
  t.equal(steps()[0], 'knitr')
  for (const line of [3, 10, 12]) {
    const { spots } = await one.remote.call('find', { file: 'sub/a b.Rnw', line })
    const { page, x, y, width, height } = spots[0]!
    const { source } = await one.remote.call('source', { page, x: x + Math.min(20, width / 2), y: y + height / 2 })
    t.same(source, { file: 'sub/a b.Rnw', line })
  }
  one.history.length = 0
  await one.build()
  t.notOk(steps().includes('knitr'), 'what is the same is not run again')

  await writeFile(join(project.root, 'sub/a b.Rnw'), of('y <- read.csv("data.csv")', '\\nowhere'))
  t.match(await one.build(), { build: { state: 'failed' }, problems: [{ message: /“\\nowhere”/, file: 'sub/a b.Rnw', line: 10 }] })
})

t.test('[L-5] an error of R is shown at its line, stays, and makes no old PDF a new one', knitr(), async t => {
  const { ada, project, latex } = await desk(t, { 'a.Rnw': of('mean(x)') })
  const one = await latex('a.Rnw')
  const good = await one.build()
  t.match(good, { build: { state: 'done' } }, JSON.stringify(good))
  for (const [code, says, line] of [
    ['mean(lost)', /^R: object 'lost' not found/, 7],
    ['x <- (', /^R: unexpected/, undefined],
    ['stop("on purpose")', /^R: on purpose/, undefined],
  ] as const) {
    await writeFile(join(project.root, 'a.Rnw'), of(code))
    const bad = await one.build()
    t.match(bad, { build: { state: 'failed' }, problems: [{ kind: 'error', message: says, file: 'a.Rnw' }] }, JSON.stringify(bad))
    t.match(bad.pdf, { id: good.pdf!.id, current: false })
    const shown = bad.problems[0]!.line!
    t.match(await (await ada.fetch(`/projects/${project.id}/latex@1/log/a.Rnw`)).text(), /Quitting from|Error/)
    if (line !== undefined) t.equal(shown, line)
    else t.ok(shown >= 6 && shown <= 8, `${code}: ${shown}`)
  }
  const again = await one.build()
  t.match(again, { build: { state: 'failed' }, problems: [{ message: /on purpose/ }], pdf: { current: false } })
})

t.test('[L-7] every template builds as it is, without a problem', knitr(), async t => {
  const nameOf = (at: number) => `${at}${templates[at]!.extension}`
  const { latex } = await desk(t, Object.fromEntries(templates.map(({ content }, at) => [nameOf(at), content!])))
  for (const [at, { title }] of templates.entries()) {
    const built = await (await latex(nameOf(at))).build()
    t.match(built, { build: { state: 'done' }, problems: [], pdf: { current: true } }, `${title}: ${JSON.stringify(built)}`)
  }
})
