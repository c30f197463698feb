import type { Settings } from '@stoa/sdk/ui'
import type { Stop } from '@stoa/sdk/contract'

/** Paper, slate, or what the system has. */
export type Theme = 'system' | 'light' | 'dark'
export const themes: readonly { readonly id: Theme; readonly title: string }[] = [
  { id: 'system', title: 'As the system' },
  { id: 'light', title: 'Light' },
  { id: 'dark', title: 'Dark' },
]

/** The theme that the account wants. */
export function themeOf(settings: Settings): Theme {
  const theme = settings.get<unknown>('theme', 'system')
  return theme === 'light' || theme === 'dark' ? theme : 'system'
}

/** Keeps the page in the account's theme. This browser remembers it, so that the next visit's first paint has it. */
export function followTheme(settings: Settings, root: HTMLElement): Stop {
  const apply = (): void => {
    const theme = themeOf(settings)
    if (theme === 'system') delete root.dataset['theme']
    else root.dataset['theme'] = theme
    try {
      localStorage.setItem('stoa-theme', theme)
    } catch {
      // A browser that keeps nothing flashes once at each visit, and that is all.
    }
  }
  apply()
  return settings.onChange(key => key === 'theme' && apply())
}
