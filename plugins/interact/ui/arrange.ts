import { element } from './controls/elements.ts'
import { namesIn, type LayoutItem, type LayoutRow } from './about.ts'
import type { Row } from './row.ts'

/** Puts rows and the output where the layout says. Rows of one control each share their columns, so that labels and values line up. */
export function arrange(layout: readonly LayoutRow[], given: { row(name: string): Row | undefined; inside: HTMLElement }): HTMLElement[] {
  const made: HTMLElement[] = []
  let list: HTMLElement | null = null
  for (const items of layout) {
    const [only] = items
    if (items.length === 1 && only && 'name' in only && only.name !== '' && only.width === 12) {
      const row = given.row(only.name)
      if (!row) continue
      row.relabel(only.label)
      if (!list) made.push((list = element('div', 'ia-list')))
      list.append(...row.cells)
      continue
    }
    list = null
    if (items.length === 1 && only && 'name' in only && only.name === '') {
      made.push(given.inside)
      continue
    }
    const line = element('div', 'ia-row')
    for (const item of items) line.append(...placed(item, given))
    made.push(line)
  }
  // Nowhere to be shown: the output is not drawn, but what went wrong is.
  const silent = !namesIn(layout).includes('')
  given.inside.classList.toggle('ia-silent', silent)
  if (silent) made.push(given.inside)
  return made
}

function placed(item: LayoutItem, given: { row(name: string): Row | undefined; inside: HTMLElement }): HTMLElement[] {
  const box = element('div', 'ia-item')
  box.style.setProperty('--ia-span', String(item.width))
  if ('rows' in item) {
    box.classList.add('ia-stack')
    box.append(...arrange(item.rows, given).filter(part => part !== given.inside || namesIn(item.rows).includes('')))
    return [box]
  }
  if (item.name === '') {
    box.append(given.inside)
    return [box]
  }
  const row = given.row(item.name)
  if (!row) return []
  row.relabel(item.label)
  box.classList.add('ia-one')
  box.append(...row.cells)
  return [box]
}
