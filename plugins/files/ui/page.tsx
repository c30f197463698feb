import { useCallback, useEffect, useMemo, useRef, useState, useSyncExternalStore, type DragEvent } from 'react'
import { createPortal } from 'react-dom'
import { atLeast } from '@stoa/sdk/contract'
import type { FileKind } from '@stoa/sdk/ui'
import type { Entry } from '../contract.ts'
import { Bar } from './bar.tsx'
import { pasted } from './clipboard.ts'
import { CommandBar } from './command-line.tsx'
import { useDoing } from './doing.tsx'
import { droppedFiles } from './dropped.ts'
import { List } from './list.tsx'
import type { FilesWorld } from './mount.tsx'
import { countOf, nameOf, parentOf, pathIn, sizeText } from './names.ts'
import { NewForm } from './new.tsx'
import type { By } from './order.ts'
import { nothing, only, within, type Selection } from './selection.ts'
import { Transfers } from './transfers.tsx'
import { Trash } from './trash/trash.tsx'
import { UndoBar } from './undo-bar.tsx'
import { isFolder, isShown, opens, type View } from './view.ts'

/** How things of this project are carried within the page while they are dragged. */
const dragged = 'application/x-stoa-paths'

/** A project's files: one folder at a time, live. */
export function FilesPage({ world }: { world: FilesWorld }) {
  const { place, settings, kinds, desk, uploads, following, refusal, refuse } = world
  useSyncExternalStore(world.subscribe, world.revision)
  const { folder } = following
  const { directory } = folder

  const [role, setRole] = useState(place.project.role)
  useEffect(() => {
    const stop = place.project.onChange(() => setRole(place.project.role))
    return () => void stop()
  }, [place])
  const editable = atLeast(role, 'editor')

  const [view, setView] = useState<View>(() => ({
    ...settings.get<By>('files.sort', { sort: 'name', down: false }),
    hidden: settings.get('files.hidden', false),
    search: '',
  }))
  const [selection, setSelection] = useState<Selection>(nothing)
  const [renaming, setRenaming] = useState<string | null>(null)
  const [making, setMaking] = useState<string | null>(null)
  const [trash, setTrash] = useState(false)
  const [commanding, setCommanding] = useState(false)
  const [over, setOver] = useState(false)
  const search = useRef<HTMLInputElement>(null)
  const picker = useRef<HTMLInputElement>(null)

  const { hidden, search: wanted } = view
  const list = useMemo(() => folder.list.filter(isShown({ hidden, search: wanted })), [folder.list, hidden, wanted])
  const shown = useMemo(() => new Set(list.map(entry => entry.name)), [list])
  const chosen = useMemo(() => within(selection, name => shown.has(name)), [selection, shown])
  // What is gone is not chosen again when it comes back.
  useEffect(() => setSelection(now => within(now, name => folder.entries.has(name))), [folder.list, folder.entries])
  const fullPath = useCallback((name: string) => pathIn(directory, name), [directory])

  const change = useCallback(
    (part: Partial<View>) => {
      setView(now => ({ ...now, ...part }))
      if (part.hidden !== undefined) settings.set('files.hidden', part.hidden)
    },
    [settings],
  )
  const sort = (by: By) => {
    change(by)
    settings.set('files.sort', by)
    following.sort(by)
  }
  const leave = useCallback(() => {
    setSelection(nothing)
    setRenaming(null)
    setTrash(false)
    change({ search: '' })
  }, [change])
  const arrived = useRef(directory)
  const go = useCallback(
    (to: string) => {
      leave()
      refuse(null)
      arrived.current = to
      world.go(to)
    },
    [world, leave, refuse],
  )
  // Another folder by the way back, or since this one went away, is come to like by a click.
  useEffect(() => {
    if (arrived.current !== directory) leave()
    arrived.current = directory
  }, [directory, leave])
  const open = useCallback(
    (entry: Entry) => {
      if (!opens(entry)) return
      if (isFolder(entry)) go(pathIn(directory, entry.name))
      else desk.openFile(pathIn(directory, entry.name))
    },
    [desk, directory, go],
  )
  const remove = async (names: readonly string[]) => {
    if (names.length === 0) return
    // The keyboard goes on at what comes after.
    const gone = new Set(names)
    const first = list.findIndex(({ name }) => gone.has(name))
    const next = [...list.slice(first), ...list.slice(0, first).reverse()].find(({ name }) => !gone.has(name))
    setSelection({ names: new Set(), at: next?.name ?? null, anchor: next?.name ?? null })
    refuse(await desk.remove(names.map(fullPath)))
  }
  const doing = useDoing({ world, directory, entries: folder.entries, open, rename: setRenaming, remove: names => void remove(names) })

  async function bring(url: string): Promise<string | null> {
    const refused = await desk.import(url, directory)
    if (refused) return refused.sentence
    setMaking(null)
    change({ search: '' })
    return null
  }
  async function make(name: string, kind: FileKind): Promise<string | null> {
    const result = await desk.create({ directory, name, ...(kind.content !== undefined && { content: kind.content }) })
    if ('sentence' in result) return result.sentence
    settings.set('files.kind', kind.extension)
    setMaking(null)
    change({ search: '' })
    if (!result.folder) desk.openFile(result.path)
    if (parentOf(result.path) === directory) setSelection(only(nameOf(result.path)))
    return null
  }
  async function dropOnto(event: DragEvent, target: string): Promise<void> {
    event.preventDefault()
    event.stopPropagation()
    setOver(false)
    const carried = event.dataTransfer.getData(dragged)
    const paths = carried === '' ? [] : (JSON.parse(carried) as string[]).filter(path => path !== target)
    if (carried && (event.ctrlKey || event.altKey)) refuse(await desk.copy(paths, target))
    else if (carried)
      refuse(
        await desk.move(
          paths.filter(path => parentOf(path) !== target),
          target,
        ),
      )
    else uploads.add(target, await droppedFiles(event.dataTransfer))
  }
  async function renamed(entry: Entry, name: string | null): Promise<void> {
    const refused = name === null ? null : await desk.rename(directory, entry, name)
    refuse(refused)
    setRenaming(refused ? entry.name : null)
    if (!refused && name !== null) setSelection(only(name))
  }

  useEffect(() => {
    const stop = place.commands([
      ...(editable
        ? [
            { id: 'files.new', title: 'New file or folder', run: () => setMaking('') },
            { id: 'files.command', title: 'Command line', key: 'Ctrl-`', run: () => setCommanding(true) },
            { id: 'files.upload', title: 'Upload files', run: () => picker.current?.click() },
          ]
        : []),
      { id: 'files.search', title: 'Filter this folder', run: () => search.current?.focus() },
      {
        id: 'files.find',
        title: 'Find in the files of this folder',
        key: 'Mod-Shift-f',
        run: () => place.project.openPage('find', directory === '' ? {} : { in: directory }),
      },
      { id: 'files.trash', title: 'Show the trash', run: () => setTrash(true) },
      { id: 'files.hidden', title: hidden ? 'Leave out hidden files' : 'Show hidden files', run: () => change({ hidden: !hidden }) },
    ])
    return () => void stop()
  }, [place, editable, hidden, change, directory])
  useEffect(() => {
    const bytes = [...chosen.names].reduce((sum, name) => sum + (folder.entries.get(name)?.size ?? 0), 0)
    place.status({
      left: !folder.complete
        ? `${countOf(list.length)} of ${folder.total.toLocaleString()} so far`
        : list.length < folder.total
          ? `${list.length.toLocaleString()} of ${countOf(folder.total)} shown`
          : countOf(list.length),
      right: chosen.names.size > 0 ? `${countOf(chosen.names.size)} selected, ${sizeText(bytes)}` : '',
    })
  }, [place, chosen, list, folder])

  const bar = (
    <Bar
      place={place}
      directory={directory}
      view={view}
      editable={editable}
      searchRef={search}
      go={go}
      change={change}
      upload={() => picker.current?.click()}
      make={() => setMaking('')}
      command={() => setCommanding(now => !now)}
      commanding={commanding}
      trash={() => setTrash(now => !now)}
      trashShown={trash}
      found={() => {
        const meant = editable ? pasted(wanted, null) : null
        if (meant !== null && meant !== 'held')
          return void bring(meant.url).then(sentence => refuse(sentence === null ? null : { at: null, sentence }))
        const exact = list.find(entry => entry.name === wanted) ?? list[0]
        if (exact) open(exact)
        else if (editable && wanted !== '') setMaking(wanted)
      }}
      toList={() => place.element.querySelector<HTMLElement>('.fl-grid')?.focus()}
      drop={(event, target) => void (editable && dropOnto(event, target))}
    />
  )
  return (
    <>
      {createPortal(bar, place.toolbar)}
      <input
        ref={picker}
        type="file"
        multiple
        hidden
        aria-label="Files to upload"
        onChange={event => {
          uploads.add(
            directory,
            [...(event.target.files ?? [])].map(file => ({ file, path: file.webkitRelativePath || file.name })),
          )
          event.target.value = ''
        }}
      />
      <div
        className="fl"
        data-over={over}
        onDragOver={event => {
          if (!editable || !event.dataTransfer.types.includes('Files')) return
          event.preventDefault()
          setOver(true)
        }}
        onDragLeave={event => event.currentTarget.contains(event.relatedTarget as Node | null) || setOver(false)}
        onDrop={event => void (editable && event.dataTransfer.types.includes('Files') && dropOnto(event, directory))}
      >
        {making !== null && editable && (
          <NewForm
            kinds={kinds.list()}
            usual={settings.get('files.kind', '.sagews')}
            name={making}
            made={make}
            bring={bring}
            close={() => setMaking(null)}
          />
        )}
        {refusal && (refusal.at === null || !folder.entries.has(refusal.at)) && (
          <p className="fl-note" role="alert">
            {refusal.sentence}
            <button type="button" className="fl-button" onClick={() => refuse(null)}>
              Dismiss
            </button>
          </p>
        )}
        {folder.error && (
          <p className="fl-note" role="alert">
            {folder.error}
            <button type="button" className="fl-button" onClick={() => go(directory)}>
              Try again
            </button>
          </p>
        )}
        {trash ? (
          <Trash desk={desk} editable={editable} close={() => setTrash(false)} />
        ) : (
          <List
            list={list}
            view={view}
            folder={folder}
            selection={chosen}
            renaming={renaming}
            refusal={refusal}
            editable={editable}
            kinds={kinds.list()}
            select={setSelection}
            sort={sort}
            open={open}
            held={doing.held !== null}
            run={doing.run}
            undo={world.undo.undo}
            paste={event => {
              if (!editable) return
              const files = [...event.clipboardData.files].map(file => ({ file, path: file.name }))
              const meant = pasted(event.clipboardData.getData('text/plain'), doing.held)
              if (files.length > 0) uploads.add(directory, files)
              else if (meant === 'held') doing.run('paste', [])
              else if (meant !== null) void desk.import(meant.url, directory).then(refuse)
              else return
              event.preventDefault()
            }}
            actionsOf={entry => {
              const path = fullPath(entry.name)
              return world.actions.of(path).map(({ title, run }) => ({ title, run: () => run({ path, project: place.project }) }))
            }}
            up={() => directory !== '' && go(parentOf(directory))}
            find={() => search.current?.focus()}
            renamed={(entry, name) => void renamed(entry, name)}
            begin={() => setMaking('')}
            make={async (name, kind) => {
              const refused = await make(name, kind)
              if (refused) refuse({ at: null, sentence: refused })
            }}
            drag={(entry, event) => {
              const names = chosen.names.has(entry.name) ? [...chosen.names] : [entry.name]
              event.dataTransfer.setData(dragged, JSON.stringify(names.map(fullPath)))
              event.dataTransfer.effectAllowed = 'copyMove'
            }}
            drop={(entry, event) => void dropOnto(event, fullPath(entry.name))}
          />
        )}
        <div className="fl-foot">
          <UndoBar undo={world.undo} />
          {commanding && editable && (
            <CommandBar
              commands={world.commands}
              directory={directory}
              close={() => {
                setCommanding(false)
                place.element.querySelector<HTMLElement>('.fl-grid')?.focus()
              }}
            />
          )}
          <Transfers uploads={uploads} tasks={world.tasks} editable={editable} choose={() => picker.current?.click()} />
        </div>
        {doing.dialog}
      </div>
    </>
  )
}
