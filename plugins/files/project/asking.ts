import type { Caller, Served, Static, Stop } from '@stoa/sdk/contract'
import { StoaError } from '@stoa/sdk/contract'
import type { Activity, Files, Processes } from '@stoa/sdk/project'
import type { files as contract } from '../contract.ts'
import { runCommand, type Command } from './command.ts'
import { errors } from './errors.ts'
import { find } from './find.ts'

type Viewer = Caller<typeof contract>
type Input<K extends 'find' | 'run'> = Static<(typeof contract)['calls'][K]['input']>
type Emit = Served<typeof contract>['emit']

/** How many searches and commands one viewer may have under way. */
const mostEach = 4

/** Searches and commands: each belongs to the channel that asked for it, is told to it alone, and ends with it. */
export function startAsking({ files, processes, activity, emit }: { files: Files; processes: Processes; activity: Activity; emit: Emit }) {
  const under = new Map<Viewer, Map<string, Stop>>()
  const commands = new Map<string, Command>()
  const keyOf = (caller: Viewer, run: string): string => `${caller.id} ${run}`

  /** Does `work` under a name that `end` can be called by; refuses the same name twice, and too many. */
  async function during<T>(caller: Viewer, run: string, end: Stop, work: () => Promise<T>): Promise<T> {
    const mine = under.get(caller) ?? new Map<string, Stop>()
    if (mine.has(run) || mine.size >= mostEach) throw errors.tooBusy(mostEach)
    under.set(caller, mine.set(run, end))
    try {
      return await work()
    } finally {
      mine.delete(run)
      if (mine.size === 0) under.delete(caller)
    }
  }

  function endAll(caller: Viewer): void {
    for (const end of under.get(caller)?.values() ?? []) void end()
  }

  return {
    find({ run, ...query }: Input<'find'>, caller: Viewer) {
      const cancel = new AbortController()
      const work = () =>
        find({
          files,
          processes,
          query,
          signal: cancel.signal,
          async found(some) {
            if (!caller.writable) await caller.drained()
            if (!cancel.signal.aborted) emit('found', { run, found: some }, caller)
          },
        }).catch((failure: unknown) => {
          if (cancel.signal.aborted) throw new StoaError({ code: 'cancelled', message: 'The search was ended.' })
          throw failure
        })
      return during(caller, run, () => cancel.abort(), work)
    },
    endFind: ({ run }: { run: string }, caller: Viewer): void => void under.get(caller)?.get(run)?.(),
    run({ run, directory, command }: Input<'run'>, caller: Viewer) {
      let closed = false
      const key = keyOf(caller, run)
      const end = (): void => {
        closed = true
        commands.get(key)?.kill()
      }
      return during(caller, run, end, async () => {
        const release = activity.hold('a command')
        try {
          const running = await runCommand({
            files,
            processes,
            directory,
            command,
            async print(text) {
              if (!caller.writable && !closed) await caller.drained()
              if (!closed) emit('printed', { run, text }, caller)
            },
          })
          commands.set(key, running)
          if (closed) running.kill()
          return await running.ended
        } finally {
          commands.delete(key)
          void release()
        }
      })
    },
    interrupt({ run, kill }: { run: string; kill: boolean }, caller: Viewer): void {
      const command = commands.get(keyOf(caller, run))
      if (kill) command?.kill()
      else command?.interrupt()
    },
    /** Ends what somebody asked whose channel closed, or who may not ask any more. */
    forget: endAll,
    stop(): void {
      for (const caller of [...under.keys()]) endAll(caller)
    },
  }
}
