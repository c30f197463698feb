import { mkdir, mkdtemp, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import type { Clock, Processes, SandboxedProcess } from '@stoa/sdk/project'
import type { Stop } from '@stoa/sdk/contract'
import { errors } from './errors.ts'
import type { Interpreter } from './interpreter.ts'
import { connectLines, parse, type Lines } from './lines.ts'
import { sessionOver, type Session } from './session.ts'

/** Sessions of a project's worksheets, forked from one zygote that starts with the first and stops when idle. */
export type Kernels = {
  /** Starts a session. Rejects with `no_interpreter` or `kernel_failed`. `starting` hears once that the zygote has to start first. */
  start(worksheet: { path: string; cwd: string; spool: string }): Promise<Session>
  stop(): Promise<void>
}
export type KernelsGiven = {
  readonly processes: Processes
  readonly clock: Clock
  readonly interpreter: Interpreter | null
  /** The folder that holds the package `stoa_kernel`. */
  readonly kernel: string
  /** Folders that plugins put on the kernels' path. */
  readonly python: readonly string[]
  /** Milliseconds without a session after which the zygote stops. */
  readonly idle?: number
}

type Zygote = {
  readonly process: SandboxedProcess
  readonly socket: string
  readonly control: Lines
  readonly folder: string
  ended: boolean
  log: string
}

/** The kernels of one project. Nothing runs until a session is asked for. */
export function openKernels({ processes, clock, interpreter, kernel, python, idle = 10 * 60_000 }: KernelsGiven): Kernels {
  let zygote: Promise<Zygote> | null = null
  let stopped = false
  let idleTimer: Stop | null = null
  const sessions = new Map<number, { reasons: ((reason: string) => void)[] }>()

  const startZygote = async (): Promise<Zygote> => {
    if (!interpreter) throw errors.noInterpreter()
    await mkdir(processes.scratch, { recursive: true })
    const folder = await mkdtemp(join(processes.scratch, 'kernel-'))
    const socket = join(folder, 's')
    const paths = python.flatMap(path => ['--path', path])
    const process = processes.spawn([...interpreter.command, '-m', 'stoa_kernel', '--socket', socket, '--until-stdin-ends', ...paths], {
      env: { PYTHONPATH: kernel, PYTHONUNBUFFERED: '1', MPLBACKEND: 'agg' },
      stdin: 'pipe',
    })
    const started = { process, socket, folder, ended: false, log: '' }
    process.stderr?.on('data', (data: Buffer) => (started.log = (started.log + data.toString()).slice(-4000)))
    await new Promise<void>((resolve, reject) => {
      createInterface({ input: process.stdout! }).on('line', line => {
        if (parse(line)?.event === 'listening') resolve()
      })
      void process.exited.then(() => reject(errors.kernelFailed(started.log)))
    })
    const control = await connectLines(socket, message => {
      if (message.event !== 'exited') return
      const session = sessions.get(Number(message.pid))
      for (const tell of session?.reasons ?? []) tell(String(message.reason ?? 'The session ended.'))
    })
    // A connection hears how sessions end once it has asked something.
    control.send({ event: 'list' })
    const whole: Zygote = Object.assign(started, { control })
    void process.exited.then(async () => {
      whole.ended = true
      control.close()
      await rm(folder, { recursive: true, force: true })
    })
    return whole
  }

  const current = async (): Promise<Zygote> => {
    if (zygote && (await zygote.catch(() => null))?.ended !== false) zygote = null
    zygote ??= startZygote()
    return zygote
  }

  const restWhenIdle = () => {
    if (sessions.size > 0 || stopped) return
    void idleTimer?.()
    idleTimer = clock.after(idle, () => void stopZygote())
  }
  const stopZygote = async () => {
    const running = zygote
    zygote = null
    const ended = await running?.catch(() => null)
    if (!ended) return
    ended.process.stdin?.end()
    ended.process.kill('SIGTERM')
    const last = clock.after(3000, () => ended.process.kill('SIGKILL'))
    await ended.process.exited
    await last()
  }

  return {
    async start({ path, cwd, spool }) {
      void idleTimer?.()
      const own = await current()
      let hear: (message: Record<string, unknown>) => void = () => {}
      const lines = await connectLines(own.socket, message => hear(message))
      const started = await new Promise<Record<string, unknown>>((resolve, reject) => {
        hear = message => {
          if (message.event === 'started') resolve(message)
          if (message.event === 'error') reject(errors.refused(String(message.code), String(message.message)))
        }
        void lines.closed.then(() => reject(errors.kernelFailed(own.log)))
        lines.send({ event: 'start', path, cwd, spool })
      })
      const pid = Number(started.pid)
      const known: { reasons: ((reason: string) => void)[] } = { reasons: [] }
      sessions.set(pid, known)
      const reason = new Promise<string>(resolve => known.reasons.push(resolve))
      const { session, heard } = sessionOver({
        lines,
        pid,
        language: started.sage ? `SageMath ${String(started.sage)}` : `Python ${String(started.python)}`,
        notes: Array.isArray(started.notes) ? started.notes.map(String) : [],
        signal: signal => own.control.send({ event: 'signal', pid, signal }),
        reason: () => soonest(clock, reason, own.process),
      })
      hear = heard
      void session.ended.then(() => {
        sessions.delete(pid)
        restWhenIdle()
      })
      return session
    },
    async stop() {
      stopped = true
      void idleTimer?.()
      await stopZygote()
    },
  }
}

/** Why a session ended: as the zygote says, or that the zygote itself is gone, or after a second just that it ended. */
function soonest(clock: Clock, reason: Promise<string>, process: SandboxedProcess): Promise<string> {
  return new Promise(resolve => {
    const late = clock.after(1000, () => resolve('The session ended.'))
    void reason.then(said => {
      void late()
      resolve(said)
    })
    void process.exited.then(({ signal }) => {
      void late()
      resolve(signal ? `The kernel was ended by ${signal}.` : 'The kernel ended.')
    })
  })
}
