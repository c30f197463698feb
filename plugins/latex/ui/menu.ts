import { element } from './dom.ts'

/** One thing that a menu offers. `checked` makes it one that is on or off. */
export type Item =
  | { readonly title: string; readonly hint?: string; readonly checked?: boolean; readonly indent?: number; run(): void }
  | 'line'

/**
 * Opens a menu below a button or a place on the page, by mouse and by arrows; it closes with a choice, Escape, or when the keyboard goes
 * elsewhere. `leave` gives the keyboard back to where a menu without a button came from.
 */
export function openMenu({
  at,
  within,
  label,
  items,
  leave = () => undefined,
}: {
  at: HTMLElement | { readonly left: number; readonly bottom: number }
  within: HTMLElement
  label: string
  items: readonly Item[]
  leave?(): void
}): void {
  const from = at instanceof HTMLElement ? at : null
  const menu = element('div', 'lx-menu')
  menu.setAttribute('role', 'menu')
  menu.setAttribute('aria-label', label)
  let closed = false
  const close = () => {
    // Removing what has the keyboard takes it away, which would close again.
    if (closed) return
    closed = true
    menu.remove()
    from?.setAttribute('aria-expanded', 'false')
  }
  for (const item of items) {
    if (item === 'line') {
      const line = element('hr')
      menu.append(line)
      continue
    }
    const row = element('button', 'lx-item')
    row.type = 'button'
    row.tabIndex = -1
    row.setAttribute('role', item.checked === undefined ? 'menuitem' : 'menuitemcheckbox')
    if (item.checked !== undefined) row.setAttribute('aria-checked', String(item.checked))
    row.append(element('span', 'lx-tick', item.checked ? '✓' : ''), element('span', 'lx-cut', item.title))
    if (item.indent !== undefined) row.style.setProperty('--indent', String(item.indent))
    if (item.hint !== undefined) row.append(element('span', 'lx-hint', item.hint))
    row.addEventListener('click', () => {
      close()
      from?.focus()
      item.run()
    })
    menu.append(row)
  }
  const rows = [...menu.querySelectorAll<HTMLElement>('.lx-item')]
  menu.addEventListener('keydown', event => {
    event.stopPropagation()
    const now = rows.indexOf(document.activeElement as HTMLElement)
    const to = { ArrowDown: now + 1, ArrowUp: now - 1 + rows.length, Home: 0, End: rows.length - 1 }[event.key]
    if (event.key === 'Escape' || event.key === 'Tab') {
      close()
      if (from) from.focus()
      else leave()
    } else if (to === undefined) return
    else rows[to % rows.length]?.focus()
    event.preventDefault()
  })
  menu.addEventListener('focusout', event => {
    if (!menu.contains(event.relatedTarget as Node | null)) close()
  })
  within.append(menu)
  const { left, bottom } = at instanceof HTMLElement ? at.getBoundingClientRect() : at
  const least = Math.min(menu.offsetHeight, 240)
  // Where there is no room below, it stands at the lower edge.
  const top = Math.max(8, Math.min(bottom + 4, innerHeight - least - 8))
  menu.style.top = `${top}px`
  menu.style.left = `${Math.max(8, Math.min(left, innerWidth - menu.offsetWidth - 8))}px`
  menu.style.maxHeight = `${innerHeight - top - 8}px`
  from?.setAttribute('aria-expanded', 'true')
  ;(rows.find(row => row.getAttribute('aria-checked') === 'true') ?? rows[0])?.focus()
}
