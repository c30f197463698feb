import {
  useCallback,
  useEffect,
  useLayoutEffect,
  useMemo,
  useRef,
  useState,
  type ClipboardEvent,
  type DragEvent,
  type KeyboardEvent,
} from 'react'
import type { FileKind } from '@stoa/sdk/ui'
import type { Entry } from '../contract.ts'
import { offersFor, type Act } from './acts.ts'
import { pasted } from './clipboard.ts'
import { CreateRow } from './create.tsx'
import type { Refusal } from './desk.ts'
import { Head } from './head.tsx'
import type { Folder } from './listing.ts'
import { ContextMenu, type MenuItem } from './menu.tsx'
import type { By } from './order.ts'
import { Row, type RowActions } from './row.tsx'
import { clicked, moved, nothing, only, type Selection } from './selection.ts'
import { isFile, keepPlace, rowsInSight, type View } from './view.ts'

export type ListGiven = {
  list: readonly Entry[]
  view: View
  folder: Folder
  selection: Selection
  renaming: string | null
  refusal: Refusal | null
  editable: boolean
  kinds: readonly FileKind[]
  select(selection: Selection): void
  sort(by: By): void
  open(entry: Entry): void
  /** Whether something waits to be pasted. */
  held: boolean
  run(act: Act, names: readonly string[]): void
  undo(): void
  renamed(entry: Entry, name: string | null): void
  /** What other plugins do with a file. */
  actionsOf(entry: Entry): readonly MenuItem[]
  up(): void
  find(): void
  make(name: string, kind: FileKind): Promise<void>
  /** Asks for the name of something new. */
  begin(): void
  paste(event: ClipboardEvent): void
  drag(entry: Entry, event: DragEvent): void
  drop(entry: Entry, event: DragEvent): void
}

const headHeight = 34
const narrow = '(max-width: 640px)'

