import type { ControlAbout, ShowControl } from '../../api.ts'
import { element, nameIt } from './elements.ts'

/** A colour, by the browser's own choice and by name or `#rrggbb` beside it. */
export const colorSelector: ShowControl = (about, place) => {
  const box = element('div', 'ia-line')
  const input = element('input', 'ia-colour')
  input.type = 'color'
  nameIt(input, place)
  const name = element('input', 'ia-box')
  name.size = 9
  name.setAttribute('aria-label', 'Name of the colour')
  name.setAttribute('aria-describedby', place.error)
  name.spellcheck = false
  const hide = about.hide_box === true
  box.append(input, ...(hide ? [] : [name]))
  let known = ''
  const update = (next: ControlAbout): boolean => {
    const value = String(next.default ?? '')
    if (/^#[0-9a-f]{6}$/i.test(value)) input.value = value
    if (name.value === known) name.value = value
    known = value
    return true
  }
  update(about)
  input.addEventListener('input', () => {
    name.value = known = input.value
    place.send(input.value)
  })
  const submit = () => {
    if (name.value !== known) place.send((known = name.value))
  }
  name.addEventListener('change', submit)
  name.addEventListener('keydown', event => {
    if (event.key === 'Enter') submit()
    else if (event.key === 'Escape') name.value = known
  })
  return {
    element: box,
    update,
    enable(on) {
      input.disabled = name.disabled = !on || about.readonly === true
    },
  }
}
