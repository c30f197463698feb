import { existsSync } from 'node:fs'
import { delimiter, join } from 'node:path'

/** Options of a test that needs programs: skipped by name where they are not installed, which under `CI=true` fails the run. */
export function needs(...programs: string[]): { skip: string | false } {
  const missing = programs.filter(name => !(process.env.PATH ?? '').split(delimiter).some(folder => existsSync(join(folder, name))))
  return { skip: missing.length > 0 && `${missing.join(' and ')} not installed` }
}
