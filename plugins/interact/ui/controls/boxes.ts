import { iconOf } from './icons.ts'
import type { ControlAbout, ShowControl } from '../../api.ts'
import { button as pressed, cssWidth, element, nameIt, whole } from './elements.ts'

/**
 * A line of text, sent by Enter or on leaving it, or several, sent by Shift+Enter or the button. What is being typed is never replaced;
 * Escape gives the value of before back.
 */
export const inputBox: ShowControl = (about, place) => {
  const rows = whole(about.nrows, 1)
  const input = rows > 1 ? element('textarea', 'ia-box') : element('input', 'ia-box')
  if (input instanceof HTMLTextAreaElement) input.rows = Math.min(rows, 40)
  nameIt(input, place)
  input.setAttribute('aria-describedby', place.error)
  input.spellcheck = false
  input.autocapitalize = 'off'
  input.autocomplete = 'off'
  input.readOnly = about.readonly === true
  let known = String(about.default ?? '')
  input.value = known
  const submit = () => {
    if (input.value === known || input.readOnly) return
    known = input.value
    place.send(known)
  }
  const box = element('div', 'ia-line')
  box.append(input)
  box.addEventListener('keydown', event => {
    if (event.target !== input) return
    if (event.key === 'Enter' && (rows === 1 || event.shiftKey)) {
      event.preventDefault()
      submit()
    } else if (event.key === 'Escape') input.value = known
  })
  if (about.submit_button === true && !input.readOnly) box.append(pressed('ia-button', 'Set', submit))
  else input.addEventListener('change', submit)
  const update = (next: ControlAbout): boolean => {
    if (whole(next.nrows, 1) !== rows || (next.readonly === true) !== input.readOnly) return false
    const text = String(next.default ?? '')
    if (input.value === known) input.value = text
    known = text
    const chars = whole(next.width, 0)
    input.style.width = chars > 0 ? `calc(${chars}ch + 20px)` : cssWidth(next.width)
    if (next.error) input.setAttribute('aria-invalid', 'true')
    else input.removeAttribute('aria-invalid')
    return true
  }
  update(about)
  return {
    element: box,
    update,
    enable: on => box.querySelectorAll<HTMLInputElement>('input, textarea, button').forEach(one => (one.disabled = !on)),
  }
}

/** A tick. */
export const checkbox: ShowControl = (about, place) => {
  const input = element('input', 'ia-check')
  input.type = 'checkbox'
  nameIt(input, place)
  const update = (next: ControlAbout): boolean => {
    input.checked = next.default === true
    return true
  }
  update(about)
  input.addEventListener('change', () => place.send(input.checked))
  return { element: input, update, enable: on => void (input.disabled = !on || about.readonly === true) }
}

/** HTML among the controls. */
export const textControl: ShowControl = (about, place) => {
  const box = element('div', 'ia-text')
  let shown = ''
  const update = (next: ControlAbout): boolean => {
    const source = String(next.default ?? '')
    if (source !== shown) box.replaceChildren(place.html(source))
    shown = source
    return true
  }
  update(about)
  return { element: box, update, enable() {} }
}

/** Runs the function. Its label stands on it. */
export const button: ShowControl = (about, place) => {
  const classes = String(about.classes ?? '')
  const made = pressed(/primary/.test(classes) ? 'ia-button ia-primary' : 'ia-button', '', () => place.send(null))
  let shown: string | null = null
  const update = (next: ControlAbout): boolean => {
    const label = String(next.label || next.var)
    const key = JSON.stringify([label, next.icon])
    const icon = iconOf(next.icon)
    if (key !== shown) made.replaceChildren(...(icon ? [icon] : []), place.html(label))
    shown = key
    made.style.width = cssWidth(typeof next.width === 'number' && next.width <= 12 ? null : next.width)
    return true
  }
  update(about)
  return { element: made, labelled: true, update, enable: on => void (made.disabled = !on) }
}
