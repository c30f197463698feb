import type { ControlPlace } from '../../api.ts'

/** An element with a class and what it says. */
export function element<K extends keyof HTMLElementTagNameMap>(tag: K, name: string, text?: string): HTMLElementTagNameMap[K] {
  const made = document.createElement(tag)
  if (name) made.className = name
  if (text !== undefined) made.textContent = text
  return made
}

/** A button that does something at a click. */
export function button(name: string, text: string, press: () => void): HTMLButtonElement {
  const made = element('button', name, text)
  made.type = 'button'
  made.addEventListener('click', press)
  return made
}

/** A list of texts out of what a control says of itself; never anything else. */
export function texts(value: unknown): string[] {
  return Array.isArray(value) ? value.map(String) : []
}

/** A whole number, or what is to be taken instead. */
export function whole(value: unknown, otherwise: number): number {
  return typeof value === 'number' && Number.isInteger(value) ? value : otherwise
}

/** A width as people give it: a number of pixels, `10em`, `50%`; '' for anything else. */
export function cssWidth(value: unknown): string {
  if (typeof value === 'number' && value > 0) return `${value}px`
  return typeof value === 'string' && /^\d+(\.\d+)?(px|em|ex|ch|rem|%)$/.test(value) ? value : ''
}

/** Binds an element to its label, and calls it by it. */
export function nameIt(taking: HTMLElement, place: ControlPlace): void {
  taking.id = place.id
  taking.setAttribute('aria-label', place.name)
}
