import { spawn, type ChildProcess, type StdioOptions } from 'node:child_process'
import { accessSync, constants as modes } from 'node:fs'
import { mkdir, mkdtemp, readFile, realpath, rm, writeFile } from 'node:fs/promises'
import { constants, tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Readable, Writable } from 'node:stream'
import type { Log, Processes, SandboxedProcess } from '@stoa/sdk/project'
import { userEnvironment } from './environment.ts'
import { innerArguments } from './inner.ts'
import { spawnUnderPty } from './pty.ts'
import { seccompFilter } from './seccomp.ts'

export type SandboxFacts = {
  readonly kind: 'none' | 'bubblewrap'
  /** What contains user code here, as a person may be told. */
  readonly sentence: string
  /** The inner sandbox cannot have its own `/proc`. */
  readonly processList?: boolean
}

type Spawned = {
  child: ChildProcess
  signal(name: 'SIGINT' | 'SIGTERM' | 'SIGKILL'): void
  exit(code: number | null, signal: string | null): Exit
}
type Exit = { code: number | null; signal: string | null }

/** Starts user code, each program in its own inner sandbox; without a sandbox, in its own process group. `stop` ends them all. */
export async function startProcesses({
  root,
  sandbox,
  log,
}: {
  root: string
  sandbox: SandboxFacts
  log: Log
}): Promise<{ processes: Processes; stop(): Promise<void> }> {
  const scratch = await realpath(await mkdtemp(join(tmpdir(), 'stoa-')))
  const running = new Set<{ kill(signal: 'SIGKILL'): void; exited: Promise<unknown> }>()
  const filter = seccompFilter()
  const base = userEnvironment(process.env)
  const processList = sandbox.processList ?? false
  const filterFile = sandbox.kind === 'bubblewrap' && filter ? await keepFilter({ root, filter }) : null

  const processes: Processes = {
    sandbox: { kind: sandbox.kind, sentence: sandbox.sentence },
    scratch,
    spawn(command, { cwd = root, env = {}, stdin = 'ignore' } = {}) {
      const options = { command, cwd, env: { ...base, ...env }, stdin }
      const spawned = sandbox.kind === 'bubblewrap' ? spawnInner({ ...options, filter, processList }) : spawnPlain(options)
      const { child } = spawned
      const exited = new Promise<Exit>(resolve => {
        child.once('error', failure => {
          log.warn({ command: command[0], failure: failure.message }, 'A program could not be started.')
          resolve({ code: 127, signal: null })
        })
        child.once('close', (code, signal) => resolve(spawned.exit(code, signal)))
      })
      child.stdin?.on('error', () => undefined)
      const sandboxed: SandboxedProcess = {
        pid: child.pid ?? -1,
        stdin: child.stdin,
        stdout: child.stdout,
        stderr: child.stderr,
        exited,
        kill: signal => spawned.signal(signal),
      }
      running.add(sandboxed)
      void exited.then(() => running.delete(sandboxed))
      return sandboxed
    },
    async spawnTerminal(command, { size, cwd = root, env = {} }) {
      const sandboxed = sandbox.kind === 'bubblewrap'
      const terminal = await spawnUnderPty({
        command: sandboxed ? innerTerminal({ command, cwd, filterFile, processList }) : ([...plainly, ...command] as [string, ...string[]]),
        cwd: sandboxed ? '/' : cwd,
        env: { ...base, TERM: 'xterm-256color', ...env },
        size,
        sandboxed,
      })
      running.add(terminal)
      void terminal.exited.then(() => running.delete(terminal))
      return terminal
    },
  }
  return {
    processes,
    async stop() {
      const last = [...running]
      for (const sandboxed of last) sandboxed.kill('SIGKILL')
      await Promise.all(last.map(({ exited }) => exited))
      await rm(scratch, { recursive: true, force: true })
    },
  }
}

type SpawnOptions = { command: readonly [string, ...string[]]; cwd: string; env: Record<string, string>; stdin: 'pipe' | 'ignore' }

