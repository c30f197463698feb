import type { Prose } from '@stoa/plugin-sagews/api'
import { element } from '../dom.ts'
import type { Preview } from './beside.ts'
import { unchanged } from './blocks.ts'
import type { References } from './references.ts'

/** Markdown with formulas, as worksheets show it. Of an edit, only the blocks that it changed are drawn anew, once their formulas are set. */
export function markdownPreview({ prose, references }: { prose: Prose; references: References }): Preview {
  const page = element('div', `vw-preview ${prose.className}`)
  const root = element('div', 'vw-paper', page)
  root.tabIndex = 0
  root.setAttribute('role', 'region')
  root.setAttribute('aria-label', 'Preview')
  references.follow(page)
  let drawn: string[] = []
  return {
    element: root,
    async show(source) {
      const parsed = prose.parse(source)
      references.resolve(parsed)
      const blocks = [...parsed.childNodes].filter(node => node instanceof Element || node.textContent?.trim() !== '')
      const keys = blocks.map(node => (node instanceof Element ? node.outerHTML : (node.textContent ?? '')))
      const { start, end } = unchanged(drawn, keys)
      const made = element('div', prose.className)
      made.append(...blocks.slice(start, keys.length - end))
      // Measured where it will stand, and not seen before it is whole.
      made.classList.add('vw-making')
      page.append(made)
      await prose.typeset(made)
      const old = [...page.childNodes].filter(node => node !== made)
      for (const node of old.slice(start, drawn.length - end)) node.remove()
      const after = old[drawn.length - end] ?? made
      for (const node of [...made.childNodes]) page.insertBefore(node, after)
      made.remove()
      drawn = keys
    },
    get scroller() {
      return root
    },
    stop: () => root.remove(),
  }
}
