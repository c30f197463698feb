import { openSearchPanel, gotoLine } from '@codemirror/search'
import type { EditorView } from '@codemirror/view'
import type { Command, OpenDocument, Settings } from '@stoa/sdk/ui'
import { keysTitles, type Keys } from './keys.ts'
import { doAgain, takeBack } from './origin.ts'
import { nextRuler } from './ruler.ts'

/** Sizes of letters in pixels. */
export const sizes = { least: 9, usual: 13, most: 28 } as const

/** What the palette offers while a text is shown. */
export function commandsOf({
  view,
  shared,
  settings,
  save,
  split,
}: {
  /** The view that had the keyboard last. */
  view(): EditorView
  shared: OpenDocument
  settings: Settings
  save(): void
  split(): void
}): Command[] {
  const size = (by: number) => () =>
    settings.set('editor.size', Math.min(sizes.most, Math.max(sizes.least, settings.get<number>('editor.size', sizes.usual) + by)))
  const editable = () => shared.editable
  const within = (work: (view: EditorView) => unknown) => () => {
    view().focus()
    work(view())
  }
  const keys = (Object.keys(keysTitles) as Keys[]).map(one => ({
    id: `editor.keys.${one}`,
    title: keysTitles[one],
    enabled: () => settings.get<Keys>('editor.keys', 'usual') !== one,
    run: () => settings.set('editor.keys', one),
  }))
  return [
    { id: 'editor.save', title: 'Save', key: 'Mod-s', enabled: editable, run: save },
    { id: 'editor.find', title: 'Find and replace', key: 'Mod-f', run: within(openSearchPanel) },
    { id: 'editor.line', title: 'Go to line', key: 'Mod-Alt-g', run: within(gotoLine) },
    { id: 'editor.undo', title: 'Undo', key: 'Mod-z', enabled: editable, run: within(takeBack) },
    { id: 'editor.redo', title: 'Redo', key: 'Mod-y', enabled: editable, run: within(doAgain) },
    {
      id: 'editor.wrap',
      title: 'Wrap long lines',
      key: 'Alt-z',
      run: () => settings.set('editor.wrap', !settings.get('editor.wrap', true)),
    },
    { id: 'editor.split', title: 'Split the text in two, or join it', run: split },
    {
      id: 'editor.ruler',
      title: 'Line at 80, 100 or 120 columns, or none',
      run: () => settings.set('editor.ruler', nextRuler(settings.get<number>('editor.ruler', 0))),
    },
    { id: 'editor.larger', title: 'Larger text', run: size(1) },
    { id: 'editor.smaller', title: 'Smaller text', run: size(-1) },
    ...keys,
  ]
}
