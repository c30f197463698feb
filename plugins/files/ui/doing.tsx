import { useCallback, useState, type ReactNode } from 'react'
import type { Entry } from '../contract.ts'
import type { Act } from './acts.ts'
import { holdPaths, type Held } from './clipboard.ts'
import { Destination } from './destination.tsx'
import type { Refusal } from './desk.ts'
import type { FilesWorld } from './mount.tsx'
import { countOf, parentOf, pathIn, urlPath } from './names.ts'
import { Permissions } from './permissions.tsx'
import { isFile } from './view.ts'

type Asked = { readonly what: 'move' | 'copyTo' | 'mode'; readonly names: readonly string[]; readonly directory: string }

/** Does what was chosen of a menu, a button or a key, with the dialogs that ask for what is missing. */
export function useDoing({
  world,
  directory,
  entries,
  open,
  rename,
  remove,
}: {
  world: FilesWorld
  directory: string
  entries: ReadonlyMap<string, Entry>
  open(entry: Entry): void
  rename(name: string): void
  remove(names: readonly string[]): void
}): { held: Held | null; run(act: Act, names: readonly string[]): void; dialog: ReactNode } {
  const { desk, place, refuse } = world
  const [held, setHeld] = useState<Held | null>(null)
  const [asked, setAsked] = useState<Asked | null>(null)
  const done = useCallback((doing: Promise<Refusal | null>) => void doing.then(refuse), [refuse])

  async function bring(what: Held, to: string): Promise<Refusal | null> {
    const paths = what.paths.filter(path => !what.cut || parentOf(path) !== to)
    if (paths.length === 0) return null
    return (await desk.makeSure(to)) ?? (what.cut ? desk.move(paths, to) : desk.copy(paths, to))
  }

  function run(act: Act, names: readonly string[]): void {
    const paths = names.map(name => pathIn(directory, name))
    const archives = place.project.url(`files@1/archive/${urlPath(directory)}`)
    const hold = (cut: boolean): void => {
      setHeld({ paths, cut })
      holdPaths(paths)
    }
    const first = entries.get(names[0] ?? '')
    const does: Record<Act, () => void> = {
      open: () => first && open(first),
      download: () =>
        desk.download(
          names.filter(name => entries.has(name) && isFile(entries.get(name)!)).map(name => pathIn(directory, name)),
          path => place.project.url(`files@1/download/${urlPath(path)}`),
        ),
      downloadZip: () => desk.downloadArchive(names, archives, 'zip'),
      downloadTar: () => desk.downloadArchive(names, archives, 'tar.gz'),
      rename: () => names[0] !== undefined && rename(names[0]),
      cut: () => hold(true),
      copy: () => hold(false),
      paste() {
        if (held === null) return
        if (held.cut) setHeld(null)
        done(bring(held, directory))
      },
      move: () => setAsked({ what: 'move', names, directory }),
      copyTo: () => setAsked({ what: 'copyTo', names, directory }),
      duplicate: () => done(desk.copy(paths, directory)),
      zip: () => done(desk.compress(directory, [...names], 'zip')),
      tar: () => done(desk.compress(directory, [...names], 'tar.gz')),
      extract: () => paths[0] !== undefined && done(desk.extract(paths[0])),
      mode: () => setAsked({ what: 'mode', names, directory }),
      remove: () => remove(names),
    }
    if (names.length > 0 || act === 'paste') does[act]()
  }

  const close = (): void => setAsked(null)
  return { held, run, dialog: asked && dialogOf(asked) }

  function dialogOf({ what, names, directory: from }: Asked): ReactNode {
    const paths = names.map(name => pathIn(from, name))
    const subject = names.length === 1 ? names[0]! : countOf(names.length)
    if (what === 'mode')
      return (
        <Permissions
          title={`Permissions of ${subject}`}
          mode={entries.get(names[0]!)?.mode ?? 0o644}
          close={close}
          choose={mode => {
            close()
            done(desk.setMode(paths, mode))
          }}
        />
      )
    const verb = what === 'move' ? 'Move' : 'Copy'
    return (
      <Destination
        desk={desk}
        title={`${verb} ${subject}`}
        verb={verb}
        from={from}
        leaveOut={paths}
        close={close}
        choose={to => {
          close()
          done(bring({ paths, cut: what === 'move' }, to))
        }}
      />
    )
  }
}
