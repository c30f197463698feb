import { button } from './button.ts'

const keys = [
  { words: 'Esc', title: 'Escape', data: '\x1b' },
  { words: 'Tab', title: 'Tab', data: '\t' },
  { words: '↑', title: 'Up', data: '\x1b[A' },
  { words: '↓', title: 'Down', data: '\x1b[B' },
  { words: '←', title: 'Left', data: '\x1b[D' },
  { words: '→', title: 'Right', data: '\x1b[C' },
] as const

/** Keys that a phone lacks, in a row below the screen. Ctrl holds for the next character. */
export function createKeys(type: (data: string) => void): {
  readonly element: HTMLElement
  /** What a character becomes while Ctrl is held. */ apply(data: string): string
} {
  const element = document.createElement('div')
  element.className = 'te-keys'
  element.setAttribute('role', 'toolbar')
  element.setAttribute('aria-label', 'Keys')
  let held = false
  const hold = (on: boolean): void => {
    held = on
    control.setAttribute('aria-pressed', String(on))
  }
  const control = button({ words: 'Ctrl', title: 'Hold Ctrl for the next key', run: () => hold(!held) })
  control.setAttribute('aria-pressed', 'false')
  const made = keys.map(({ words, title, data }) => {
    const one = button({ words, title, run: () => type(data) })
    // A drawn arrow has no name of its own.
    if (words.length === 1) one.setAttribute('aria-label', title)
    return one
  })
  element.append(made[0]!, control, ...made.slice(1))
  return {
    element,
    apply(data) {
      if (!held || data.length !== 1) return data
      hold(false)
      return controlled(data)
    },
  }
}

/** What Ctrl makes of a character; what it makes nothing of stays. */
export function controlled(character: string): string {
  const code = character.toUpperCase().charCodeAt(0)
  if (character === ' ') return '\0'
  return code >= 0x40 && code <= 0x5f ? String.fromCharCode(code - 0x40) : character
}
