import { existsSync } from 'node:fs'
import { readFile, readdir } from 'node:fs/promises'
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

t.test(
  '[L-6] a hostile document starts nothing, writes outside of its output nowhere, and fills no disk',
  needs('latexmk', 'xelatex', 'biber'),
  async t => {
    const of = (body: string, preamble = '%') =>
      `\\documentclass{article}\n${preamble}\n\\begin{document}\nStart. ${body}\n\\end{document}\n`
    const { project, latex } = await desk(t, {
      'write/main.tex': of('\\newwrite\\w\\immediate\\openout\\w=../victim.tex\\immediate\\write\\w{gone}\\immediate\\closeout\\w'),
      'write2/main.tex': of(
        '\\newwrite\\w\\immediate\\openout\\w=/tmp/stoa-latex-pwned\\immediate\\write\\w{gone}\\immediate\\closeout\\w',
      ),
      'shell/main.tex': of('\\immediate\\write18{touch pwned}\\input{|"touch pwned"}'),
      'lua/main.tex': `% !TeX program = lualatex\n${of("\\directlua{os.execute('touch pwned') io.popen('touch pwned')}")}`,
      'rc/main.tex': of('x'),
      'rc/latexmkrc': "system('touch pwned');",
      'rc/.latexmkrc': "system('touch pwned');",
      'flood/main.tex': of(
        '\\newwrite\\w\\immediate\\openout\\w=big.aux2\n\\def\\a{0123456789}\\edef\\b{\\a\\a\\a\\a\\a\\a\\a\\a\\a\\a}\\edef\\b{\\b\\b\\b\\b\\b\\b\\b\\b\\b\\b}\\edef\\b{\\b\\b\\b\\b\\b\\b\\b\\b\\b\\b}\n\\loop\\iftrue\\immediate\\write\\w{\\b}\\repeat',
      ),
      'victim.tex': 'mine\n',
    })
    const names = ['write', 'write2', 'shell', 'lua', 'rc', 'flood']
    const all = await Promise.all(names.map(async name => [name, await (await latex(`${name}/main.tex`)).build()] as const))
    for (const [name, { build }] of all) {
      t.match(build.state, /^(done|failed)$/, `${name} ended: ${JSON.stringify(build)}`)
      for (const where of [`${name}/pwned`, 'pwned']) t.notOk(existsSync(join(project.root, where)), where)
    }
    t.equal(existsSync('/tmp/stoa-latex-pwned'), false)
    t.equal(await readFile(join(project.root, 'victim.tex'), 'utf8'), 'mine\n')
    const flood = all.find(([name]) => name === 'flood')![1]
    t.equal(flood.build.state, 'failed', JSON.stringify(flood))
    t.match(flood.build.reason, /a file grew above 512 MB/)
    const left = await readdir(join(project.root, '.latex'), { recursive: true })
    t.notOk(
      left.some(name => name.endsWith('big.aux2')),
      'what was flooded is not kept',
    )
  },
)

t.test('[L-1] files of strange names are built, or told why not', needs('latexmk', 'synctex'), async t => {
  const text = '\\documentclass{article}\\begin{document}x\\end{document}\n'
  const fine = [
    "it's.tex",
    'a b c.tex',
    '-x.tex',
    '论文.tex',
    'Ω (1) [2], 3; 4!.tex',
    '.hidden.tex',
    'a=b+c@d.tex',
    `${'n'.repeat(200)}.tex`,
    'UPPER.TEX',
    'a.b.c.tex',
  ]
  const refused = [
    'a%b.tex',
    'a$b.tex',
    'a~b.tex',
    'a#b.tex',
    'a"b.tex',
    'a\\b.tex',
    'a{b}.tex',
    'a&b.tex',
    'a^b.tex',
    'a`b.tex',
    'a  b.tex',
  ]
  const { latex } = await desk(t, Object.fromEntries([...fine, ...refused].map(name => [name, text])))
  for (const name of fine) {
    const built = await (await latex(name)).build()
    t.match(built, { build: { state: 'done' }, pdf: { current: true } }, `${name}: ${JSON.stringify(built)}`)
  }
  for (const name of refused)
    t.match(await (await latex(name)).build(), { build: { state: 'failed', reason: /in its path\. Rename it/ }, pdf: null }, name)
})
