import { readFile } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { constants } from 'node:os'
import type { TerminalProcess, TerminalSize } from '@stoa/sdk/project'
import { errors } from './errors.ts'

/** What is used of node-pty, whose own types do not bear the name it is installed by. */
type Pty = {
  readonly pid: number
  /** It tells of no other way when what was written has been taken. */
  readonly _socket: NodeJS.WritableStream
  onData(listener: (bytes: Buffer) => void): { dispose(): void }
  onExit(listener: (exit: { exitCode: number; signal?: number }) => void): void
  resize(columns: number, rows: number): void
  pause(): void
  resume(): void
  destroy(): void
}
type NodePty = {
  spawn(
    file: string,
    args: string[],
    options: { name: string; cols: number; rows: number; cwd: string; env: Record<string, string>; encoding: null },
  ): Pty
}

/** Loaded when it is wanted: a machine without its native half has everything else. */
function nodePty(): NodePty {
  try {
    return createRequire(import.meta.url)('node-pty') as NodePty
  } catch (failure) {
    throw errors.noTerminals(failure)
  }
}

/** What runs under a terminal, and how the program itself is found below what was started. */
export type PtyOptions = {
  readonly command: readonly [string, ...string[]]
  readonly cwd: string
  readonly env: Record<string, string>
  readonly size: TerminalSize
  /** The program runs in a sandbox: it is the first child of the first child of what was started. */
  readonly sandboxed: boolean
}

/** Starts a program with a terminal of its own as its standard input, output and error. Rejects with `no_terminals`. */
export async function spawnUnderPty({ command, cwd, env, size, sandboxed }: PtyOptions): Promise<TerminalProcess> {
  const { TERM: name = 'xterm-256color', ...rest } = env
  const pty = nodePty().spawn(command[0], command.slice(1), { name, cols: size.columns, rows: size.rows, cwd, env: rest, encoding: null })
  let over = false
  let program: Promise<number | null> | undefined
  const exited = new Promise<{ code: number | null; signal: string | null }>(resolve =>
    pty.onExit(({ exitCode, signal }) => {
      over = true
      resolve(endOf({ exitCode, signal, sandboxed }))
    }),
  )
  return {
    pid: pty.pid,
    exited,
    onData(listener) {
      const heard = pty.onData(listener)
      return () => heard.dispose()
    },
    write: bytes => new Promise(resolve => (over ? resolve() : void pty._socket.write(bytes, () => resolve()))),
    resize({ columns, rows }) {
      if (!over) pty.resize(columns, rows)
    },
    pause: () => pty.pause(),
    resume: () => pty.resume(),
    async busy() {
      if (over) return false
      const known = await (program ??= programBelow(pty.pid, sandboxed))
      // The sandbox is made in a moment; until then nothing runs in it.
      if (known === null) program = undefined
      return known !== null && hasAnother(await readFile(`/proc/${known}/stat`, 'latin1').catch(() => ''))
    },
    kill() {
      if (over) return
      try {
        process.kill(sandboxed ? pty.pid : -pty.pid, 'SIGKILL')
      } catch {
        // It has ended already.
      }
      // Whatever else held the terminal is told by the system that it is gone.
      pty.destroy()
    },
  }
}

const firstSignal = 128

/** bwrap reports a program's death by a signal as 128 + its number, as shells do. */
function endOf({ exitCode, signal, sandboxed }: { exitCode: number; signal: number | undefined; sandboxed: boolean }) {
  const number = signal || (sandboxed && exitCode > firstSignal ? exitCode - firstSignal : 0)
  const name = Object.entries(constants.signals).find(([, value]) => value === number)?.[0]
  return name === undefined ? { code: exitCode, signal: null } : { code: null, signal: name }
}

async function programBelow(pid: number, sandboxed: boolean): Promise<number | null> {
  if (!sandboxed) return pid
  const first = await firstChild(pid)
  return first === null ? null : firstChild(first)
}

async function firstChild(pid: number): Promise<number | null> {
  const children = await readFile(`/proc/${pid}/task/${pid}/children`, 'utf8').catch(() => '')
  return Number(children.split(' ')[0]) || null
}

/** From a line of `/proc/PID/stat`: whether the group in the foreground of its terminal is another one than its own. */
export function hasAnother(stat: string): boolean {
  // The name may have anything in it, spaces and parentheses too.
  const [, , group, , , foreground] = stat.slice(stat.lastIndexOf(')') + 2).split(' ')
  return group !== undefined && foreground !== undefined && Number(foreground) > 0 && foreground !== group
}
