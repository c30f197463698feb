import { accessSync, constants } from 'node:fs'
import { delimiter, join } from 'node:path'

/** Names that a program goes by, best first. */
const names: Readonly<Record<string, readonly string[]>> = {
  firefox: ['firefox-esr', 'firefox'],
  chromium: ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable'],
}

/** Where a program lies on the PATH, or undefined. */
export function program(name: string): string | undefined {
  for (const called of names[name] ?? [name])
    for (const folder of (process.env['PATH'] ?? '').split(delimiter)) {
      const path = join(folder, called)
      try {
        accessSync(path, constants.X_OK)
        return path
      } catch {
        // Not there; the next folder may have it.
      }
    }
  return undefined
}

/** Options of a test that needs a program: skipped by name where it is not installed, which under `CI=true` fails the run. */
export function needs(...programs: string[]): { skip: string | false } {
  const missing = programs.filter(name => program(name) === undefined)
  return { skip: missing.length > 0 && `${missing.join(' and ')} not installed` }
}
