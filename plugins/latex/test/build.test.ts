import { readFile, readdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import t from 'tap'
import type { LatexState } from '../contract.ts'
import { desk } from './kit.ts'
import { needs } from './needs.ts'

t.setTimeout(5 * 60_000)
const article = (body: string, preamble = '') => `\\documentclass{article}\n${preamble}\\begin{document}\n${body}\n\\end{document}\n`

t.test(
  '[L-1] a document with a bibliography, a chapter and a contents is built, served in ranges, and leaves the sources clean',
  needs('latexmk', 'synctex', 'xelatex', 'lualatex'),
  async t => {
    const { ada, project, latex } = await desk(t, {
      'paper/Über uns.tex': article('\\tableofcontents\\section{One}\\input{chapters/one}\\bibliographystyle{plain}\\bibliography{lib}'),
      'paper/chapters/one.tex': 'As in \\cite{knuth}, see \\ref{eq:one}.\n\\begin{equation}\\label{eq:one}1\\end{equation}\n',
      'paper/lib.bib': '@book{knuth, author={Donald Knuth}, title={Art}, year=1968, publisher={AW}}\n',
    })
    const chapter = await latex('paper/chapters/one.tex')
    t.equal(chapter.state().main, 'paper/Über uns.tex', 'a chapter is built with its document')
    t.equal(chapter.state().build.state, 'never')
    const built = await chapter.build()
    t.match(built, { engine: 'pdflatex', build: { state: 'done', by: 'Ada' }, problems: [], pdf: { current: true } }, JSON.stringify(built))
    const url = `/projects/${project.id}/latex@1/pdf/${encodeURIComponent('paper')}/${encodeURIComponent('Über uns.tex')}?id=${built.pdf!.id}`
    const whole = Buffer.from(await (await ada.fetch(url)).arrayBuffer())
    t.equal(whole.length, built.pdf!.size)
    t.match(whole.subarray(0, 5).toString(), '%PDF-')
    const part = await ada.fetch(url, { headers: { range: 'bytes=0-4' } })
    t.equal(part.status, 206)
    t.equal(await part.text(), '%PDF-')
    t.same((await readdir(join(project.root, 'paper'))).sort(), ['chapters', 'lib.bib', 'Über uns.tex'].sort())
    const log = await ada.fetch(url.replace('/pdf/', '/log/'))
    t.match(await log.text(), /This is pdfTeX/)
    const later = await latex('paper/Über uns.tex')
    t.match(later.state(), { build: { state: 'done' }, pdf: { id: built.pdf!.id } })
    t.same(await later.remote.call('names', {}), {
      labels: ['eq:one'],
      citations: [{ key: 'knuth', title: 'Donald Knuth, 1968, Art' }],
      files: ['chapters/one.tex'],
      pictures: [],
      bibliographies: ['lib.bib'],
    })
    t.match(await later.remote.call('count', {}), { words: 4, headings: 1, formulas: 1 })
  },
)

t.test(
  '[L-4] a line leads to its place on the page, and a place on the page to its line, in the right file',
  needs('latexmk', 'synctex', 'xelatex', 'lualatex'),
  async t => {
    const { latex } = await desk(t, {
      'main.tex': article('First paragraph.\n\n\\input{part}\n\nLast paragraph.'),
      'part.tex': 'Of the part.\n\n\\newpage\nOn the second page.\n',
    })
    const main = await latex('main.tex')
    await main.build()
    const { spots: first } = await main.remote.call('find', { file: 'main.tex', line: 3 })
    const { spots: second } = await main.remote.call('find', { file: 'part.tex', line: 4 })
    t.match(first, [{ page: 1 }])
    t.match(second, [{ page: 2 }])
    for (const [spots, source] of [
      [first, { file: 'main.tex', line: 3 }],
      [second, { file: 'part.tex', line: 4 }],
    ] as const) {
      const { page, x, y, width, height } = spots[0]!
      t.ok(x > 50 && x < 300 && y > 50 && y < 300 && width > 10 && height > 3 && height < 40, JSON.stringify(spots[0]))
      t.same(await main.remote.call('source', { page, x: x + 20, y: y + height / 2 }), { source })
    }
    t.same(await main.remote.call('find', { file: 'nowhere.tex', line: 3 }), { spots: [] })
  },
)

t.test(
  '[L-1] fifty presses of two people are one build at a time, and everybody sees the last result',
  needs('latexmk', 'synctex', 'xelatex', 'lualatex'),
  async t => {
    const { hub, project, latex } = await desk(t, { 'a.tex': article('one') })
    const emmy = await hub.person('Emmy')
    await project.admits(emmy, 'editor')
    const [ada, other] = [await latex('a.tex'), await latex('a.tex', emmy)]
    const numbers = await Promise.all([...Array(25)].flatMap(() => [ada.remote.call('build', {}), other.remote.call('build', {})]))
    const most = Math.max(...numbers.map(({ number }) => number))
    const rests = ({ build }: LatexState) => build.number >= most && build.state === 'done' && !build.again
    await Promise.all([ada.until(rests), other.until(rests)])
    t.same(other.state(), ada.state())
    await writeFile(join(project.root, 'a.tex'), article('two'))
    const last = await ada.build()
    await other.until(({ build }) => build.number === last.build.number && build.state === 'done')
    t.same(other.state(), last)
    t.ok(most >= 2 && most <= 4, `${most} builds were enough`)
  },
)

t.test(
  '[L-6] who may only look sees the PDF, and neither builds nor stops',
  needs('latexmk', 'synctex', 'xelatex', 'lualatex'),
  async t => {
    const { hub, project, latex } = await desk(t, { 'a.tex': article('one') })
    const [vera, ron] = [await hub.person('Vera'), await hub.person('Ron')]
    await project.admits(vera, 'viewer')
    await project.admits(ron, 'runner')
    const ada = await latex('a.tex')
    for (const person of [vera, ron]) {
      const one = await latex('a.tex', person)
      await t.rejects(one.remote.call('build', {}), { code: 'role_too_low' })
      await t.rejects(one.remote.call('stop', {}), { code: 'role_too_low' })
    }
    const viewer = await latex('a.tex', vera)
    const built = await ada.build()
    await viewer.until(({ pdf }) => pdf?.id === built.pdf!.id)
    t.equal((await vera.fetch(`/projects/${project.id}/latex@1/pdf/a.tex?id=${built.pdf!.id}`)).status, 200)
    const eve = await hub.person('Eve')
    await t.rejects(eve.fetch(`/projects/${project.id}/latex@1/pdf/a.tex?id=${built.pdf!.id}`))
    await t.rejects(vera.fetch(`/projects/${project.id}/latex@1/pdf/..%2Fa.tex?id=${built.pdf!.id}`))
  },
)

t.test(
  '[L-6] a document that loops is stopped by whoever asks, with everything that it started',
  needs('latexmk', 'synctex', 'xelatex', 'lualatex'),
  async t => {
    const { latex } = await desk(t, { 'a.tex': article('\\def\\x{\\x}\\x') })
    const ada = await latex('a.tex')
    await ada.remote.call('build', {})
    await ada.until(({ build }) => build.state === 'running' && build.step !== undefined)
    await ada.remote.call('stop', {})
    const stopped = await ada.until(({ build }) => build.state === 'stopped')
    t.match(stopped, { build: { by: 'Ada' }, pdf: null })
  },
)

t.test(
  '[L-1] xelatex and lualatex by magic comment or by what is used; a failed build never passes an old PDF for a new one',
  needs('latexmk', 'synctex', 'xelatex', 'lualatex'),
  async t => {
    const { project, latex } = await desk(t, {
      'x.tex': article('Größe', '\\usepackage{fontspec}\n'),
      'l.tex': `% !TeX program = lualatex\n${article('\\directlua{tex.print(6*7)}')}`,
    })
    const [x, l] = [await latex('x.tex'), await latex('l.tex')]
    t.match(await x.build(), { engine: 'xelatex', build: { state: 'done' } })
    const good = await l.build()
    t.match(good, { engine: 'lualatex', build: { state: 'done' }, pdf: { current: true } })
    await writeFile(join(project.root, 'l.tex'), '\\documentclass{nonsense}\n')
    const bad = await l.build()
    t.match(bad, { build: { state: 'failed' }, pdf: { id: good.pdf!.id, current: false } })
    t.notMatch(await readFile(join(project.root, 'l.tex'), 'utf8'), /lualatex/)
  },
)