function spawnInner({
  command,
  cwd,
  env,
  stdin,
  filter,
  processList,
}: SpawnOptions & { filter: Uint8Array | null; processList: boolean }): Spawned {
  const stdio: StdioOptions = [stdin, 'pipe', 'pipe', 'pipe', ...(filter ? (['pipe'] as const) : [])]
  const argv = innerArguments({ command, cwd, status: 3, seccomp: filter ? 4 : null, processList })
  const child = spawn('bwrap', argv, { stdio, env, cwd: '/' })
  if (filter) {
    const pipe = child.stdio[4] as Writable
    pipe.on('error', () => undefined)
    pipe.end(filter)
  }
  const first = sandboxChild(child.stdio[3] as Readable)
  return {
    child,
    signal(name) {
      if (name === 'SIGKILL') child.kill('SIGKILL')
      else void first.then(pid => (pid === null ? undefined : signalProgram(pid, name))).catch(() => undefined)
    },
    // bwrap reports a program's death by a signal as 128 + its number, as shells do.
    exit: (code, signal) =>
      code !== null && signalNames.has(code - 128) ? { code: null, signal: signalNames.get(code - 128)! } : { code, signal },
  }
}

/**
 * A terminal's descriptors are the three of its pty and no more, so a shell opens the filter by name. It lies where user code can't change it.
 * Without a session of its own: that would take the terminal away from the program. The filter refuses what the session would have kept out.
 */
function innerTerminal({
  command,
  cwd,
  filterFile,
  processList,
}: {
  command: readonly [string, ...string[]]
  cwd: string
  filterFile: string | null
  processList: boolean
}): [string, ...string[]] {
  const argv = innerArguments({ command, cwd, status: null, seccomp: filterFile === null ? null : 3, processList })
  return filterFile === null ? ['bwrap', ...argv] : ['sh', '-c', 'exec bwrap "$@" 3<"$0"', filterFile, ...argv]
}

async function keepFilter({ root, filter }: { root: string; filter: Uint8Array }): Promise<string> {
  const folder = join(root, '.stoa', 'run')
  await mkdir(folder, { recursive: true, mode: 0o700 })
  const file = join(folder, 'seccomp')
  await writeFile(file, filter, { mode: 0o600 })
  return file
}

function spawnPlain({ command, cwd, env, stdin }: SpawnOptions): Spawned {
  const argv = [...plainly, ...command] as [string, ...string[]]
  const child = spawn(argv[0], argv.slice(1), { stdio: [stdin, 'pipe', 'pipe'], env, cwd, detached: true })
  return {
    child,
    signal(name) {
      if (child.pid === undefined) return
      try {
        process.kill(name === 'SIGKILL' ? -child.pid : child.pid, name)
      } catch {
        // It has ended already.
      }
    },
    exit: (code, signal) => ({ code, signal }),
  }
}

/** Lets the kernel end user code when this process is killed, and first when memory runs out; in a sandbox bwrap and its command see to that. */
const plainly =
  process.platform === 'linux'
    ? [
        ...(installed('/usr/bin/setpriv') ? ['/usr/bin/setpriv', '--pdeathsig', 'KILL', '--'] : []),
        ...(installed('/usr/bin/choom') ? ['/usr/bin/choom', '-n', '800', '--'] : []),
      ]
    : []

const signalNames: ReadonlyMap<number, string> = new Map(
  (['SIGHUP', 'SIGINT', 'SIGQUIT', 'SIGILL', 'SIGABRT', 'SIGBUS', 'SIGFPE', 'SIGKILL', 'SIGSEGV', 'SIGPIPE', 'SIGTERM'] as const).map(
    name => [constants.signals[name], name],
  ),
)

function installed(program: string): boolean {
  try {
    accessSync(program, modes.X_OK)
    return true
  } catch {
    return false
  }
}

/** The process id of the sandbox's first process, from bwrap's status; null if it ended before saying. */
function sandboxChild(status: Readable): Promise<number | null> {
  return new Promise(resolve => {
    let text = ''
    status.on('error', () => resolve(null))
    status.on('close', () => resolve(null))
    status.on('data', (data: Buffer) => {
      text = (text + data.toString('latin1')).slice(-10_000)
      const found = /"child-pid"\s*:\s*(\d+)/.exec(text)
      if (found) resolve(Number(found[1]))
    })
  })
}

/** bwrap forwards no signal, so the program below its first process is found and signalled itself. */
async function signalProgram(first: number, signal: 'SIGINT' | 'SIGTERM'): Promise<void> {
  const deadline = performance.now() + 2000
  while (performance.now() < deadline) {
    const [program] = (await readFile(`/proc/${first}/task/${first}/children`, 'utf8')).split(' ')
    if (program) {
      process.kill(Number(program), signal)
      return
    }
    await new Promise(resolve => setTimeout(resolve, 5))
  }
}
