import type { ControlAbout, ShowControl } from '../../api.ts'
import { cssWidth, element, nameIt, texts, whole } from './elements.ts'

/** One value of a row, by mouse, finger or arrow keys; what it stands for is read out and shown at the end of the row. */
export const slider: ShowControl = (about, place) => {
  const input = element('input', 'ia-range')
  input.type = 'range'
  input.step = '1'
  input.min = '0'
  nameIt(input, place)
  const readout = element('output', 'ia-readout')
  let values = texts(about.vals)
  const show = () => {
    const text = values[Number(input.value)] ?? ''
    input.setAttribute('aria-valuetext', text)
    readout.textContent = text
  }
  const update = (next: ControlAbout): boolean => {
    values = texts(next.vals)
    input.max = String(Math.max(0, values.length - 1))
    input.value = String(whole(next.default, 0))
    input.style.width = cssWidth(next.width)
    readout.style.minWidth = `${widest(values)}ch`
    show()
    return true
  }
  update(about)
  input.addEventListener('input', () => {
    show()
    place.send(Number(input.value))
  })
  return {
    element: input,
    ...(about.display_value === false ? {} : { readout }),
    update,
    enable: on => void (input.disabled = !on),
  }
}

/** Room for the longest value, so that nothing moves while they change. */
export function widest(values: readonly string[]): number {
  return Math.min(
    16,
    values.reduce((most, value) => Math.max(most, value.length), 0),
  )
}
