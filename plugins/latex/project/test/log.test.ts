import fc from 'fast-check'
import t from 'tap'
import { readBibliographyLog } from '../log/bibliography.ts'
import { readLog } from '../log/log.ts'
import { findMain, includes, inFolder } from '../root.ts'
import { engineOf, readMagic } from '../magic.ts'

const given = { main: 'paper/main.tex', root: '/project', output: '.latex/main', inputs: ['./main.tex', './part (old).tex', '/usr/x.sty'] }

t.test('[L-2] warnings are told with the file that is open, through brackets, names with brackets and files that were closed', async t => {
  const log = [
    '(./main.tex (/usr/x.sty) text (a bracket) (./part (old).tex',
    "LaTeX Warning: Reference `a' on page 1 undefined on input line 3.",
    ') [1]',
    'Package foo Warning: Something is',
    '(foo)                odd on input line 7.',
    '',
    'Overfull \\hbox (6.24pt too wide) in paragraph at lines 12--14',
    '[]\\OT1/cmr10/m/n/10 (./not-a-file.tex',
    '',
    'Output written on main.pdf (1 page).)',
  ].join('\n')
  const { problems, made } = readLog({ log, ...given })
  t.match(problems, [
    { kind: 'warning', message: 'Reference “a” is undefined', file: 'paper/part (old).tex', line: 3 },
    { kind: 'warning', message: 'foo: Something is odd', file: 'paper/main.tex', line: 7 },
    { kind: 'box', message: 'Line is 6.2 pt too wide', file: 'paper/main.tex', line: 12 },
  ])
  t.equal(problems.length, 3)
  t.equal(made, true)
})

t.test('[L-2] whatever a log holds, reading it ends, throws nothing and names no file outside of the project', async t => {
  const piece = fc.constantFrom(
    '(',
    ')',
    './main.tex',
    '/etc/passwd',
    '../../x.tex',
    ':3: ',
    '\n',
    '! ',
    'l.3 ',
    'LaTeX Warning: ',
    'Emergency stop.',
    ' ',
    'x',
    '(x) ',
  )
  t.doesNotThrow(() =>
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 200 }), pieces => {
        const { problems } = readLog({ log: pieces.join(''), ...given })
        return problems.every(({ file }) => file === undefined || (!file.startsWith('/') && !file.startsWith('..')))
      }),
    ),
  )
})

t.test('[L-2] what BibTeX and Biber complain of', async t => {
  const place = (name: string) => `paper/${name}`
  t.match(
    readBibliographyLog(
      `I was expecting a \`,' or a \`}'---line 12 of file lib.bib\nWarning--empty year in knuth\n--line 4 of file lib.bib`,
      place,
    ),
    [
      { kind: 'error', file: 'paper/lib.bib', line: 12 },
      { kind: 'warning', message: 'Bibliography: empty year in knuth', file: 'paper/lib.bib', line: 4 },
    ],
  )
  t.match(readBibliographyLog("[9] Utils.pm:411> WARN - I didn't find a database entry for 'lost' (section 0)", place), [
    { kind: 'warning', message: 'No entry “lost” in the bibliography' },
  ])
})

t.test('[L-1] which document a file belongs to, and which program sets it', async t => {
  const files: Record<string, string> = {
    'main.tex': '\\documentclass{article}\\input{chapters/one}% \\input{chapters/no}',
    'chapters/one.tex': '\\input{chapters/deep/two.tex}',
    'chapters/deep/two.tex': 'text',
    'chapters/no.tex': 'text',
    'chapters/magic.tex': '% !TEX root = ../main.tex',
    'chapters/out.tex': '% !TEX root = ../../elsewhere.tex',
    'chapters/sub.tex': '\\documentclass[../main]{subfiles}',
  }
  const sources = {
    read: async (path: string) => files[path] ?? null,
    tree: async () => [],
    list: async (folder: string) =>
      Object.keys(files).flatMap(path => (path.split('/').slice(0, -1).join('/') === folder ? [path.split('/').at(-1)!] : [])),
  }
  for (const [path, main] of [
    ['main.tex', 'main.tex'],
    ['chapters/one.tex', 'main.tex'],
    ['chapters/deep/two.tex', 'main.tex'],
    ['chapters/magic.tex', 'main.tex'],
    ['chapters/sub.tex', 'main.tex'],
    ['chapters/no.tex', 'chapters/no.tex'],
    ['chapters/out.tex', 'chapters/out.tex'],
  ] as const)
    t.equal(await findMain(path, sources), main, path)
  t.equal(inFolder('a', '../../etc/passwd'), null)
  t.equal(inFolder('a', '/etc/passwd'), null)
  t.strictSame(includes('\\include{a}\\import{b/}{c} \\input d\n%\\input{e}'), ['a', 'b/c', 'd'])
  t.equal(engineOf('\\usepackage[a]{amsmath, fontspec}'), 'xelatex')
  t.equal(engineOf('% \\usepackage{fontspec}'), 'pdflatex')
  t.equal(engineOf('%!TEX TS-program = lualatex\n\\usepackage{fontspec}'), 'lualatex')
  t.strictSame(readMagic('% !TeX sagetex = off\n% !TeX program = sh'), { sagetex: false })
})
