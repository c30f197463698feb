import type { ITheme } from '@xterm/xterm'
import type { Stop } from '@stoa/sdk/contract'

const names = {
  background: 'bg',
  foreground: 'ink',
  cursor: 'cursor',
  cursorAccent: 'bg',
  selectionBackground: 'selection',
  black: 'black',
  red: 'red',
  green: 'green',
  yellow: 'yellow',
  blue: 'blue',
  magenta: 'magenta',
  cyan: 'cyan',
  white: 'white',
  brightBlack: 'br-black',
  brightRed: 'br-red',
  brightGreen: 'br-green',
  brightYellow: 'br-yellow',
  brightBlue: 'br-blue',
  brightMagenta: 'br-magenta',
  brightCyan: 'br-cyan',
  brightWhite: 'br-white',
} as const satisfies Partial<Record<keyof ITheme, string>>

/** The colours of the page's tokens as they are now. */
export function themeOf(element: Element): ITheme {
  const style = getComputedStyle(element)
  const value = (token: string): string => style.getPropertyValue(token).trim()
  return {
    ...Object.fromEntries(Object.entries(names).map(([name, token]) => [name, value(`--term-${token}`)])),
    scrollbarSliderBackground: value('--line-2'),
    scrollbarSliderHoverBackground: value('--line-control'),
    scrollbarSliderActiveBackground: value('--line-control'),
  }
}

/** The typeface for code, as the page has it. */
export const faceOf = (element: Element): string => getComputedStyle(element).getPropertyValue('--font-mono').trim() || 'monospace'

/** Hears when the page turns to its other colours. */
export function watchLook(changed: () => void): Stop {
  const scheme = matchMedia('(prefers-color-scheme: dark)')
  scheme.addEventListener('change', changed)
  const observer = new MutationObserver(changed)
  observer.observe(document.documentElement, { attributes: true })
  return () => {
    scheme.removeEventListener('change', changed)
    observer.disconnect()
  }
}

/**
 * Lets xterm make its style elements: while `work` is done, each gets the nonce that this page's policy asks for. xterm has an option for a
 * document of its own, and does not use it everywhere.
 */
export function withNonce<T>(nonce: string, work: () => T): T {
  const make = document.createElement.bind(document)
  document.createElement = ((tag: string, options?: ElementCreationOptions) => {
    const made = make(tag, options)
    if (tag === 'style') made.nonce = nonce
    return made
  }) as typeof document.createElement
  try {
    return work()
  } finally {
    // What stood behind it is the prototype's own.
    delete (document as Partial<Document>).createElement
  }
}
