import { isFields, type Fields } from '../document/notebook/index.ts'
import type { Message } from '../document/index.ts'
import { readSheet, type ReadCell } from './sheet.ts'
import type { NamedPicture } from './tex-picture.ts'
import { texHtml } from './tex-html.ts'
import { texMarkdown } from './tex-markdown.ts'
import { texMath, texText, texVerbatim } from './tex-text.ts'

/** A worksheet as a LaTeX document. */
export function latex({ title, text, ...picture }: { title: string; text: string } & Picture): string {
  const cells = readSheet(text).map(cell => section(cell, picture))
  return `${preamble}\\title{${texText(title)}}\n\\author{}\n\\date{}\n\\begin{document}\n\\maketitle\n${cells.join('\n')}\n\\end{document}\n`
}

/** Names the file beside the document that has a picture of an output, and one that lies beside the worksheet; null where there is none. */
type Picture = { kept(file: Fields): string | null; readonly named: NamedPicture }

function section({ mode, code, source, inputShown, messages }: ReadCell, picture: Picture): string {
  const parts: string[] = []
  if (messages.length === 0 && mode === 'md') parts.push(texMarkdown(source, picture.named))
  else if (messages.length === 0 && mode === 'html') parts.push(texHtml(source, picture.named))
  else if (inputShown) parts.push(texVerbatim(code, 'code'))
  return [...parts, ...messages.map(message => output(message, picture))].join('\n')
}

function output(message: Message, picture: Picture): string {
  const { stdout, stderr, traceback, html, md, tex, code, file, error } = message
  const printed = (text: unknown) => String(text ?? '').replace(/\n$/, '')
  if (isFields(traceback)) return texVerbatim(`${String(traceback['name'])}: ${String(traceback['message'])}\n${printed(stderr)}`, 'failed')
  if (typeof stdout === 'string') return texVerbatim(printed(stdout), 'printed')
  if (typeof stderr === 'string' || typeof error === 'string') return texVerbatim(printed(stderr ?? error), 'failed')
  if (typeof md === 'string') return texMarkdown(md, picture.named)
  if (typeof html === 'string') return texHtml(html, picture.named)
  if (isFields(tex))
    return texMath({ tex: String(tex['tex'] ?? '').replace(/^\s*(\$\$?)([^]*)\1\s*$/, '$2'), display: tex['display'] !== false })
  if (isFields(code)) return texVerbatim(String(code['source'] ?? ''), 'printed')
  if (isFields(file)) {
    const name = picture.kept(file)
    const shown = name === null ? null : `\\includegraphics[width=\\linewidth,height=.45\\textheight,keepaspectratio]{${name}}`
    return `\n\n${shown === null ? `\\emph{${texText(String(file['filename'] ?? 'file'))}}` : `\\noindent ${shown}`}\n\n`
  }
  return ''
}

const preamble = String.raw`\documentclass[11pt,a4paper]{article}
\usepackage[margin=24mm]{geometry}
\usepackage{amsmath,amssymb,graphicx,xcolor,fvextra}
\usepackage[export]{adjustbox}
\usepackage{fontspec}
\IfFontExistsTF{TeX Gyre Pagella}{\setmainfont{TeX Gyre Pagella}}{}
\IfFontExistsTF{DejaVu Sans Mono}{\setmonofont[Scale=0.82]{DejaVu Sans Mono}}{}
\usepackage[hidelinks]{hyperref}
\setlength{\parindent}{0pt}\setlength{\parskip}{.5em}
\definecolor{line}{HTML}{C9C9C0}\definecolor{warn}{HTML}{A3341C}
\DefineVerbatimEnvironment{code}{Verbatim}{fontsize=\small,frame=leftline,framesep=2mm,rulecolor=\color{line},breaklines,breakanywhere}
\DefineVerbatimEnvironment{printed}{Verbatim}{fontsize=\small,breaklines,breakanywhere}
\DefineVerbatimEnvironment{failed}{Verbatim}{fontsize=\small,breaklines,breakanywhere,formatcom=\color{warn}}
\providecommand{\Bold}[1]{\mathbf{#1}}\providecommand{\ZZ}{\Bold{Z}}\providecommand{\QQ}{\Bold{Q}}\providecommand{\RR}{\Bold{R}}
\providecommand{\CC}{\Bold{C}}\providecommand{\NN}{\Bold{N}}\providecommand{\FF}{\Bold{F}}\providecommand{\GF}[1]{\Bold{F}_{#1}}
`
