import t from 'tap'
import { languages } from '@codemirror/language-data'
import { languageOf, loadLanguage } from '../language.ts'

t.test("[F-11] a file gets its language from its name, mathematicians' files too", async t => {
  for (const [path, name] of [
    ['a.py', 'Python'],
    ['x/a.sage', 'Python'],
    ['a.pyx', 'Python'],
    ['a.js', 'JavaScript'],
    ['a.ts', 'TypeScript'],
    ['a.json', 'JSON'],
    ['a.ipynb', 'JSON'],
    ['a.html', 'HTML'],
    ['a.css', 'CSS'],
    ['README.md', 'Markdown'],
    ['a.yaml', 'YAML'],
    ['a.cpp', 'C++'],
    ['a.tex', 'LaTeX'],
    ['a.sty', 'LaTeX'],
    ['a.jl', 'Julia'],
    ['a.r', 'R'],
    ['a.hs', 'Haskell'],
    ['a.f90', 'Fortran'],
    ['Makefile', 'Shell'],
    ['.bashrc', 'Shell'],
    ['a.toml', 'TOML'],
    ['a.sql', 'SQL'],
  ] as const)
    t.equal(languageOf(path)?.name, name, path)
  t.equal(languageOf('notes'), null)
})

t.test('[F-11] every language that is offered can be fetched and read', async t => {
  t.ok(languages.length >= 100, `${languages.length} languages`)
  for (const language of languages) t.ok((await language.load()).language.parser.parse('x = 1\n'), language.name)
  for (const path of ['a.py', 'a.tex', 'a.md', 'a.jl', 'a.yaml']) t.ok((await loadLanguage(path))?.language.parser.parse('x = 1\n'), path)
  t.equal(await loadLanguage('notes'), null)
})
