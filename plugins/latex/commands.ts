const symbols =
  'alpha beta gamma delta epsilon varepsilon zeta eta theta vartheta iota kappa lambda mu nu xi pi varpi rho varrho sigma varsigma tau upsilon phi varphi chi psi omega Gamma Delta Theta Lambda Xi Pi Sigma Upsilon Phi Psi Omega infty partial nabla forall exists nexists emptyset varnothing in notin ni subset subseteq supset supseteq cup cap setminus times cdot div pm mp leq geq neq equiv sim simeq approx cong propto ll gg prec succ to mapsto rightarrow leftarrow Rightarrow Leftarrow leftrightarrow Leftrightarrow longrightarrow hookrightarrow implies iff land lor neg oplus otimes circ bullet star ast dagger ell hbar Re Im aleph angle triangle perp parallel mid vdash models sum prod coprod int iint oint bigcup bigcap bigoplus bigotimes ldots cdots vdots ddots dots langle rangle lfloor rfloor lceil rceil lVert rVert'
const functions =
  'sin cos tan cot sec csc arcsin arccos arctan sinh cosh tanh exp log ln lim limsup liminf sup inf max min det dim ker deg gcd arg hom Pr'
const plain =
  'maketitle tableofcontents listoffigures listoftables appendix newpage clearpage noindent centering item hline toprule midrule bottomrule today LaTeX TeX small large Large LARGE huge Huge footnotesize scriptsize tiny normalsize bfseries itshape quad qquad left right displaystyle textstyle limits nolimits nonumber notag printbibliography printindex makeindex frontmatter mainmatter backmatter bigskip medskip smallskip par newline linebreak pagebreak hfill vfill'
const one =
  'section* subsection* section subsection subsubsection chapter part paragraph label ref eqref pageref cite citep citet autoref cref Cref footnote textbf textit emph underline texttt textsc textsf textrm text mathbb mathbf mathcal mathfrak mathrm mathsf mathit operatorname sqrt hat bar tilde vec dot ddot overline underbrace overbrace widehat widetilde input include includegraphics usepackage documentclass title author date caption bibliography bibliographystyle addbibresource url vspace hspace newtheorem theoremstyle index thanks sage sageplot tag boxed phantom ensuremath pagestyle thispagestyle usetheme frametitle subtitle institute DeclareMathOperator'
const two =
  'frac dfrac tfrac binom href newcommand renewcommand newenvironment textcolor colorbox setlength setcounter addtocounter stackrel overset underset raisebox multicolumn rule'

/** A command, how many arguments in braces it is usually given, and what it is. */
export type Known = { readonly name: string; readonly arguments: 0 | 1 | 2; readonly kind: 'symbol' | 'function' | 'command' }

const list = (names: string, args: Known['arguments'], kind: Known['kind']): Known[] =>
  names.split(' ').map(name => ({ name, arguments: args, kind }))

/** The commands that documents use most: for completing them, and for guessing which was meant. */
export const commands: readonly Known[] = [
  ...list(symbols, 0, 'symbol'),
  ...list(functions, 0, 'function'),
  ...list(plain, 0, 'command'),
  ...list(one, 1, 'command'),
  ...list(two, 2, 'command'),
]

/** The environments that documents use most. */
export const environments: readonly string[] =
  'document abstract equation equation* align align* gather gather* multline multline* split cases matrix pmatrix bmatrix vmatrix array itemize enumerate description figure table tabular center quote quotation verbatim theorem lemma proposition corollary definition example remark proof frame block columns column titlepage thebibliography minipage tikzpicture sageblock sagesilent sageexample flushleft flushright questions parts'.split(
    ' ',
  )

/** What stands in an environment when it is begun, where that is more than a line; `${}` is where one goes on. */
export const bodies: Readonly<Record<string, string>> = {
  itemize: '\\item ${}',
  enumerate: '\\item ${}',
  description: '\\item[${1:term}] ${}',
  figure: '\\centering\n\t\\includegraphics[width=${1:0.8}\\linewidth]{${2:picture}}\n\t\\caption{${3:Caption}}\\label{fig:${4:name}}',
  table:
    '\\centering\n\t\\begin{tabular}{${1:lr}}\n\t\t${2:a} & ${3:b} \\\\\n\t\\end{tabular}\n\t\\caption{${4:Caption}}\\label{tab:${5:name}}',
  equation: '${1}\\label{eq:${2:name}}',
  align: '${1:a} &= ${2:b} \\\\\n\t&= ${3:c}',
  cases: '${1:a} & ${2:if } \\\\\n\t${3:b} & ${4:otherwise}',
  questions: '\\question[${1:4}] ${}',
  parts: '\\part[${1:2}] ${}',
}

/** Arguments that follow the name of an environment. */
export const openings: Readonly<Record<string, string>> = {
  tabular: '{${1:lr}}',
  array: '{${1:cc}}',
  frame: '{${1:Title}}',
  block: '{${1:Title}}',
  minipage: '{${1:0.5}\\linewidth}',
  column: '{${1:0.5}\\linewidth}',
  thebibliography: '{${1:9}}',
}

/** Packages that documents use most. */
export const packages: readonly string[] =
  'amsmath amssymb amsthm mathtools graphicx hyperref cleveref geometry babel inputenc fontenc xcolor booktabs enumitem tikz pgfplots listings biblatex natbib microtype siunitx caption subcaption float fancyhdr setspace fontspec unicode-math sagetex csquotes url todonotes algorithm2e longtable multicol array tabularx physics bm dsfont mathrsfs stmaryrd subfiles import makeidx glossaries'.split(
    ' ',
  )

/** Documents' classes that are used most. */
export const classes: readonly string[] =
  'article report book beamer letter amsart amsbook scrartcl scrreprt scrbook memoir exam standalone subfiles'.split(' ')
