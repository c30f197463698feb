const lines = {
  down: 'M4 6.5 8 10.5l4-4',
  up: 'M4 9.500 8 5.500l4 4',
  away: 'M4 4l8 8M12 4l-8 8',
  find: 'M7 2.500a4.500 4.500 0 1 1 0 9 4.500 4.500 0 0 1 0-9zM10.300 10.300l3.200 3.200',
  print: 'M4.500 6V2.500h7V6M4.500 11.500h-2V6h11v5.500h-2M4.500 9.500h7v4h-7z',
  plus: 'M8 3.500v9M3.500 8h9',
  minus: 'M3.500 8h9',
  get: 'M8 2.500v8M4.700 7.400 8 10.700l3.300-3.300M3 13.500h10',
  fail: 'M9 2 5 8.700h3.200L7 14l4.500-7H8.200z',
  warn: 'M8 2.700 14 13.300H2zM8 6.600v3.200M8 11.700v.1',
  box: 'M2.500 4.500h11M2.500 8h13M2.500 11.500h11',
  stop: 'M4.500 4.500h7v7h-7z',
  list: 'M3 4h10M5.500 8H13M5.500 12H13',
  note: 'M2.500 3h11v8H8.500L5.500 13.500V11h-3zM5 6h6M5 8.300h4',
  two: 'M2.500 3h4.800v10H2.500zM8.700 3h4.800v10H8.700z',
  full: 'M2.500 6V2.500H6M10 2.500h3.500V6M13.500 10v3.500H10M6 13.500H2.500V10',
} as const
/** The drawings that this plugin has. */
export type Drawing = keyof typeof lines

/** An element with a class and what is in it. */
export function element<K extends keyof HTMLElementTagNameMap>(tag: K, name = '', ...within: (Node | string)[]): HTMLElementTagNameMap[K] {
  const made = document.createElement(tag)
  if (name !== '') made.className = name
  made.append(...within)
  return made
}

/** A line drawing of 16 by 16. */
export function icon(name: Drawing): SVGElement {
  const made = document.createElementNS('http://www.w3.org/2000/svg', 'svg')
  made.setAttribute('viewBox', '0 0 16 16')
  made.setAttribute('aria-hidden', 'true')
  made.setAttribute('class', 'lx-icon')
  const path = document.createElementNS('http://www.w3.org/2000/svg', 'path')
  path.setAttribute('d', lines[name])
  made.append(path)
  return made
}

/** A button; with a drawing and no words its title is its name. */
export function button({
  label,
  drawing,
  title,
  kind = '',
  run,
}: {
  label?: string
  drawing?: Drawing
  title?: string
  kind?: string
  run(): void
}) {
  const made = element('button', `lx-button ${kind}`.trim())
  made.type = 'button'
  if (title !== undefined) made.title = title
  if (label !== undefined) made.append(label)
  if (drawing !== undefined) made.append(icon(drawing))
  if (label === undefined && title !== undefined) made.setAttribute('aria-label', title)
  // The text keeps the keyboard.
  made.addEventListener('mousedown', event => event.preventDefault())
  made.addEventListener('click', run)
  return made
}
