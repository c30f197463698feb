import { accessSync, constants } from 'node:fs'
import { createHash } from 'node:crypto'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { Files, Processes, TerminalProcess } from '@stoa/sdk/project'
import type { Size } from '../contract.ts'

const folder = fileURLToPath(new URL('../shell', import.meta.url))

/** The shell of a terminal: where it starts, what it knows, and how it is called. */
export async function startShell({
  files,
  processes,
  path,
  size,
  secret,
}: {
  files: Files
  processes: Processes
  path: string
  size: Size
  /** What a program must know to speak to this terminal's page. */
  secret: string
}): Promise<TerminalProcess> {
  const cwd = dirname(await files.resolve(path))
  const name = createHash('sha256').update(path).digest('hex').slice(0, 16)
  return processes.spawnTerminal(command(), {
    size,
    cwd,
    env: {
      COLORTERM: 'truecolor',
      HISTFILE: join(files.root, '.local', 'state', 'stoa', `terminal-${name}.history`),
      STOA_PROJECT: files.root,
      STOA_PROGRAMS: join(folder, 'bin'),
      STOA_TERMINAL: secret,
      STOA_TERMINAL_FILE: path,
    },
  })
}

function command(): [string, ...string[]] {
  const bash = ['/bin/bash', '/usr/bin/bash', '/usr/local/bin/bash'].find(runs)
  return bash === undefined ? plain : [bash, '--rcfile', join(folder, 'bashrc'), '-i']
}

/** Another shell than bash reads no file of ours: it is told before where the programs of a terminal are. */
export const plain: [string, ...string[]] = ['/bin/sh', '-c', 'PATH="$STOA_PROGRAMS:$PATH"; export PATH; exec sh -i']

function runs(program: string): boolean {
  try {
    accessSync(program, constants.X_OK)
    return true
  } catch {
    return false
  }
}
