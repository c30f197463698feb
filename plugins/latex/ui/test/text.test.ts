import { EditorState, Text } from '@codemirror/state'
import { foldable } from '@codemirror/language'
import t from 'tap'
import { endAt, endToWrite, otherEnd } from '../environments.ts'
import { latexFolding } from '../fold.ts'
import { getMagic, setMagic } from '../magic.ts'
import { outlineOf } from '../outline.ts'
import { passagesIn } from '../pdf/find.ts'
import { heightOf, nextZoom, placeAt, placePages, scaleOf } from '../pdf/layout.ts'

const paper = String.raw`\documentclass{article}
\begin{document}
\section{Zeros of $\zeta$}\label{sec:zeros}
Prose. % a \section{comment}
\begin{equation}
  \begin{cases} 1 \\ 2 \end{cases}
\end{equation}
\subsection*{Below \emph{it}}
More.

\section{Next}
End.
\end{document}
`

t.test('[L-7] the outline has headings by depth, without commands and comments, and frames of slides', async t => {
  t.strictSame(outlineOf(paper), [
    { title: 'Zeros of zeta', line: 3, depth: 0 },
    { title: 'Below it', line: 8, depth: 1 },
    { title: 'Next', line: 11, depth: 0 },
  ])
  t.strictSame(outlineOf('\\section{A}\n\\begin{frame}{One}\n\\end{frame}\n\\frametitle{Two}'), [
    { title: 'A', line: 1, depth: 0 },
    { title: 'One', line: 2, depth: 1 },
    { title: 'Two', line: 4, depth: 1 },
  ])
})

t.test('[L-7] environments fold to their end, headings to the next of their kind', async t => {
  const state = EditorState.create({ doc: paper, extensions: latexFolding })
  const folds = (line: number) => {
    const { from, to } = state.doc.line(line)
    const range = foldable(state, from, to)
    return range && [state.doc.lineAt(range.from).number, state.doc.lineAt(range.to).number]
  }
  t.strictSame(folds(3), [3, 9])
  t.strictSame(folds(5), [5, 6])
  t.strictSame(folds(8), [8, 9])
  t.equal(folds(4), null)
  t.equal(folds(2), null, 'the document itself stays')
})

t.test('[L-1] a magic comment is written at the top, or in the place of the one that is there', async t => {
  const doc = Text.of(['% !TeX root = main.tex', '%!TEX TS-program = xelatex', 'x'])
  t.match(setMagic(doc, 'program', 'lualatex'), { from: 23, to: 49, insert: '% !TeX program = lualatex' })
  t.match(setMagic(doc, 'sagetex', 'off'), { from: 0, to: 0, insert: '% !TeX sagetex = off\n' })
  t.equal(getMagic(doc, 'program'), 'xelatex')
  t.equal(getMagic(doc, 'sagetex'), null)
})

t.test('[L-3] pages as wide as there is room, one or two in a row; a place is found again at any size', async t => {
  const sizes = Array.from({ length: 5 }, () => ({ width: 600, height: 800 }))
  const one = scaleOf({ layout: { zoom: 'width', two: false }, sizes, room: 632 })
  t.equal(one, 1)
  t.equal(scaleOf({ layout: { zoom: 'width', two: true }, sizes, room: 648 }), 0.5)
  const small = placePages({ sizes, scale: 0.5, two: false })
  const large = placePages({ sizes, scale: 2, two: true })
  t.strictSame(
    large.map(({ top }) => top),
    [16, 16, 1632, 1632, 3248],
  )
  for (const page of [0, 2, 4]) {
    const place = placeAt(small, small[page]!.top + 100)
    t.equal(place.page, page)
    t.equal(heightOf(large, place), large[page]!.top + 400)
  }
  t.equal(heightOf(small.slice(0, 2), { page: 4, share: 0 }), small[1]!.top, 'a page that is gone')
  t.equal(nextZoom(4 / 3, 1), 1.1)
  t.equal(nextZoom(4 / 3, -1), 0.9)
})

t.test('[L-3] a passage is found whatever its case, accents, ligatures and line ends are', async t => {
  const text = 'The eﬃcient\nGödel  proof; the EFFICIENT one. œuvre'
  const found = (wanted: string) => passagesIn(text, wanted).map(({ from, to }) => text.slice(from, to))
  t.strictSame(found('efficient'), ['eﬃcient', 'EFFICIENT'])
  t.strictSame(found('efficient godel proof'), ['eﬃcient\nGödel  proof'])
  t.strictSame(found(' '), [])
  t.strictSame(found('lost'), [])
  t.strictSame(passagesIn('aaaa', 'aa'), [
    { from: 0, to: 2 },
    { from: 2, to: 4 },
  ])
})

t.test('[L-7] both ends of an environment are found, nested ones and comments passed over; Enter writes the end that lacks', async t => {
  const doc = '\\begin{a}\n\\begin{b} % \\end{a}\n\\end{b}\n\\begin{a}\\end{a}\n\\end{a}\n\\begin{c}\n\\end{d}'
  const state = EditorState.create({ doc })
  const pair = (at: number) => {
    const end = endAt(state, at)
    const other = end && otherEnd(state, end)
    return other && [state.doc.lineAt(end.from).number, state.doc.lineAt(other.from).number]
  }
  t.strictSame(pair(0), [1, 5])
  t.strictSame(pair(doc.indexOf('\\begin{b}') + 3), [2, 3])
  t.strictSame(pair(doc.indexOf('\\end{a}\n\\begin{c}')), [5, 1])
  t.equal(pair(doc.indexOf('\\begin{c}')), null, 'it ends under another name')
  const written = (text: string) => {
    const at = text.indexOf('|')
    const made = endToWrite(EditorState.create({ doc: text.replace('|', '') }), at)
    return made && text.replace('|', `${made.insert.slice(0, made.cursor)}|${made.insert.slice(made.cursor)}`)
  }
  t.equal(written('x\n  \\begin{tabular}[t]{lr}|\ny'), 'x\n  \\begin{tabular}[t]{lr}\n    |\n  \\end{tabular}\ny')
  t.equal(written('\\begin{itemize}|'), '\\begin{itemize}\n  \\item |\n\\end{itemize}')
  t.equal(written('\\begin{itemize}|\n\\end{itemize}'), null)
  t.equal(written('\\begin{itemize} text|'), null)
  t.equal(written('\\begin{itemize}| text'), null)
})
