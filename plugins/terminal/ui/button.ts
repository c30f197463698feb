const paths = {
  search: 'M2.700 7a4.300 4.300 0 1 0 8.600 0 4.300 4.300 0 0 0-8.600 0M10.200 10.200 14 14',
  save: 'M8 2.500v7M5 6.800l3 3 3-3M2.800 12.800h10.400',
  record: 'M4.200 8a3.800 3.800 0 1 0 7.600 0 3.800 3.800 0 0 0-7.600 0',
  stop: 'M4.700 4.700h6.600v6.600H4.700z',
  whole: 'M2.500 6V2.500H6M10 2.500h3.500V6M13.500 10v3.500H10M6 13.500H2.500V10',
  two: 'M2.500 3h11v10h-11zM8 3v10',
  up: 'm4 9.500 4-4 4 4',
  down: 'm4 6.500 4 4 4-4',
  close: 'm4 4 8 8M12 4l-8 8',
  play: 'M5 3.500v9l7.500-4.500z',
  pause: 'M5.500 3.500v9M10.500 3.500v9',
} as const
/** A drawing on a button. */
export type Icon = keyof typeof paths

/** A button with a drawing, or with words; its title says what it does and its key. */
export function button({
  icon,
  words,
  title,
  run,
}: {
  icon?: Icon
  words?: string
  title: string
  run(): void
}): HTMLButtonElement & { draw(icon: Icon, title: string): void } {
  const made = document.createElement('button')
  made.type = 'button'
  made.className = 'te-button'
  const draw = (name: Icon, says: string): void => {
    entitle(made, says)
    const svg = document.createElementNS('http://www.w3.org/2000/svg', 'svg')
    svg.setAttribute('viewBox', '0 0 16 16')
    svg.setAttribute('aria-hidden', 'true')
    const path = document.createElementNS('http://www.w3.org/2000/svg', 'path')
    path.setAttribute('d', paths[name])
    svg.append(path)
    made.replaceChildren(svg)
  }
  if (icon) draw(icon, title)
  else {
    made.title = title
    made.textContent = words ?? title
  }
  // The terminal keeps the keyboard.
  made.addEventListener('mousedown', event => event.preventDefault())
  made.addEventListener('click', run)
  return Object.assign(made, { draw })
}

function entitle(made: HTMLButtonElement, title: string): void {
  made.title = title
  made.setAttribute('aria-label', title)
}
