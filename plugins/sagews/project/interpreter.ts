import { accessSync, constants } from 'node:fs'
import { delimiter, join } from 'node:path'

/** What cells are run with. */
export type Interpreter = { readonly command: readonly [string, ...string[]]; readonly sage: boolean }

/**
 * The interpreter of this machine: `STOA_PYTHON` if that is set and can be run here, else SageMath, else the environment that setup made beside the
 * program, else the system's Python 3. Null when there is none of them.
 */
export function findInterpreter({ env, app }: { env: Readonly<Record<string, string | undefined>>; app: string }): Interpreter | null {
  const named = env.STOA_PYTHON
  // A path that leads nowhere inside a sandbox must not leave its worksheets without any.
  if (named && (!named.includes('/') || runs(named))) return { command: [named], sage: false }
  const path = (env.PATH ?? '/usr/local/bin:/usr/bin:/bin').split(delimiter)
  const sage = path.map(folder => join(folder, 'sage')).find(runs)
  if (sage) return { command: [sage, '-python'], sage: true }
  const python = [join(app, '.venv', 'bin', 'python'), ...path.map(folder => join(folder, 'python3'))].find(runs)
  return python ? { command: [python], sage: false } : null
}

function runs(file: string): boolean {
  try {
    accessSync(file, constants.X_OK)
    return true
  } catch {
    return false
  }
}
