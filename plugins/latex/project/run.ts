import type { Stop } from '@stoa/sdk/contract'
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

/** A program that was started. `stop` ends it and everything that it started. */
export type Run = { readonly ended: Promise<Ended>; stop(): void }
/** A program that waits for a line on its input before it begins; its time runs from `go` on. */
export type Held = Run & { go(heard?: (text: string) => void): void }

type RunGiven = {
  readonly processes: Processes
  readonly clock: Clock
  readonly command: readonly [string, ...string[]]
  readonly cwd: string
  readonly env: Record<string, string>
  readonly limits: Limits
}

/** Runs one program within limits. */
export function run({ heard, ...given }: RunGiven & { heard?(text: string): void }): Run {
  const held = hold(given, 'ignore')
  held.go(heard)
  return held
}

/** Starts one program within limits that waits until it is told to go. */
export function hold({ processes, clock, command, cwd, env, limits }: RunGiven, stdin: 'pipe' | 'ignore' = 'pipe'): Held {
  const started = processes.spawn([...limited(limits), ...command] as [string, ...string[]], { cwd, env, stdin })
  let by: Ended['by'] = 'itself'
  const end = (why: Ended['by']) => {
    if (by === 'itself') by = why
    started.kill('SIGKILL')
  }
  let stopTimer: Stop = () => undefined
  let hear: (text: string) => void = () => undefined
  // One that has ended is written to in vain.
  started.stdin?.on('error', () => undefined)
  let printed = ''
  let size = 0
  for (const stream of [started.stdout, started.stderr]) {
    stream?.on('data', (data: Buffer) => {
      size += data.length
      if (size > limits.printed) return end('output')
      const text = data.toString('latin1')
      printed = (printed + text).slice(-printedKept)
      hear(text)
    })
  }
  return {
    ended: whenEnded(started).then(({ code, signal }) => (void stopTimer(), { code, signal, by, printed })),
    stop: () => end('person'),
    go(heard = () => undefined) {
      hear = heard
      stopTimer = clock.after(limits.time, () => end('time'))
      started.stdin?.end('go\n')
    },
  }
}

const whenEnded = ({ exited }: SandboxedProcess) => exited

const limited = ({ memory, file }: Limits): string[] =>
  process.platform === 'linux' ? ['prlimit', `--fsize=${file}`, ...(memory > 0 ? [`--as=${memory}`] : []), '--core=0', '--'] : []
