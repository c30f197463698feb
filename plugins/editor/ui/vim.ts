import type { Extension } from '@codemirror/state'
import { CodeMirror, Vim, vim } from '@replit/codemirror-vim'
import { led } from './keys.ts'

type Vims = Parameters<Parameters<typeof Vim.defineEx>[2]>[0]

let bound = false

/** Vim's keys, with `:w` and `u` of this editor. */
export function vimKeys(): Extension {
  if (!bound) {
    bound = true
    Vim.defineEx('write', 'w', (editor: Vims) => led.save(editor.cm6))
    const commands = CodeMirror.commands as Record<string, (editor: Vims) => void>
    commands['undo'] = editor => led.undo(editor.cm6)
    commands['redo'] = editor => led.redo(editor.cm6)
  }
  return vim({ status: true })
}
