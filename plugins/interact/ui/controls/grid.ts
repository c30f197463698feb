import type { ControlAbout, ShowControl } from '../../api.ts'
import { button, element, texts, whole } from './elements.ts'

/** Boxes in rows and columns, sent together by Enter, by leaving them, or by the button. */
export const inputGrid: ShowControl = (about, place) => {
  const rows = whole(about.nrows, 1)
  const columns = whole(about.ncols, 1)
  const box = element('div', 'ia-line')
  const grid = element('div', 'ia-cells')
  grid.setAttribute('role', 'group')
  grid.setAttribute('aria-labelledby', place.label)
  grid.style.gridTemplateColumns = `repeat(${columns}, calc(${Math.max(1, Math.min(40, whole(about.width, 5)))}ch + 16px))`
  const inputs = Array.from({ length: rows * columns }, (_, i) => {
    const input = element('input', 'ia-box')
    input.setAttribute('aria-label', `Row ${Math.floor(i / columns) + 1}, column ${(i % columns) + 1}`)
    input.setAttribute('aria-describedby', place.error)
    input.spellcheck = false
    return input
  })
  grid.append(...inputs)
  const now = () => inputs.map(input => input.value)
  let known: string[] = []
  const submit = () => {
    if (JSON.stringify(now()) === JSON.stringify(known)) return
    known = now()
    place.send(known)
  }
  const set = button('ia-button', 'Set', submit)
  box.append(grid, set)
  const update = (next: ControlAbout): boolean => {
    if (whole(next.nrows, 1) !== rows || whole(next.ncols, 1) !== columns) return false
    const value = texts(next.default)
    inputs.forEach((input, i) => {
      if (known.length === 0 || input.value === known[i]) input.value = value[i] ?? ''
    })
    known = value
    return true
  }
  update(about)
  grid.addEventListener('keydown', event => {
    const at = inputs.indexOf(event.target as HTMLInputElement)
    const step = { ArrowDown: columns, ArrowUp: -columns }[event.key]
    if (event.key === 'Enter') submit()
    else if (event.key === 'Escape') inputs.forEach((input, i) => (input.value = known[i] ?? ''))
    else if (step !== undefined) inputs[at + step]?.focus()
  })
  box.addEventListener('focusout', event => {
    if (!box.contains(event.relatedTarget as Node | null)) submit()
  })
  return { element: box, update, enable: on => [...inputs, set].forEach(one => (one.disabled = !on)) }
}
