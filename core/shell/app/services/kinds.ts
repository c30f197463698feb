import type { FileKind, FileKinds } from '@stoa/sdk/ui'

/** The kinds of new file that plugins have added, in the order they came. */
export function createFileKinds(): FileKinds {
  let kinds: readonly FileKind[] = []
  return {
    add(kind) {
      kinds = [...kinds, kind]
      return () => void (kinds = kinds.filter(one => one !== kind))
    },
    list: () => kinds,
  }
}
