import type { Prose } from '../api.ts'
import { typesetIn } from './math/typeset.ts'
import { renderMarkdown } from './outputs/markdown.ts'
import { sanitise } from './outputs/sanitise.ts'
import { addStyles } from './style.ts'

/** Markdown for other plugins' views, with the look that it has in a worksheet. */
export function prose(): Prose {
  addStyles()
  return { className: 'ws-prose', parse: markdown => sanitise(renderMarkdown(markdown)), typeset: typesetIn }
}
