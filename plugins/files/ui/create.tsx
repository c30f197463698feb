import type { FileKind } from '@stoa/sdk/ui'
import { withExtension } from './names.ts'
import { folderKind } from './new.tsx'

/** Below what was found: makes what was looked for. A slash at the end of the name means a folder. */
export function CreateRow({
  name,
  kinds,
  make,
}: {
  name: string
  kinds: readonly FileKind[]
  make(name: string, kind: FileKind): Promise<void>
}) {
  const bare = name.replace(/\/+$/, '').trim()
  const offered = name.endsWith('/')
    ? [folderKind]
    : withExtension(bare, '.x') === bare
      ? [{ extension: '', title: 'File' }, folderKind]
      : [...kinds, folderKind]
  return (
    <div className="fl-create">
      <span>Create “{bare}” as</span>
      {offered.map(kind => (
        <button
          key={kind.extension + kind.title}
          type="button"
          className="fl-button"
          onClick={() => void make(kind === folderKind ? `${bare}/` : withExtension(bare, kind.extension), kind)}
        >
          {kind.title}
        </button>
      ))}
    </div>
  )
}
