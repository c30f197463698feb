import { Prec, type Extension } from '@codemirror/state'
import { keymap, type Command, type EditorView } from '@codemirror/view'
import { defaultKeymap, indentLess, toggleComment } from '@codemirror/commands'
import { closeBracketsKeymap, completionKeymap } from '@codemirror/autocomplete'
import type { CellCommands } from './commands.ts'
import { closeDocs } from './complete.ts'
import { closeFind, openFind, step } from './find.ts'
import { guardedRedo, guardedUndo } from './protect.ts'

/** The keys of worksheets. What is not listed has CodeMirror's own meaning; commands that would edit markers are left out. */
export function keys({
  commands,
  tab,
  save,
  open,
}: {
  commands: CellCommands
  tab: Command
  save: () => void
  open: (view: EditorView) => boolean
}): Extension {
  const interruptOrCopy = (view: EditorView) => view.state.selection.main.empty && commands.interrupt(view)
  const escape = (view: EditorView) => closeDocs(view) || closeFind(view) || commands.interrupt(view)
  return [
    Prec.high(
      keymap.of([
        { key: 'Shift-Enter', run: commands.runAndNext },
        { key: 'Alt-Enter', run: commands.run },
        { key: 'Mod-Enter', run: commands.runAndSplit },
        { key: 'Mod-;', run: commands.split },
        { key: 'Ctrl-c', run: interruptOrCopy },
        { key: 'Ctrl-\\', run: commands.toggleInput },
        { key: 'Shift-Ctrl-\\', run: commands.toggleOutput },
        { key: 'Tab', run: tab },
        { key: 'Shift-Tab', run: indentLess },
        { key: 'Mod-z', run: guardedUndo },
        { key: 'Mod-y', mac: 'Mod-Shift-z', run: guardedRedo },
        { key: 'Mod-Shift-z', run: guardedRedo },
        { key: 'Mod-f', run: openFind },
        { key: 'F3', run: view => step(view, 1), shift: view => step(view, -1) },
        { key: 'Mod-g', run: view => step(view, 1), shift: view => step(view, -1) },
        { key: 'Mod-/', run: toggleComment },
        { key: 'Mod-a', run: commands.selectCell },
        { key: 'Mod-s', run: () => (save(), true) },
        { key: 'Enter', run: open },
      ]),
    ),
    keymap.of([
      ...closeBracketsKeymap,
      ...completionKeymap,
      { key: 'Escape', run: escape },
      ...defaultKeymap.filter(binding => !without.has(binding.key ?? '')),
    ]),
  ]
}
const without = new Set(['Mod-i', 'Alt-ArrowLeft', 'Alt-ArrowRight'])
