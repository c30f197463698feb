const lines = {
  plus: 'M8 3.500v9M3.500 8h9',
  minus: 'M3.500 8h9',
  get: 'M8 2.500v8M4.700 7.400 8 10.700l3.300-3.300M3 13.500h10',
  first: 'M3.500 3v10M12.500 3.500 7 8l5.500 4.500z',
  back: 'M10 3.500 5.500 8l4.500 4.500',
  on: 'M6 3.500 10.500 8 6 12.500',
  last: 'M12.500 3v10M3.500 3.500 9 8l-5.500 4.500z',
} as const

/** An element with a class and what is in it. */
export function element<K extends keyof HTMLElementTagNameMap>(tag: K, name = '', ...within: (Node | string)[]): HTMLElementTagNameMap[K] {
  const made = document.createElement(tag)
  if (name !== '') made.className = name
  made.append(...within)
  return made
}

function icon(name: keyof typeof lines): SVGElement {
  const made = document.createElementNS('http://www.w3.org/2000/svg', 'svg')
  made.setAttribute('viewBox', '0 0 16 16')
  made.setAttribute('aria-hidden', 'true')
  const path = document.createElementNS('http://www.w3.org/2000/svg', 'path')
  path.setAttribute('d', lines[name])
  made.append(path)
  return made
}

/** A button with a word or a drawing; of a drawing alone the title is the name. */
export function button({
  label,
  drawing,
  title,
  run,
}: {
  label?: string
  drawing?: keyof typeof lines
  title: string
  run(): void
}): HTMLButtonElement {
  const made = element('button', 'vw-button', ...(label === undefined ? [] : [label]), ...(drawing === undefined ? [] : [icon(drawing)]))
  made.type = 'button'
  made.title = title
  if (label === undefined) made.setAttribute('aria-label', title)
  made.addEventListener('click', run)
  return made
}

/** A toolbar of the shell's, filled; at its end the way to keep the file. */
export function bar({
  label,
  tools,
  download,
  name,
}: {
  label: string
  tools: readonly Node[]
  download: string
  name: string
}): HTMLElement {
  const link = element('a', 'vw-button', icon('get'))
  link.href = download
  link.download = name
  link.title = 'Download'
  link.setAttribute('aria-label', 'Download')
  const made = element('div', 'vw-bar', ...tools, element('span', 'vw-grow'), link)
  made.setAttribute('role', 'toolbar')
  made.setAttribute('aria-label', label)
  return made
}

/** A space between groups of tools. */
export const gap = (): HTMLElement => element('span', 'vw-gap')

/** The last part of a path. */
export const nameOf = (path: string): string => path.split('/').at(-1)!

/** A size for people: three digits and a unit. */
export function sizeText(bytes: number): string {
  const units = ['B', 'kB', 'MB', 'GB', 'TB']
  const unit = Math.min(units.length - 1, bytes < 1000 ? 0 : Math.floor(Math.log10(bytes) / 3))
  const value = bytes / 1000 ** unit
  return `${unit === 0 ? value : value.toPrecision(3)} ${units[unit]}`
}
