import type { Clock, Processes } from '@stoa/sdk/project'

/** How a program ended: its exit code, or null if it was killed; `missing` where there is no such program; and the last that it printed. */
export type ProgramEnd = { readonly code: number | null; readonly missing: boolean; readonly printed: string }

const printedKept = 100_000

/** Runs a program in the project's inner sandbox for at most `time` milliseconds. */
export async function runProgram({
  processes,
  clock,
  command,
  cwd,
  time,
}: {
  processes: Processes
  clock: Clock
  command: readonly [string, ...string[]]
  cwd: string
  time: number
}): Promise<ProgramEnd> {
  const started = processes.spawn(command, { cwd, stdin: 'ignore' })
  const stopTimer = clock.after(time, () => started.kill('SIGKILL'))
  let printed = ''
  for (const stream of [started.stdout, started.stderr])
    stream?.on('data', (data: Buffer) => void (printed = (printed + data.toString('latin1')).slice(-printedKept)))
  const { code } = await started.exited.catch(() => ({ code: 127 }))
  void stopTimer()
  return { code, missing: code === 127 || /execvp|ENOENT/.test(printed), printed }
}
