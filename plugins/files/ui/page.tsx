import { useCallback, useEffect, useMemo, useRef, useState, useSyncExternalStore, type DragEvent } from 'react'
import { createPortal } from 'react-dom'
import { atLeast } from '@stoa/sdk/contract'
import type { FileKind, FileKinds, Place, Settings, Toasts } from '@stoa/sdk/ui'
import type { Entry, files } from '../contract.ts'
import { Bar } from './bar.tsx'
import { createDesk, type Refusal } from './desk.ts'
import { droppedFiles } from './dropped.ts'
import { List } from './list.tsx'
import { followFolder } from './listing.ts'
import { nameOf, parentOf, pathIn, urlPath } from './names.ts'
import { NewForm } from './new.tsx'
import { nothing, within, type Selection } from './selection.ts'
import { Transfers } from './transfers.tsx'
import { Trash } from './trash.tsx'
import { createUploads } from './uploads.ts'
import { isFolder, opens, shown, type View } from './view.ts'

const usualView: View = { sort: 'name', down: false, hidden: false, search: '' }
/** How things of this project are carried within the page while they are dragged. */
const dragged = 'application/x-stoa-paths'

/** A project's files: one folder at a time, live. */
export function FilesPage({ place, toasts, settings, kinds }: { place: Place; toasts: Toasts; settings: Settings; kinds: FileKinds }) {
  const world = useMemo(() => connected({ place, toasts }), [place, toasts])
  useEffect(() => world.start(), [world])
  useSyncExternalStore(world.subscribe, world.revision)
  const { desk, uploads } = world
  const { folder } = world.following
  const { directory } = folder

  const [role, setRole] = useState(place.project.role)
  useEffect(() => {
    const stop = place.project.onChange(() => setRole(place.project.role))
    return () => void stop()
  }, [place])
  const editable = atLeast(role, 'editor')

  const [view, setView] = useState<View>(() => ({ ...usualView, ...settings.get<Partial<View>>('files.view', {}), search: '' }))
  const [selection, setSelection] = useState<Selection>(nothing)
  const [refusal, setRefusal] = useState<Refusal | null>(null)
  const [renaming, setRenaming] = useState<string | null>(null)
  const [making, setMaking] = useState<{ name: string } | null>(null)
  const [trash, setTrash] = useState(false)
  const [over, setOver] = useState(false)
  const search = useRef<HTMLInputElement>(null)
  const picker = useRef<HTMLInputElement>(null)

  const list = useMemo(() => shown(folder.entries.values(), view), [folder, view])
  const chosen = useMemo(() => within(selection, new Set(list.map(entry => entry.name))), [selection, list])
  const fullPath = useCallback((name: string) => pathIn(directory, name), [directory])

  const change = (part: Partial<View>) => {
    const next = { ...view, ...part }
    setView(next)
    if (part.search === undefined) settings.set('files.view', { sort: next.sort, down: next.down, hidden: next.hidden })
  }
  const go = useCallback((to: string) => {
    setSelection(nothing)
    setRefusal(null)
    setRenaming(null)
    setView(now => ({ ...now, search: '' }))
    void world.following.go(to)
  }, [world])
  const open = useCallback((entry: Entry) => {
    if (!opens(entry)) return
    if (isFolder(entry)) go(pathIn(directory, entry.name))
    else desk.openFile(pathIn(directory, entry.name))
  }, [desk, directory, go])
  const upload = (chosenFiles: Iterable<File>) => uploads.add(directory, [...chosenFiles].map(file => ({ file, path: file.webkitRelativePath || file.name })))
  const remove = async (names: readonly string[]) => setRefusal(names.length === 0 ? null : await desk.remove(names.map(fullPath)))
  const download = (names: readonly string[]) =>
    desk.download(names.filter(name => folder.entries.get(name) && !isFolder(folder.entries.get(name)!)).map(fullPath), path => place.project.url(`files@1/download/${urlPath(path)}`))

  async function made(name: string, kind: FileKind): Promise<string | null> {
    const result = await desk.create({ directory, name, ...(kind.content !== undefined && { content: kind.content }) })
    if ('sentence' in result) return result.sentence
    setMaking(null)
    setView(now => ({ ...now, search: '' }))
    if (!result.folder) desk.openFile(result.path)
    else if (parentOf(result.path) === directory) setSelection({ names: new Set([nameOf(result.path)]), at: nameOf(result.path), anchor: nameOf(result.path) })
    return null
  }
  async function dropOnto(event: DragEvent, target: string): Promise<void> {
    event.preventDefault()
    event.stopPropagation()
    setOver(false)
    const carried = event.dataTransfer.getData(dragged)
    if (carried) setRefusal(await desk.move((JSON.parse(carried) as string[]).filter(path => path !== target && parentOf(path) !== target), target))
    else uploads.add(target, await droppedFiles(event.dataTransfer))
  }

  useEffect(() => {
    const stop = place.commands([
      { id: 'files.new', title: 'New file or folder', enabled: () => editable, run: () => setMaking({ name: '' }) },
      { id: 'files.upload', title: 'Upload files', enabled: () => editable, run: () => picker.current?.click() },
      { id: 'files.search', title: 'Filter this folder', run: () => search.current?.focus() },
      { id: 'files.trash', title: 'Show the trash', run: () => setTrash(true) },
      { id: 'files.hidden', title: 'Show or hide hidden files', run: () => change({ hidden: !view.hidden }) },
    ])
    return () => void stop()
  })
  useEffect(() => {
    const size = chosen.names.size
    place.status({ left: '', right: size > 0 ? `${size} of ${list.length} selected` : folder.complete ? countText(list.length) : `${list.length} of ${folder.total} so far` })
  }, [place, chosen, list.length, folder])

  const bar = (
    <Bar
      place={place} directory={directory} view={view} editable={editable} searchRef={search} go={go} change={change}
      upload={() => picker.current?.click()} make={() => setMaking({ name: '' })} trash={() => setTrash(now => !now)} trashShown={trash}
      found={() => {
        const exact = list.find(entry => entry.name === view.search) ?? list[0]
        if (exact) open(exact)
        else if (editable && view.search !== '') setMaking({ name: view.search })
      }}
      drop={(event, target) => void (editable && dropOnto(event, target))}
    />
  )
  return (
    <>
      {createPortal(bar, place.toolbar)}
      <input ref={picker} type="file" multiple hidden data-testid="fl-picker" onChange={event => {
        upload(event.target.files ?? [])
        event.target.value = ''
      }} />
      <div
        className="fl"
        data-over={over}
        onDragOver={event => {
          if (!editable || !event.dataTransfer.types.includes('Files')) return
          event.preventDefault()
          setOver(true)
        }}
        onDragLeave={event => event.currentTarget === event.target && setOver(false)}
        onDrop={event => void (editable && event.dataTransfer.types.includes('Files') && dropOnto(event, directory))}
      >
        {making && editable && <NewForm key={making.name} kinds={kinds.list()} name={making.name} made={made} close={() => setMaking(null)} />}
        <Transfers uploads={uploads} />
        {folder.gone && <p className="fl-note" role="alert">{folder.gone} <button type="button" className="fl-button" onClick={() => go('')}>Go to the top</button></p>}
        {folder.error && <p className="fl-note" role="alert">{folder.error} <button type="button" className="fl-button" onClick={() => go('')}>Go to the top</button></p>}
        {refusal && refusal.at === null && <p className="fl-note" role="alert">{refusal.sentence} <button type="button" className="fl-button" onClick={() => setRefusal(null)}>Dismiss</button></p>}
        {trash ? (
          <Trash desk={desk} editable={editable} close={() => setTrash(false)} />
        ) : (
          <List
            list={list} view={view} folder={folder} selection={chosen} renaming={renaming} refusal={refusal} editable={editable}
            select={setSelection} change={change} open={open} remove={names => void remove(names)} download={download}
            rename={setRenaming} up={() => go(parentOf(directory))} search={() => search.current?.focus()}
            renamed={async (entry, name) => {
              const refused = name === null ? null : await desk.rename(directory, entry, name)
              setRefusal(refused)
              setRenaming(refused ? entry.name : null)
              if (!refused && name !== null) setSelection({ names: new Set([name]), at: name, anchor: name })
            }}
            make={name => setMaking({ name })}
            drag={(entry, event) => {
              const names = chosen.names.has(entry.name) ? [...chosen.names] : [entry.name]
              event.dataTransfer.setData(dragged, JSON.stringify(names.map(fullPath)))
              event.dataTransfer.effectAllowed = 'move'
            }}
            drop={(entry, event) => void dropOnto(event, fullPath(entry.name))}
          />
        )}
      </div>
    </>
  )
}

const countText = (count: number): string => (count === 0 ? 'Empty' : count === 1 ? '1 entry' : `${count.toLocaleString()} entries`)

/** The page's channel and what hangs on it, apart from how it is drawn. */
function connected({ place, toasts }: { place: Place; toasts: Toasts }) {
  const listeners = new Set<() => void>()
  let revision = 0
  const changed = () => {
    revision++
    for (const listener of [...listeners]) listener()
  }
  const remote = place.connect<typeof files>('files@1', { project: place.project.id })
  remote.opened.catch(() => undefined)
  const following = followFolder({ remote, changed })
  const uploads = createUploads({ url: path => place.project.url(path), changed })
  let stopping: ReturnType<typeof setTimeout> | undefined
  return {
    desk: createDesk({ remote, place, toasts }),
    following,
    uploads,
    revision: () => revision,
    subscribe(listener: () => void) {
      listeners.add(listener)
      return () => void listeners.delete(listener)
    },
    /** React may take a component off and put it back at once; only what stays off is closed. */
    start() {
      clearTimeout(stopping)
      return () => {
        stopping = setTimeout(() => {
          following.stop()
          remote.close()
        })
      }
    },
  }
}
