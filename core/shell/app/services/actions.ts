import type { FileAction, FileActions } from '@stoa/sdk/ui'
import { createValue, type Readable } from '../value.ts'

/** What plugins offer to do with files, in the order it was added. */
export type FileActionRegistry = FileActions & { readonly list: Readable<readonly FileAction[]> }

export function createFileActions(): FileActionRegistry {
  const list = createValue<readonly FileAction[]>([])
  return {
    list,
    add(action) {
      if (list.get().some(({ id }) => id === action.id)) throw new Error(`There is an action “${action.id}” already`)
      list.update(all => [...all, action])
      return () => list.update(all => all.filter(one => one !== action))
    },
    of: path => actionsFor(list.get(), path),
  }
}

/** The actions that a file has. One whose `fits` throws is none. */
export function actionsFor(actions: readonly FileAction[], path: string): readonly FileAction[] {
  return actions.filter(action => {
    try {
      return action.fits(path)
    } catch {
      return false
    }
  })
}
