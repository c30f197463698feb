const paths = {
  play: 'M5 3.2v9.6L12.6 8z',
  stop: 'M4 4h8v8H4z',
  again: 'M13 8a5 5 0 1 1-1.6-3.7L13 5.8M13 2.6v3.2H9.800',
  split: 'M2.5 8h11M4 5V3h8v2M4 11v2h8v-2',
  eye: 'M1.8 8S4 3.900 8 3.900 14.2 8 14.2 8 12 12.1 8 12.1 1.8 8 1.8 8zM8 6.2a1.8 1.8 0 1 0 0 3.600 1.800 1.800 0 0 0 0-3.600',
  output: 'M2.500 3h11v6h-11zM4.500 12h7',
  remove: 'm4 4 8 8M12 4l-8 8',
  two: 'M2.500 3h11v10h-11zM8 3v10',
  plus: 'M8 3v10M3 8h10',
  search: 'M7 2.700a4.300 4.300 0 1 0 0 8.600 4.300 4.300 0 0 0 0-8.600m3.300 7.600 3.700 3.700',
  up: 'm4 10 4-4 4 4',
  down: 'm4 6 4 4 4-4',
} as const
/** Icons of commands, on a grid of 16. */
export type Icon = keyof typeof paths

/** The proof marks, on a grid of 14: what is drawn, filled and dashed. */
const marks = {
  idle: '<rect x="3" y="2.5" width="8" height="9" stroke-opacity="0"/>',
  waiting: '<rect x="3" y="2.5" width="8" height="9"/>',
  running: '<rect x="3" y="2.5" width="8" height="9"/><path fill="currentColor" d="M3 2.5h4v9H3z"/>',
  done: '<rect fill="currentColor" x="3" y="2.5" width="8" height="9"/>',
  failed: '<path d="M9.5 1.5 5.5 7h4l-4.700 5.500M4.500 9.300v3.400h3.300"/>',
  interrupted: '<rect x="3" y="2.5" width="8" height="9"/><path d="m3 11.5 8-9"/>',
  edited: '<rect x="3" y="2.5" width="8" height="9" stroke-dasharray="1.8 1.6"/>',
} as const
export type Mark = keyof typeof marks

/** An icon as an element; it says nothing to a reader, its button does. */
export function icon(name: Icon): SVGElement {
  return svg(16, `<path d="${paths[name]}"/>`, 'ws-icon')
}
export function proofMark(name: Mark): SVGElement {
  return svg(14, marks[name], 'ws-proof')
}

function svg(size: number, inner: string, name: string): SVGElement {
  const element = document.createElementNS('http://www.w3.org/2000/svg', 'svg')
  element.setAttribute('viewBox', `0 0 ${size} ${size}`)
  element.setAttribute('class', name)
  element.setAttribute('aria-hidden', 'true')
  element.innerHTML = inner
  return element
}
