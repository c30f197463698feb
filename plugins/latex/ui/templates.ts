import type { FileKind } from '@stoa/sdk/ui'

const article = String.raw`\documentclass[11pt]{article}
\usepackage[T1]{fontenc}
\usepackage{amsmath, amssymb, amsthm}
\usepackage{graphicx}
\usepackage[hidelinks]{hyperref}

\newtheorem{theorem}{Theorem}
\theoremstyle{definition}
\newtheorem{definition}[theorem]{Definition}

\title{Title}
\author{Author}
\date{\today}

\begin{document}
\maketitle

\begin{abstract}
What is shown here.
\end{abstract}

\section{Introduction}

\begin{theorem}\label{thm:first}
There are infinitely many primes.
\end{theorem}
\begin{proof}
Let $p_1, \dots, p_n$ be primes. No $p_i$ divides
\begin{equation}\label{eq:euclid}
  p_1 p_2 \cdots p_n + 1.
\end{equation}
\end{proof}

Theorem~\ref{thm:first} follows from \eqref{eq:euclid}.

\end{document}
`
const exam = String.raw`\documentclass[11pt, addpoints]{exam}
\usepackage[T1]{fontenc}
\usepackage{amsmath, amssymb}
% \printanswers

\pagestyle{headandfoot}
\firstpageheader{Linear algebra}{Exam}{\today}
\footer{}{Page \thepage\ of \numpages}{}

\begin{document}

\noindent Name: \underline{\hspace{8cm}}\hfill Points: \underline{\hspace{1.5cm}} of \numpoints

\begin{questions}

\question[4]
Let $A \in \mathbb{R}^{n \times n}$ with $A^2 = A$. Show that $\operatorname{tr} A = \operatorname{rank} A$.
\begin{solution}[5cm]
The eigenvalues of $A$ are $0$ and $1$.
\end{solution}

\question
Let $f(x) = x^3 - 3x$.
\begin{parts}
  \part[2] Find the critical points of $f$.
  \begin{solution}[3cm]
  $x = \pm 1$.
  \end{solution}
  \part[2] Which of them are minima?
  \begin{solution}[3cm]
  $x = 1$, since $f''(1) = 6 > 0$.
  \end{solution}
\end{parts}

\end{questions}
\end{document}
`
const beamer = String.raw`\documentclass{beamer}
\usepackage[T1]{fontenc}
\usetheme{default}
\setbeamertemplate{navigation symbols}{}

\title{Title}
\author{Author}
\date{\today}

\begin{document}

\begin{frame}
  \titlepage
\end{frame}

\section{Primes}

\begin{frame}{How many primes are there?}
  \begin{itemize}
    \item Take primes $p_1, \dots, p_n$.
    \item<2-> None of them divides $p_1 \cdots p_n + 1$.
    \item<3-> So there is another one.
  \end{itemize}
\end{frame}

\end{document}
`
const thesis = String.raw`\documentclass[11pt, a4paper, oneside]{book}
\usepackage[T1]{fontenc}
\usepackage{amsmath, amssymb, amsthm}
\usepackage{graphicx}
\usepackage{booktabs}
\usepackage[hidelinks]{hyperref}

\newtheorem{theorem}{Theorem}[chapter]

\title{Title of the thesis}
\author{Author}
\date{\today}

\begin{document}
\frontmatter
\maketitle

\chapter*{Abstract}
What is shown here.

\tableofcontents

\mainmatter
% Each chapter may be a file of its own: \include{chapters/introduction}
\chapter{Introduction}\label{ch:introduction}

\section{What was known}

See \cite{euclid}.

\chapter{Results}

\begin{theorem}
There are infinitely many primes.
\end{theorem}

\backmatter
\begin{thebibliography}{9}
\bibitem{euclid} Euclid. \emph{Elements}, book IX, proposition 20.
\end{thebibliography}

\end{document}
`

const withR = String.raw`\documentclass[11pt]{article}
\usepackage[T1]{fontenc}
\usepackage{amsmath}

\title{Title}
\author{Author}
\date{\today}

\begin{document}
\maketitle

\section{Data}

<<data>>=
heights <- c(1.62, 1.71, 1.80, 1.68, 1.75)
mean(heights)
@

Of \Sexpr{length(heights)} heights the mean is \Sexpr{round(mean(heights), 2)} m.

<<heights, fig.width=5, fig.height=3, fig.align='center'>>=
plot(sort(heights), type = "b", xlab = "rank", ylab = "height in m")
@

\end{document}
`

/** New documents that are offered where files are made. Each builds as it is. */
export const templates: readonly FileKind[] = [
  { extension: '.tex', title: 'LaTeX article', content: article },
  { extension: '.tex', title: 'LaTeX exam', content: exam },
  { extension: '.tex', title: 'LaTeX slides', content: beamer },
  { extension: '.tex', title: 'LaTeX thesis', content: thesis },
  { extension: '.Rnw', title: 'LaTeX with R', content: withR },
]
