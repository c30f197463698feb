import type { Remote, Stop } from '@stoa/sdk/contract'
import type { Task, files } from '../contract.ts'
import { sizeText, nameOf } from './names.ts'

/** What is under way on the server, whoever began it; `ended` hears once of each that was begun here and is done. */
export function followTasks({
  remote,
  changed,
  ended,
}: {
  remote: Pick<Remote<typeof files>, 'call' | 'on' | 'onState'>
  changed(): void
  ended(task: Task): void
}) {
  let list: readonly Task[] = []
  const mine = new Set<string>()

  function show(next: readonly Task[]): void {
    list = next
    for (const task of list) if (task.state === 'done' && mine.delete(task.id)) ended(task)
    changed()
  }
  const look = (): void =>
    void remote.call('tasks', {}).then(
      ({ tasks }) => show(tasks),
      () => undefined,
    )
  const stops: Stop[] = [remote.on('tasks', ({ tasks }) => show(tasks)), remote.onState(state => void (state === 'open' && look()))]
  return {
    /** What a person has to see: what runs or has failed, and what was done but not of all. */
    get list(): readonly Task[] {
      return list.filter(({ state, leftOutCount }) => state !== 'done' || leftOutCount !== undefined)
    },
    /** Says that it was begun here. */
    begun({ task }: { task: string }): void {
      mine.add(task)
      show(list)
    },
    cancel(task: string): void {
      list = list.filter(({ id }) => id !== task)
      changed()
      void remote.call('cancel', { task }).catch(() => undefined)
    },
    stop: (): void => stops.forEach(stop => void stop()),
  }
}
export type FollowedTasks = ReturnType<typeof followTasks>

const doing = { copy: 'Copying', compress: 'Compressing', extract: 'Extracting', import: 'Importing' } as const

/** What a task does, for its row: `Extracting data.zip`. */
export const titleOf = ({ kind, path }: Task): string => `${doing[kind]} ${nameOf(path)}`

/** How far it is: `62 % of 48 MB`; `3.1 MB so far` where nobody knows how much there is. */
export function farOf({ done, total }: Task): string {
  if (total === undefined) return done === 0 ? 'beginning' : `${sizeText(done)} so far`
  return `${total === 0 ? 0 : Math.min(100, Math.floor((100 * done) / total))} % of ${sizeText(total)}`
}

/** What was done, for the toast with the way back. */
export function doneText({ kind, made = [] }: Task): string {
  const what = made.length === 1 ? nameOf(made[0]!) : `${made.length.toLocaleString()} items`
  return `${{ copy: 'Copied', compress: 'Made', extract: 'Extracted', import: 'Imported' }[kind]} ${what}.`
}
