import type { Problem } from '../contract.ts'

/** A document with one known fault, and how the panel must show it: file, line and a piece of its sentence. */
export type Fault = {
  readonly name: string
  readonly text: string | Uint8Array
  readonly beside?: Readonly<Record<string, string | Uint8Array>>
  readonly kind: Problem['kind']
  readonly says: RegExp
  readonly advises?: RegExp
  /** Of the document itself unless it is said. */ readonly file?: string
  readonly line?: number
  /** Whether a PDF comes of it. */ readonly made: boolean
  /** The main file's own name, where that matters. */ readonly main?: string
}

/** Line 1 is the class, line 2 the preamble, line 3 begins the document, the body is from line 4. */
const of = (body: string, preamble = '%') => `\\documentclass{article}\n${preamble}\n\\begin{document}\n${body}\n\\end{document}\n`
const error = (name: string, body: string, line: number, says: RegExp, more: Partial<Fault> = {}): Fault => ({
  name,
  text: of(body),
  kind: 'error',
  says,
  line,
  made: true,
  ...more,
})

/** Faults that people make, each in a document of its own. */
export const faults: readonly Fault[] = [
  error('unknown command', 'A\n\\alhpa', 5, /^Undefined command “\\alhpa”$/, { advises: /“\\alpha”/ }),
  error('unknown command in large letters', '$\\Zeta$', 4, /“\\Zeta”/, { advises: /“\\zeta”/ }),
  error('unknown command within an own one', '\\foo', 4, /“\\nowhere”/, { text: of('\\foo x', '\\newcommand\\foo{\\nowhere}') }),
  error('missing dollar', 'a_1', 4, /^Missing “\$”$/),
  error('dollar not closed', 'Let $x = 1.\n\nThen', 5, /Missing “\$”/),
  error('runaway argument', 'x', 5, /paragraph ended before the argument of “\\foo”/, {
    text: of('x \\foo{bold\n\nmore}', '\\newcommand*\\foo[1]{#1}'),
  }),
  error('brace too many', 'a}', 4, /One “}” too many/),
  error('wrong end', '\\begin{itemize}\\item a\n\\end{enumerate}', 5, /“\\begin\{itemize\}”.* is ended by “\\end\{enumerate\}”/),
  error('unknown environment', '\\begin{theorme}\nx\\end{theorme}', 4, /Environment “theorme” is undefined/),
  error('list without items', '\\begin{itemize}\nno item\n\\end{itemize}', 6, /A list without/),
  error('item outside', '\\item a', 4, /“\\item” outside of a list/),
  error('too many columns', '\\begin{tabular}{c}\na & b\\\\\n\\end{tabular}', 5, /More columns/),
  error('ampersand', 'Cantor & Dedekind', 4, /“&” outside/),
  error('double superscript', '$a^b^c$', 4, /Two superscripts/),
  error('no number', '\\vspace{wide}', 4, /A number is missing/),
  error('defined twice', 'x', 2, /“\\section” is defined already/, { text: of('x', '\\newcommand\\section{}') }),
  error('package in the document', '\\usepackage{amsmath}', 4, /belongs into the preamble/),
  error('text in the preamble', 'x', 2, /Missing “\\begin\{document\}”/, { text: of('x', 'Text') }),
  error('missing package', 'x', 2, /File “nowhere-to-be.sty” was not found/, {
    text: of('x', '\\usepackage{nowhere-to-be}'),
    advises: /not installed/,
    made: false,
  }),
  error('missing class', 'x', 1, /File “nowhere.cls” was not found/, {
    text: '\\documentclass{nowhere}\n\\begin{document}x\\end{document}\n',
    made: false,
  }),
  error('missing input', '\\input{nowhere}', 4, /File “nowhere(\.tex)?” was not found/, { made: false }),
  error('missing picture', '\\includegraphics{nowhere.png}', 4, /“nowhere.png” was not found/, {
    text: of('\\includegraphics{nowhere.png}', '\\usepackage{graphicx}'),
  }),
  error('no end of the document', 'x', 4, /ended before “\\end\{document\}”/, {
    text: '\\documentclass{article}\n%\n\\begin{document}\nx\n',
    made: false,
  }),
  error('argument open at the end', 'x', 4, /file ended within the argument of “\\textbf/, {
    text: of('\\textbf{x').replace('\\end{document}\n', ''),
    made: false,
  }),
  error('a command that calls itself', '\\def\\x{\\x a}\\x', 4, /TeX ran out of /, { text: of('\\def\\x{\\x a}\\x'), made: false }),
  error('character without meaning', 'x\n∮', 5, /The character .* \(U\+222E\)/),
  error('bytes that are not UTF-8', '', 4, /not UTF-8/, {
    text: Buffer.concat([
      Buffer.from(of('').split('\n\\end')[0]!),
      Buffer.from([0xe9]),
      Buffer.from('t\u0061ge\n'),
      Buffer.from('\\end{document}\n'),
    ]),
  }),
  error('GBK source', '', 4, /not UTF-8/, {
    text: Buffer.concat([
      Buffer.from(of('').split('\n\\end')[0]!),
      Buffer.from([0xc4, 0xe3, 0xba, 0xc3]),
      Buffer.from('xx\n'),
      Buffer.from('\\end{document}\n'),
    ]),
  }),
  error('package for another program', 'x', 2, /needs xelatex or lualatex/, {
    text: `% !TeX program = pdflatex\n\\documentclass{article}\\usepackage{fontspec}\n\\begin{document}x\\end{document}\n`,
    made: false,
    advises: /xelatex/,
  }),
  error('font that is not there', 'x', 3, /font “No Such Face” was not found/, {
    text: of('x', '\\usepackage{fontspec}\\setmainfont{No Such Face}'),
  }),
  error('unknown option', 'x', 2, /“geometry” has no option|geometry|nonsense/, { text: of('x', '\\usepackage[nonsense]{amsmath}') }),
  error('fault in a chapter', '\\input{sub/kapitel eins}', 2, /“\\sectoin”/, {
    beside: { 'sub/kapitel eins.tex': 'Text.\n\\sectoin{A}\n' },
    file: 'sub/kapitel eins.tex',
    advises: /“\\section”/,
  }),
  error('a name with blanks and letters of elsewhere', 'x\n\\nowhere', 5, /“\\nowhere”/, { main: 'Größe (neu) v1.2.tex' }),
  {
    name: 'undefined reference',
    text: of('x\nsee \\ref{eq:lost}'),
    kind: 'warning',
    says: /Reference “eq:lost” is undefined/,
    line: 5,
    made: true,
  },
  { name: 'undefined citation', text: of('\\cite{lost}'), kind: 'warning', says: /Citation “lost” is undefined/, line: 4, made: true },
  {
    name: 'label twice',
    text: of('x\\label{a}\n\\label{a}'),
    kind: 'warning',
    says: /Label “a” is defined more than once/,
    line: 5,
    made: true,
  },
  {
    name: 'line too wide',
    text: of('\\hbox to 9cm{x}\\noindent\\rule{20cm}{1pt}'),
    kind: 'box',
    says: /Line is [\d.]+ pt too wide/,
    line: 4,
    made: true,
  },
  {
    name: 'missing glyph',
    text: of('\\symbol{"3B1}', '\\usepackage{fontspec}\\setmainfont{lmroman10-regular.otf}'),
    kind: 'warning',
    says: /is missing in the font/,
    made: true,
  },
  {
    name: 'program from within',
    text: of('\\immediate\\write18{touch pwned}x'),
    kind: 'warning',
    says: /“touch pwned” was not run/,
    made: true,
  },
  {
    name: 'fault in the bibliography',
    text: of('\\cite{a}\\bibliographystyle{plain}\\bibliography{lib}'),
    beside: { 'lib.bib': '@book{a, title={A}\n  author={B}}\n' },
    kind: 'error',
    says: /^Bibliography: I was expecting/,
    file: 'lib.bib',
    line: 2,
    made: true,
  },
  {
    name: 'bibliography that is not there',
    text: of('\\cite{a}\\bibliographystyle{plain}\\bibliography{nowhere}'),
    kind: 'error',
    says: /Bibliography “nowhere.bib” was not found/,
    line: 4,
    made: true,
  },
  {
    name: 'entry that Biber does not find',
    text: of('\\cite{lost}\\printbibliography', '\\usepackage{biblatex}\\addbibresource{lib.bib}'),
    beside: { 'lib.bib': '@book{a, title={A}, author={B}, year=1}\n' },
    kind: 'warning',
    says: /“lost”/,
    made: true,
  },
]
