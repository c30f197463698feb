import type { OutputKind, OutputPlace } from '../../api.ts'
import { textOutput } from './text.ts'

/** A sentence in place of something that only a living session can show. */
function placeholder(sentence: string, place: OutputPlace): HTMLElement {
  const element = document.createElement('div')
  element.className = 'ws-gone'
  element.append(`${sentence} `)
  if (place.runnable) {
    const button = document.createElement('button')
    button.type = 'button'
    button.textContent = 'Run the cell'
    button.addEventListener('click', () => place.run())
    element.append(button)
  }
  return element
}

export const interact: OutputKind = {
  kind: 'interact',
  show: (_value, place) => ({ element: placeholder('Evaluate this cell to use this interact.', place) }),
}
/** A link to a file of the project. */
export const link: OutputKind = {
  kind: 'link',
  show(value, place) {
    const { path, label } = value as { path?: unknown; label?: unknown }
    return { element: linkTo(String(path ?? ''), place, label === undefined ? undefined : String(label)) }
  },
}

/** A link to a file, by its path from the worksheet's folder. */
export function linkTo(path: string, place: Pick<OutputPlace, 'url' | 'path'>, label = path): HTMLElement {
  const element = document.createElement('a')
  element.textContent = label
  element.href = place.url(`file/${inFolder(place.path, path)}`)
  element.target = '_blank'
  element.rel = 'noopener'
  return element
}

/** A path that is given from a worksheet's folder, from the project's. What leads out of it stays at its top. */
function inFolder(worksheet: string, path: string): string {
  const parts = worksheet.split('/').slice(0, -1)
  for (const part of path.split('/')) {
    if (part === '..') parts.pop()
    else if (part !== '' && part !== '.') parts.push(part)
  }
  return parts.map(encodeURIComponent).join('/')
}

export const code: OutputKind = {
  kind: 'code',
  show(value) {
    const { source, filename, lineno } = value as { source?: unknown; filename?: unknown; lineno?: unknown }
    const shown = textOutput(source ?? '', 'ws-text ws-code')
    if (filename) {
      const head = document.createElement('div')
      head.className = 'ws-quiet'
      head.textContent = typeof lineno === 'number' && lineno > 0 ? `${String(filename)}, line ${lineno}` : String(filename)
      shown.element.prepend(head)
    }
    return shown
  },
}

/** A cell that asks for input. */
export const rawInput: OutputKind = {
  kind: 'raw_input',
  show(value, place) {
    const asked = value as { prompt?: unknown; value?: unknown; placeholder?: unknown; submitted?: unknown; input_width?: unknown }
    const element = document.createElement('form')
    element.className = 'ws-ask'
    const label = document.createElement('label')
    label.textContent = String(asked.prompt ?? '')
    const input = document.createElement('input')
    input.value = String(asked.value ?? '')
    input.placeholder = String(asked.placeholder ?? '')
    input.disabled = Boolean(asked.submitted) || !place.runnable
    label.append(input)
    element.append(label)
    element.addEventListener('submit', event => {
      event.preventDefault()
      input.disabled = true
      place.reply(input.value)
    })
    return { element }
  },
}

export const unreadable: OutputKind = { kind: 'unreadable', show: value => textOutput(value, 'ws-text ws-quiet') }
