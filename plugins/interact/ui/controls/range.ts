import type { ControlAbout, ShowControl } from '../../api.ts'
import { cssWidth, element, texts, whole } from './elements.ts'
import { widest } from './slider.ts'

/** Two ends of a row on one track. Each is a slider of its own for keys and screen readers, and cannot pass the other. */
export const rangeSlider: ShowControl = (about, place) => {
  const box = element('div', 'ia-two')
  box.setAttribute('role', 'group')
  box.setAttribute('aria-labelledby', place.label)
  const bar = element('span', 'ia-between')
  const readout = element('output', 'ia-readout')
  const ends = ['From', 'To'].map(name => {
    const input = element('input', 'ia-range')
    input.type = 'range'
    input.step = '1'
    input.min = '0'
    input.setAttribute('aria-label', name)
    return input
  }) as [HTMLInputElement, HTMLInputElement]
  box.append(bar, ...ends)
  let values = texts(about.vals)
  const at = () => ends.map(end => Number(end.value)) as [number, number]
  const show = () => {
    const [low, high] = at()
    const last = Math.max(1, values.length - 1)
    ends.forEach((end, i) => end.setAttribute('aria-valuetext', values[i === 0 ? low : high] ?? ''))
    bar.style.insetInlineStart = `${(100 * low) / last}%`
    bar.style.inlineSize = `${(100 * (high - low)) / last}%`
    // Where both are at the end, the one that can still move lies on top.
    ends[0].style.zIndex = low >= last ? '1' : ''
    readout.textContent = `${values[low] ?? ''} – ${values[high] ?? ''}`
  }
  const update = (next: ControlAbout): boolean => {
    values = texts(next.vals)
    const [low, high] = Array.isArray(next.default) ? next.default : [0, values.length - 1]
    for (const end of ends) end.max = String(Math.max(0, values.length - 1))
    ends[0].value = String(whole(low, 0))
    ends[1].value = String(whole(high, 0))
    box.style.width = cssWidth(next.width)
    readout.style.minWidth = `${2 * widest(values) + 3}ch`
    show()
    return true
  }
  update(about)
  ends.forEach((end, i) =>
    end.addEventListener('input', () => {
      const [low, high] = at()
      if (low > high) end.value = String(i === 0 ? high : low)
      show()
      place.send(at())
    }),
  )
  return {
    element: box,
    ...(about.display_value === false ? {} : { readout }),
    update,
    enable: on => ends.forEach(end => (end.disabled = !on)),
  }
}
