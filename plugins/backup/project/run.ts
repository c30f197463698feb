import { spawn, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import type { Readable } from 'node:stream'

/** How a program ended and what it printed. */
export type Ended = { readonly code: number | null; readonly stdout: Buffer; readonly stderr: string }
/** Runs the programs that keep snapshots, beside the project's files. */
export type Programs = {
  run(command: readonly [string, ...string[]], input?: string): Promise<Ended>
  /** The same for what is too large to be held; `ended` rejects when it fails. */
  stream(command: readonly [string, ...string[]]): { output: Readable; ended: Promise<Ended> }
  stop(): Promise<void>
}

const longestError = 20_000

/** What programs on the repository in `folder` must know, and nothing that a user could have written. */
export const environmentOf = (folder: string) => ({
  LANG: 'C.UTF-8',
  HOME: folder,
  BUP_DIR: folder,
  GIT_DIR: folder,
  GIT_CONFIG_GLOBAL: '/dev/null',
  GIT_CONFIG_NOSYSTEM: '1',
  PYTHONNOUSERSITE: '1',
  GIT_AUTHOR_NAME: 'Stoa',
  GIT_AUTHOR_EMAIL: 'stoa@localhost',
  GIT_COMMITTER_NAME: 'Stoa',
  GIT_COMMITTER_EMAIL: 'stoa@localhost',
})

/**
 * Programs on the repository in `folder`. They run as the project server does, outside of the sandbox of user code, so nothing that a user can write
 * may tell them what to do: no configuration of git, no packages of Python, no home folder of the project's.
 */
export function createPrograms(folder: string): Programs {
  const env = { PATH: process.env['PATH'] ?? '/usr/bin:/bin', ...environmentOf(folder) }
  const running = new Set<ChildProcess>()
  let stopped = false

  function start([program, ...args]: readonly [string, ...string[]], input: 'pipe' | 'ignore') {
    if (stopped) throw new Error('The programs were stopped.')
    // A group of its own: bup starts others, and they end with it.
    const child = spawn(program, args, { cwd: folder, env, stdio: [input, 'pipe', 'pipe'], detached: true })
    running.add(child)
    let stderr = ''
    child.stderr!.on('data', (piece: Buffer) => (stderr = (stderr + piece.toString()).slice(-longestError)))
    const ended = once(child, 'close').then(
      ([code]) => code as number | null,
      (failure: Error) => {
        stderr = failure.message
        return 127
      },
    )
    void ended.then(() => running.delete(child))
    return { child, ended, stderr: () => stderr }
  }

  return {
    async run(command, input) {
      const { child, ended, stderr } = start(command, input === undefined ? 'ignore' : 'pipe')
      child.stdin?.on('error', () => undefined)
      child.stdin?.end(input)
      const pieces: Buffer[] = []
      child.stdout!.on('data', (piece: Buffer) => pieces.push(piece))
      return { code: await ended, stdout: Buffer.concat(pieces), stderr: stderr() }
    },
    stream(command) {
      const { child, ended, stderr } = start(command, 'ignore')
      return { output: child.stdout!, ended: ended.then(code => ({ code, stdout: Buffer.alloc(0), stderr: stderr() })) }
    },
    async stop() {
      stopped = true
      await Promise.all(
        [...running].map(async child => {
          const closed = once(child, 'close')
          try {
            process.kill(-child.pid!, 'SIGKILL')
          } catch {
            // It ended by itself.
          }
          await closed
        }),
      )
    },
  }
}
