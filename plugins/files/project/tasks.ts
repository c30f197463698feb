import { randomBytes } from 'node:crypto'
import type { Stop } from '@stoa/sdk/contract'
import { errorBody } from '@stoa/sdk/contract'
import type { Activity, Clock, Log } from '@stoa/sdk/project'
import type { Task } from '../contract.ts'
import { errors, refusal } from './errors.ts'
import type { LeftOut } from './tree.ts'

/** Says how far something is, in bytes; `total` is left out while nobody knows. */
export type Report = (far: { done: number; total?: number }) => void
type Work = (given: { report: Report; signal: AbortSignal }) => Promise<{ made: string[]; leftOut?: readonly LeftOut[] }>

/** How often those who look are told how far things are, in milliseconds. */
const tellEvery = 150
/** How long what has ended is still told of, in milliseconds: done, for whoever was away for a moment; failed, until somebody has read it. */
const doneFor = 30_000
const failedFor = 3_600_000
const mostAtOnce = 20
/** How many of the things that were left out are told by name. */
const mostLeftOut = 20

type Running = { task: Task; cancel: AbortController; ended: Promise<void>; forget?: Stop }

/** What takes long, each with how far it is and a way to end it. It goes on when whoever asked for it goes away. */
export function startTasks({ clock, log, activity, changed }: { clock: Clock; log: Log; activity: Activity; changed(): void }) {
  const running = new Map<string, Running>()
  let telling: Stop | undefined

  function soon(): void {
    telling ??= clock.after(tellEvery, () => {
      telling = undefined
      changed()
    })
  }

  function set(id: string, part: Partial<Task>): void {
    const one = running.get(id)
    if (one) one.task = { ...one.task, ...part }
  }

  function end(id: string, part: Partial<Task>, keptFor: number): void {
    set(id, part)
    const one = running.get(id)
    if (one) one.forget = clock.after(keptFor, () => forget(id))
    changed()
  }

  function forget(id: string): void {
    const one = running.get(id)
    if (!running.delete(id)) return
    void one?.forget?.()
    changed()
  }

  return {
    list: (): Task[] => [...running.values()].map(({ task }) => task),
    /** Begins; answers the id under which it is told of. */
    start({ kind, path, by }: Pick<Task, 'kind' | 'path' | 'by'>, work: Work): string {
      if ([...running.values()].filter(({ task }) => task.state === 'running').length >= mostAtOnce) throw errors.tooBusy(mostAtOnce)
      const id = randomBytes(8).toString('hex')
      const cancel = new AbortController()
      const release = activity.hold(`${kind} ${path}`)
      const report: Report = far => {
        set(id, far)
        soon()
      }
      const ended = work({ report, signal: cancel.signal })
        .then(
          ({ made, leftOut = [] }) => {
            const told = leftOut.slice(0, mostLeftOut)
            end(
              id,
              { state: 'done', made, ...(leftOut.length > 0 && { leftOut: told, leftOutCount: leftOut.length }) },
              leftOut.length > 0 ? failedFor : doneFor,
            )
          },
          (failure: unknown) => {
            if (cancel.signal.aborted) return forget(id)
            const refused = refusal(failure, path)
            const error = errorBody(refused)
            if (error.code === 'internal') log.error({ error: refused, path }, `${kind} failed.`)
            end(id, { state: 'failed', error: { code: error.code, message: error.message } }, failedFor)
          },
        )
        .finally(() => void release())
      running.set(id, { task: { id, kind, path, by, done: 0, state: 'running' }, cancel, ended })
      changed()
      return id
    },
    /** Ends one that runs, so that nothing is left of it; of one that has ended, says that it was read. */
    cancel(id: string): void {
      const one = running.get(id)
      if (!one) return
      if (one.task.state === 'running') one.cancel.abort()
      else forget(id)
    },
    async stop(): Promise<void> {
      void telling?.()
      const all = [...running.values()]
      for (const { cancel, forget: timer } of all) {
        cancel.abort()
        void timer?.()
      }
      await Promise.all(all.map(({ ended }) => ended))
      for (const { forget: timer } of all) void timer?.()
    },
  }
}
export type Tasks = ReturnType<typeof startTasks>
