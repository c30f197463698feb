import type { Clock, Processes, SandboxedProcess } from '@stoa/sdk/project'

/** What one program of a build may use. */
export type Limits = {
  /** Milliseconds. */ readonly time: number
  /** Bytes of address space; 0 for as much as the project has. */ readonly memory: number
  /** Bytes that it may print. */ readonly printed: number
  /** Bytes that one file may have. */ readonly file: number
}

/** How a program ended: by itself with a code, by a limit, or because somebody stopped it. */
export type Ended = {
  readonly code: number | null
  readonly signal: string | null
  readonly by: 'itself' | 'time' | 'output' | 'person'
  /** The last that it printed. */ readonly printed: string
}

const printedKept = 200_000

/** Runs one program within limits. `stop` ends it and everything that it started. */
export function run({
  processes,
  clock,
  command,
  cwd,
  env,
  limits,
  heard,
}: {
  processes: Processes
  clock: Clock
  command: readonly [string, ...string[]]
  cwd: string
  env: Record<string, string>
  limits: Limits
  heard?(text: string): void
}): { ended: Promise<Ended>; stop(): void } {
  const started = processes.spawn([...limited(limits), ...command] as [string, ...string[]], { cwd, env })
  let by: Ended['by'] = 'itself'
  const end = (why: Ended['by']) => {
    if (by === 'itself') by = why
    started.kill('SIGKILL')
  }
  const stopTimer = clock.after(limits.time, () => end('time'))
  let printed = ''
  let size = 0
  for (const stream of [started.stdout, started.stderr]) {
    stream?.on('data', (data: Buffer) => {
      size += data.length
      if (size > limits.printed) return end('output')
      const text = data.toString('latin1')
      printed = (printed + text).slice(-printedKept)
      heard?.(text)
    })
  }
  return {
    ended: whenEnded(started).then(({ code, signal }) => (void stopTimer(), { code, signal, by, printed })),
    stop: () => end('person'),
  }
}

const whenEnded = ({ exited }: SandboxedProcess) => exited

const limited = ({ memory, file }: Limits): string[] =>
  process.platform === 'linux' ? ['prlimit', `--fsize=${file}`, ...(memory > 0 ? [`--as=${memory}`] : []), '--core=0', '--'] : []
