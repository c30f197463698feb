import { pythonLanguage } from '@codemirror/lang-python'
import { classHighlighter, highlightCode } from '@lezer/highlight'
import { escaped } from './prose.ts'

const python = new Set(['', 'python', 'python3', 'sage', 'time', 'auto', 'hide', 'hideall', 'cython', 'timeit'])

/** A cell's code as HTML, its tokens in classes `tok-…` where the language is Python. */
export function highlighted(code: string, mode: string): string {
  if (!python.has(mode)) return escaped(code)
  const parts: string[] = []
  const put = (text: string, classes: string) => parts.push(classes ? `<span class="${classes}">${escaped(text)}</span>` : escaped(text))
  highlightCode(code, pythonLanguage.parser.parse(code), classHighlighter, put, () => parts.push('\n'))
  return parts.join('')
}
