import type { EditorView } from '@codemirror/view'
import type { Command } from '@stoa/sdk/ui'
import type { CellCommands } from './commands.ts'
import type { Desk } from './desk.ts'
import { openFind } from './find.ts'

/** The worksheet's commands as the palette lists them. */
export function named({
  active,
  commands,
  desk,
  restart,
  divide,
}: {
  active(): EditorView
  commands: CellCommands
  desk: Desk
  restart(): void
  divide(): void
}): Command[] {
  const runnable = () => desk.runnable
  const editable = () => desk.editable
  const busy = () => desk.runnable && desk.runs.counts.running + desk.runs.counts.waiting > 0
  const command = (id: string, title: string, run: (view: EditorView) => unknown, enabled: () => boolean, key?: string): Command => ({
    id: `sagews.${id}`,
    title,
    enabled,
    run: () => void run(active()),
    ...(key ? { key } : {}),
  })
  return [
    command('run', 'Run and go to the next cell', commands.runAndNext, runnable, 'Shift-Enter'),
    command('run-stay', 'Run and stay', commands.run, runnable, 'Alt-Enter'),
    command('run-split', 'Run and split', commands.runAndSplit, runnable, 'Mod-Enter'),
    command('run-all', 'Run all cells', commands.runAll, runnable),
    command('interrupt', 'Interrupt', commands.interrupt, busy, 'Escape'),
    command('restart', 'Restart the session', restart, runnable),
    command('split', 'Split cell', commands.split, editable, 'Mod-;'),
    command('join', 'Join with the cell above', commands.join, editable),
    command('insert', 'Insert cell below', commands.insertAfter, editable),
    command('insert-above', 'Insert cell above', commands.insertBefore, editable),
    command('delete', 'Delete cells', commands.remove, editable),
    command('input', 'Hide or show input', commands.toggleInput, editable, 'Ctrl-\\'),
    command('output', 'Hide or show output', commands.toggleOutput, editable, 'Shift-Ctrl-\\'),
    command('delete-output', 'Delete output', commands.deleteOutput, editable),
    command('two', 'Two views of the worksheet, or one', divide, () => true),
    command('find', 'Find in code', openFind, () => true, 'Mod-f'),
  ]
}
