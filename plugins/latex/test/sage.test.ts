import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { getDocument } from 'pdfjs-dist/legacy/build/pdf.mjs'
import t from 'tap'
import type { Person } from '@stoa/sdk/test'
import { needs } from './needs.ts'
import { desk } from './kit.ts'

t.setTimeout(5 * 60_000)

/** A document with Sage code, and more after it. */
const of = (code: string, rest = '') =>
  `\\documentclass{article}\n\\usepackage{sagetex}\n\\begin{document}\n$\\sage{${code}}$\n${rest}\n\\end{document}\n`

/** The words of the PDF that was made. */
async function wordsOf({ project, ada, id }: { project: { id: string }; ada: Person; id: string }): Promise<string> {
  const data = new Uint8Array(await (await ada.fetch(`/projects/${project.id}/latex@1/pdf/a.tex?id=${id}`)).arrayBuffer())
  const pdf = await getDocument({ data, useWasm: false }).promise
  const pages: string[] = []
  for (let number = 1; number <= pdf.numPages; number++) {
    const { items } = await (await pdf.getPage(number)).getTextContent()
    pages.push(items.map(item => ('str' in item ? item.str : '')).join(' '))
  }
  return pages.join('\n')
}

t.test(
  '[L-5] Sage runs by itself when the document needs it, only when its code changed, and its values stand in the PDF',
  needs('latexmk', 'sage'),
  async t => {
    const { ada, project, latex } = await desk(t, { 'a.tex': of('41 * 43 + 1', '\\sageplot[width=4cm]{plot(sin(x), (x, 0, 3))}') })
    const one = await latex('a.tex')
    const steps = () => [...new Set(one.history.map(({ build }) => build.step).filter(step => step !== undefined))]
    const built = await one.build()
    t.match(built, { build: { state: 'done' }, problems: [] }, JSON.stringify(built))
    t.ok(steps().includes('sage'))
    t.match(await wordsOf({ project, ada, id: built.pdf!.id }), /1764/)

    one.history.length = 0
    await writeFile(join(project.root, 'a.tex'), of('41 * 43 + 1', 'More text.\n\n\\sageplot[width=4cm]{plot(sin(x), (x, 0, 3))}'))
    const again = await one.build()
    t.notOk(steps().includes('sage'), 'other lines are not other code')
    t.match(await wordsOf({ project, ada, id: again.pdf!.id }), /1764[^]*More text/)

    one.history.length = 0
    await writeFile(join(project.root, 'a.tex'), `% !TeX sagetex = off\n${of('2 + 3')}`)
    await one.build()
    t.notOk(steps().includes('sage'), 'it can be switched off')

    await writeFile(join(project.root, 'a.tex'), of('1 / 0'))
    const bad = await one.build()
    t.match(bad, { build: { state: 'failed' }, problems: [{ kind: 'error', message: /^Sage: ZeroDivisionError/, file: 'a.tex', line: 4 }] })
    t.match(
      await one.build(),
      { build: { state: 'failed' }, problems: [{ message: /^Sage: ZeroDivisionError/ }] },
      'a failure is not forgotten',
    )
  },
)

t.test(
  '[L-5] Python code, an index and glossaries are made by themselves',
  needs('latexmk', 'pythontex', 'makeindex', 'makeglossaries'),
  async t => {
    const text = (code: string) => String.raw`\documentclass{article}
\usepackage{pythontex}
\usepackage{makeidx}\makeindex
\usepackage{glossaries}\makeglossaries
\newglossaryentry{zeta}{name=zeta,description={a function of Riemann}}
\begin{document}
\py{${code}}, \gls{zeta}\index{zeros}
\newpage\printindex
\newpage\printglossaries
\end{document}
`
    const { ada, project, latex } = await desk(t, { 'a.tex': text('6 * 7') })
    const one = await latex('a.tex')
    const built = await one.build()
    t.match(built, { build: { state: 'done' }, problems: [] }, JSON.stringify(built))
    const words = await wordsOf({ project, ada, id: built.pdf!.id })
    for (const word of [/42/, /zeros/, /a function of Riemann/]) t.match(words, word)
    await writeFile(join(project.root, 'a.tex'), text('1 / 0'))
    t.match(await one.build(), {
      build: { state: 'failed' },
      problems: [{ message: /^Python: ZeroDivisionError/, file: 'a.tex', line: 7 }],
    })
    const later = await latex('a.tex')
    t.match(later.state(), { problems: [{ message: /^Python: ZeroDivisionError/ }] })
  },
)
