import type { Files, Processes, TerminalProcess } from '@stoa/sdk/project'
import { refusal } from './errors.ts'
import { createPrinted } from './printed.ts'

/** The most that one command prints to whoever asked, in characters. */
const mostPrinted = 2_000_000
/** Small, so that what does not look at its width stays readable. */
const size = { columns: 100, rows: 24 }
const runs = `trap 'printf "\\033]7;%s\\007" "$PWD"' EXIT
eval "$1"`

export type Ran = { code: number | null; signal: string | null; directory: string; limited: boolean }
export type Command = { ended: Promise<Ran>; interrupt(): void; kill(): void }

/**
 * Runs one line of a shell in a folder, under a terminal of its own, so that Ctrl C reaches all that it started. `print` may make it wait: whoever reads
 * slowly slows the program, and nothing piles up here. Past the limit it runs on unheard. Answers the folder that it ended in.
 */
export async function runCommand({
  files,
  processes,
  directory,
  command,
  print,
}: {
  files: Files
  processes: Processes
  directory: string
  command: string
  print(text: string): Promise<void>
}): Promise<Command> {
  const cwd = await files.resolve(directory).catch((failure: unknown) => {
    throw refusal(failure, directory)
  })
  const terminal: TerminalProcess = await processes.spawnTerminal(['bash', '-c', runs, 'command', command], {
    size,
    cwd,
    env: { TERM: 'dumb', PAGER: 'cat', GIT_PAGER: 'cat', MANPAGER: 'cat' },
  })
  const printed = createPrinted()
  let length = 0
  let telling: Promise<void> = Promise.resolve()
  const stop = terminal.onData(bytes => {
    const text = printed.take(bytes)
    const some = text.slice(0, Math.max(0, mostPrinted - length))
    length += text.length
    if (some === '') return
    terminal.pause()
    telling = telling.then(() => print(some)).then(() => terminal.resume())
  })
  const ended = terminal.exited.then(async ({ code, signal }) => {
    await telling
    void stop()
    return { code, signal, directory: below(files.root, printed.directory) ?? directory, limited: length > mostPrinted }
  })
  return { ended, interrupt: () => void terminal.write('\u0003'), kill: () => terminal.kill() }
}

function below(root: string, absolute: string | null): string | null {
  if (absolute === root) return ''
  if (absolute === null || !absolute.startsWith(`${root}/`)) return null
  const path = absolute.slice(root.length + 1)
  return path === '.stoa' || path.startsWith('.stoa/') ? null : path
}
