import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'

const require = createRequire(import.meta.url)

/** The name of an installed package with its version: `yjs 13.6.33`. */
export function named(name: string): string {
  for (let folder = dirname(require.resolve(name)); folder !== dirname(folder); folder = dirname(folder))
    try {
      const found = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8')) as { name?: string; version?: string }
      if (found.name === name && found.version) return `${name} ${found.version}`
    } catch {
      // Not the package's own folder; one above is.
    }
  return name
}
