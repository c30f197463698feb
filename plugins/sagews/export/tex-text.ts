import { mathPieces } from '../math/pieces.ts'

const special: Readonly<Record<string, string>> = {
  '\\': '\\textbackslash{}',
  '{': '\\{',
  '}': '\\}',
  $: '\\$',
  '&': '\\&',
  '#': '\\#',
  '%': '\\%',
  _: '\\_',
  '^': '\\textasciicircum{}',
  '~': '\\textasciitilde{}',
  '<': '{<}',
  '>': '{>}',
  '[': '{[}',
  ']': '{]}',
}

/** Plain text as LaTeX shows it. */
export function texText(text: string): string {
  // eslint-disable-next-line no-control-regex
  return text.replace(/[\x00-\x08\x0b\x0c\x0e-\x1f]/g, '').replace(/[\\{}$&#%_^~<>[\]]/g, one => special[one]!)
}

/** Text with formulas; what is none is shown as it is. */
export function texProse(text: string): string {
  return mathPieces(text)
    .map(piece => (piece.math ? texMath(piece) : texText(piece.text)))
    .join('')
}

/** A formula. One that brings its own environment is left to it. */
export function texMath({ tex, display }: { tex: string; display: boolean }): string {
  const source = tex.replace(/\n\s*\n/g, '\n').trim()
  if (source === '') return ''
  if (/^\\begin\{(equation|align|gather|multline|eqnarray|flalign|alignat)\*?\}/.test(source)) return `\n${source}\n`
  return display ? `\n\\[\n${source}\n\\]\n` : `$${source}$`
}

/** Code or printed text, line by line as it is. */
export function texVerbatim(text: string, environment: 'code' | 'printed' | 'failed'): string {
  // eslint-disable-next-line no-control-regex
  const safe = text.replace(/[\x00-\x08\x0b-\x1f]/g, '').replaceAll('\\end{', '\\\u200bend{')
  return `\\begin{${environment}}\n${safe}\n\\end{${environment}}\n`
}
