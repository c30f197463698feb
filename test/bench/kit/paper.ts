/** A paper of about so many pages, with formulas, references and a contents. `word` makes it another text each time. */
export function paper({ pages, word }: { pages: number; word: string }): string {
  const prose =
    'Between two consecutive points where the function takes opposite signs there lies a zero of odd order on the critical line. '
  const section = (at: number) => String.raw`\section{Part ${at}}
As in \eqref{eq:${Math.max(0, at - 1)}}, ${prose.repeat(6)}
\begin{equation}\label{eq:${at}}
  N(T) = \frac{\theta(T)}{\pi} + 1 + \sum_{n=1}^{${at}} \int_0^T \frac{\sin^2(n t)}{1 + t^2}\, dt
\end{equation}
\begin{align}
  Z(t) &= e^{i\theta(t)} \zeta\left(\tfrac12 + it\right), & S(T) &= O(\log T)
\end{align}
${prose.repeat(4)}
`
  return String.raw`\documentclass{article}
\usepackage{amsmath}
\usepackage{hyperref}
\begin{document}
${word}.
\tableofcontents
${Array.from({ length: pages * 2 }, (_, at) => section(at)).join('\n')}
\end{document}
`
}