/** The rows of a folder. Only those in sight are in the page, so that 100,000 scroll like ten. */
export function List(given: ListGiven) {
  const { list, view, folder, selection, renaming, refusal, editable, select, open } = given
  const scroller = useRef<HTMLDivElement>(null)
  const grid = useRef<HTMLDivElement>(null)
  const [sight, setSight] = useState({ top: 0, height: 800 })
  const [menu, setMenu] = useState<{ x: number; y: number } | null>(null)
  const row = matchMedia(narrow).matches ? 52 : 34
  // Ages are told as of the moment that the list was.
  const { names, now } = useMemo(() => ({ names: list.map(entry => entry.name), now: Date.now() }), [list])

  const look = useCallback(() => {
    const { scrollTop, clientHeight } = scroller.current!
    setSight(last => (last.top === scrollTop && last.height === clientHeight ? last : { top: scrollTop, height: clientHeight }))
  }, [])
  useLayoutEffect(() => {
    look()
    const observer = new ResizeObserver(look)
    observer.observe(scroller.current!)
    return () => observer.disconnect()
  }, [look])

  // What is in sight stays where it is while the list changes around it; another folder, order or filter begins at its top.
  const arrangement = [folder.directory, view.sort, view.down, view.search, view.hidden].join('\0')
  const shown = useRef({ names, arrangement, row })
  useLayoutEffect(() => {
    const before = shown.current
    const element = scroller.current!
    shown.current = { names, arrangement, row }
    if (before.names === names) return
    element.scrollTop =
      before.arrangement === arrangement
        ? keepPlace({ before: before.names, after: names, row, top: element.scrollTop, height: element.clientHeight })
        : 0
    look()
  }, [names, arrangement, row, look])

  const at = selection.at === null ? -1 : names.indexOf(selection.at)
  const reach = useRef<string | null>(null)
  useLayoutEffect(() => {
    // Only what the keyboard went to is brought into sight, and not again when the list changes around it.
    if (at < 0 || reach.current === selection.at) return
    reach.current = selection.at
    const element = scroller.current!
    const top = at * row
    if (top < element.scrollTop) element.scrollTop = top
    else if (top + row + headHeight > element.scrollTop + element.clientHeight)
      element.scrollTop = top + row + headHeight - element.clientHeight
  }, [selection.at, at, row])
  useEffect(() => {
    if (renaming === null) grid.current!.focus({ preventScroll: true })
  }, [renaming, folder.directory])

  const latest = useRef(given)
  latest.current = given
  const actions = useMemo<RowActions>(
    () => ({
      click(entry, event) {
        const { list: all, selection: now, select: choose } = latest.current
        choose(
          clicked(now, entry.name, {
            list: event.shiftKey ? all.map(({ name }) => name) : [],
            add: event.ctrlKey || event.metaKey,
            range: event.shiftKey,
          }),
        )
      },
      open: entry => latest.current.open(entry),
      check: entry => latest.current.select(clicked(latest.current.selection, entry.name, { list: [], add: true, range: false })),
      menu(entry, event) {
        event.preventDefault()
        if (!latest.current.selection.names.has(entry.name)) latest.current.select(only(entry.name))
        setMenu({ x: event.clientX, y: event.clientY })
      },
      renamed: (entry, name) => latest.current.renamed(entry, name),
      drag: (entry, event) => latest.current.drag(entry, event),
      drop: (entry, event) => latest.current.drop(entry, event),
    }),
    [],
  )
  const closeMenu = useCallback(() => setMenu(null), [])
  const chosen = useMemo(() => [...selection.names], [selection.names])

  const key = (event: KeyboardEvent) => {
    if (event.target !== grid.current || event.altKey) return
    const control = event.ctrlKey || event.metaKey
    const page = Math.max(1, Math.floor(sight.height / row) - 2)
    const steps: Record<string, number> = { ArrowDown: 1, ArrowUp: -1, PageDown: page, PageUp: -page, Home: -list.length, End: list.length }
    const step = steps[event.key]
    if (step !== undefined) select(moved(selection, step, { list: names, range: event.shiftKey, keep: control }))
    else if (control && event.key === 'a') select({ names: new Set(names), at: selection.at, anchor: selection.anchor })
    else if (control && editable && event.key === 'c') given.run('copy', chosen)
    else if (control && editable && event.key === 'x') given.run('cut', chosen)
    else if (control && editable && event.key === 'z') given.undo()
    else if (control) return
    else if (event.key === 'Enter' && at >= 0) open(list[at]!)
    else if (event.key === ' ' && at >= 0) select(clicked(selection, names[at]!, { list: [], add: true, range: false }))
    else if (event.key === 'F2' && at >= 0 && editable) given.run('rename', [names[at]!])
    else if (event.key === 'Delete' && editable) given.run('remove', chosen)
    else if (event.key === 'Backspace') given.up()
    else if (event.key === '/') given.find()
    else if (event.key === 'Escape' && selection.names.size > 0) select(nothing)
    else if (event.key === 'ContextMenu' || (event.key === 'F10' && event.shiftKey)) {
      const { left, top } = grid.current!.getBoundingClientRect()
      if (at >= 0 && chosen.length === 0) select(only(names[at]!))
      setMenu({ x: left + 60, y: top + headHeight + (at + 1) * row })
    } else return
    event.preventDefault()
  }

  const items = (): MenuItem[] => {
    const entries = chosen.flatMap(name => folder.entries.get(name) ?? [])
    const offers = offersFor(entries, { editable, held: given.held }).map(({ act, title, key: shortcut }) => ({
      title,
      ...(shortcut !== undefined && { key: shortcut }),
      run: () => given.run(act, chosen),
    }))
    const [one, ...others] = entries
    if (one === undefined || others.length > 0 || !isFile(one)) return offers
    // What plugins offer stands after opening and downloading.
    return [...offers.slice(0, 2), ...given.actionsOf(one), ...offers.slice(2)]
  }

  const { from, to } = rowsInSight({ count: list.length, row, top: sight.top, height: sight.height })
  const create = editable && view.search !== '' && pasted(view.search, null) === null && !folder.entries.has(view.search.replace(/\/$/, ''))
  return (
    <div
      className="fl-scroll"
      ref={scroller}
      onScroll={look}
      onContextMenu={event => {
        if (event.target instanceof Element && event.target.closest('[role=row]') === null && given.held) {
          event.preventDefault()
          select(nothing)
          setMenu({ x: event.clientX, y: event.clientY })
        }
      }}
    >
      <div
        className="fl-grid"
        ref={grid}
        role="grid"
        aria-label={`Files in ${folder.directory || 'the project'}`}
        aria-rowcount={list.length + 1}
        aria-multiselectable="true"
        aria-activedescendant={at >= from && at < to ? `fl-row-${at}` : undefined}
        tabIndex={0}
        onKeyDown={key}
        onPaste={event => event.target === grid.current && given.paste(event)}
      >
        <Head {...given} more={setMenu} />
        <div className="fl-rows" role="rowgroup" style={{ height: list.length * row }}>
          {list.slice(from, to).map((entry, offset) => (
            <Row
              key={entry.name}
              entry={entry}
              index={from + offset}
              top={(from + offset) * row}
              selected={selection.names.has(entry.name)}
              current={selection.at === entry.name}
              editing={renaming === entry.name}
              search={view.search}
              error={refusal?.at === entry.name ? refusal.sentence : null}
              now={now}
              editable={editable}
              actions={actions}
            />
          ))}
        </div>
      </div>
      {create && <CreateRow name={view.search} kinds={given.kinds} make={given.make} />}
      {folder.complete && !folder.error && list.length === 0 && !create && <Empty {...given} />}
      {menu && items().length > 0 && <ContextMenu {...menu} items={items()} close={closeMenu} />}
    </div>
  )
}

function Empty({ view, folder, editable, begin }: ListGiven) {
  if (editable && pasted(view.search, null) !== null) return <p className="fl-empty">Enter fetches what is at this address.</p>
  if (view.search !== '') return <p className="fl-empty">Nothing here is called like “{view.search}”.</p>
  if (folder.entries.size > 0) return <p className="fl-empty">Only hidden files here.</p>
  if (!editable) return <p className="fl-empty">Nothing here yet.</p>
  return (
    <p className="fl-empty">
      Nothing here yet. Drop files here, or make the first.
      <button type="button" className="fl-button" onClick={begin}>
        New…
      </button>
    </p>
  )
}
