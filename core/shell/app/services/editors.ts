import type { Editors, FileEditor } from '@stoa/sdk/ui'
import { createValue, type Readable } from '../value.ts'

/** The editors that plugins have added, and which of them opens a file. */
export type EditorRegistry = Editors & { readonly list: Readable<readonly FileEditor[]> }

export function createEditors(): EditorRegistry {
  const list = createValue<readonly FileEditor[]>([])
  return {
    list,
    add(editor) {
      if (list.get().some(({ id }) => id === editor.id)) throw new Error(`There is an editor “${editor.id}” already`)
      list.update(all => [...all, editor])
      return () => list.update(all => all.filter(one => one !== editor))
    },
  }
}

/** The editors that can show a file, best first. One whose `fits` throws fits nothing. */
export function editorsFor(editors: readonly FileEditor[], path: string): readonly FileEditor[] {
  const fit = (editor: FileEditor): number => {
    try {
      return editor.fits(path)
    } catch {
      return 0
    }
  }
  return editors
    .map(editor => ({ editor, fit: fit(editor) }))
    .filter(({ fit }) => fit > 0)
    .toSorted((a, b) => b.fit - a.fit)
    .map(({ editor }) => editor)
}

/** The editor that a file is left to by another: the next best. */
export function editorAfter(
  editors: readonly FileEditor[],
  { path, editor }: { path: string; editor: FileEditor },
): FileEditor | undefined {
  const fitting = editorsFor(editors, path)
  return fitting[fitting.indexOf(editor) + 1]
}
