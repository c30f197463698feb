import { useCallback, useEffect, useLayoutEffect, useMemo, useRef, useState, type DragEvent, type KeyboardEvent } from 'react'
import type { Entry } from '../contract.ts'
import type { Refusal } from './desk.ts'
import { Head } from './head.tsx'
import type { Folder } from './listing.ts'
import { ContextMenu, type MenuItem } from './menu.tsx'
import { Row, type RowActions } from './row.tsx'
import { clicked, moved, nothing, type Selection } from './selection.ts'
import { rowsInSight, type View } from './view.ts'

export type ListGiven = {
  list: readonly Entry[]
  view: View
  folder: Folder
  selection: Selection
  renaming: string | null
  refusal: Refusal | null
  editable: boolean
  select(selection: Selection): void
  change(part: Partial<View>): void
  open(entry: Entry): void
  remove(names: readonly string[]): void
  download(names: readonly string[]): void
  rename(name: string | null): void
  renamed(entry: Entry, name: string | null): void
  up(): void
  search(): void
  make(name: string): void
  drag(entry: Entry, event: DragEvent): void
  drop(entry: Entry, event: DragEvent): void
}

/** The rows of a folder. Only those in sight are in the page, so that 100,000 scroll like ten. */
export function List(given: ListGiven) {
  const { list, view, folder, selection, renaming, refusal, editable, select, open } = given
  const scroller = useRef<HTMLDivElement>(null)
  const [sight, setSight] = useState({ top: 0, height: 800 })
  const [menu, setMenu] = useState<{ x: number; y: number; entry: Entry } | null>(null)
  const row = typeof matchMedia !== 'undefined' && matchMedia('(max-width: 640px)').matches ? 44 : 34
  const names = useMemo(() => list.map(entry => entry.name), [list])
  const now = useMemo(() => Date.now(), [list])

  useLayoutEffect(() => {
    const element = scroller.current!
    const look = () => setSight({ top: element.scrollTop, height: element.clientHeight })
    look()
    element.addEventListener('scroll', look, { passive: true })
    const observer = new ResizeObserver(look)
    observer.observe(element)
    return () => {
      element.removeEventListener('scroll', look)
      observer.disconnect()
    }
  }, [])
  useLayoutEffect(() => {
    scroller.current!.scrollTop = 0
  }, [folder.directory])

  const at = selection.at === null ? -1 : names.indexOf(selection.at)
  useEffect(() => {
    if (at < 0) return
    const element = scroller.current!
    const top = at * row
    if (top < element.scrollTop) element.scrollTop = top
    else if (top + row > element.scrollTop + element.clientHeight - headHeight) element.scrollTop = top + row - element.clientHeight + headHeight
    // Only when the keyboard goes elsewhere, not when the list changes around it.
    // eslint-disable-next-line react-hooks/exhaustive-deps
  }, [selection.at])

  const latest = useRef(given)
  latest.current = given
  const actions = useMemo<RowActions>(() => {
    const chosen = () => latest.current
    return {
      click: (entry, event) => chosen().select(clicked(chosen().selection, entry.name, { list: chosen().list.map(e => e.name), add: event.ctrlKey || event.metaKey, range: event.shiftKey })),
      open: entry => chosen().open(entry),
      check: entry => chosen().select(clicked(chosen().selection, entry.name, { list: [], add: true, range: false })),
      menu(entry, event) {
        event.preventDefault()
        if (!chosen().selection.names.has(entry.name)) chosen().select({ names: new Set([entry.name]), at: entry.name, anchor: entry.name })
        setMenu({ x: event.clientX, y: event.clientY, entry })
      },
      renamed: (entry, name) => chosen().renamed(entry, name),
      drag: (entry, event) => chosen().drag(entry, event),
      drop: (entry, event) => chosen().drop(entry, event),
    }
  }, [])

  const key = (event: KeyboardEvent) => {
    if (event.target instanceof HTMLInputElement && event.target.type !== 'checkbox') return
    const go = (by: number) => select(moved(selection, by, { list: names, range: event.shiftKey, keep: event.ctrlKey }))
    const page = Math.max(1, Math.floor(sight.height / row) - 2)
    const steps: Record<string, number> = { ArrowDown: 1, ArrowUp: -1, PageDown: page, PageUp: -page, Home: -list.length, End: list.length }
    const step = steps[event.key]
    const chosenNames = [...selection.names]
    if (step !== undefined) go(step)
    else if (event.key === 'Enter' && at >= 0) open(list[at]!)
    else if (event.key === ' ' && at >= 0) select(clicked(selection, names[at]!, { list: names, add: true, range: false }))
    else if (event.key === 'F2' && at >= 0 && editable) given.rename(names[at]!)
    else if (event.key === 'Delete' && editable) given.remove(chosenNames)
    else if (event.key === 'Backspace') given.up()
    else if (event.key === '/') given.search()
    else if (event.key === 'Escape') select(nothing)
    else if (event.key === 'a' && (event.ctrlKey || event.metaKey)) select({ names: new Set(names), at: selection.at, anchor: selection.anchor })
    else return
    event.preventDefault()
  }

  const items = useCallback((entry: Entry): MenuItem[] => {
    const many = [...given.selection.names]
    const one = many.length <= 1
    return [
      ...(one ? [{ title: 'Open', key: 'Enter', run: () => open(entry) }] : []),
      ...(entry.kind === 'directory' && one ? [] : [{ title: 'Download', run: () => given.download(many) }]),
      ...(editable && one ? [{ title: 'Rename', key: 'F2', run: () => given.rename(entry.name) }] : []),
      ...(editable ? [{ title: 'Move to trash', key: 'Del', run: () => given.remove(many) }] : []),
    ]
  }, [given, open, editable])

  const { from, to } = rowsInSight({ count: list.length, row, top: sight.top - headHeight, height: sight.height })
  const create = editable && view.search !== '' && !list.some(entry => entry.name === view.search.replace(/\/$/, ''))
  return (
    <div
      className="fl-scroll"
      ref={scroller}
      role="grid"
      aria-label={`Files in ${folder.directory || 'the project'}`}
      aria-rowcount={list.length + 1}
      aria-multiselectable="true"
      aria-activedescendant={at >= from && at < to ? `fl-row-${at}` : undefined}
      tabIndex={0}
      onKeyDown={key}
    >
      <Head {...given} />
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
      {create && (
        <button type="button" className="fl-create" onClick={() => given.make(view.search)}>
          Create “{view.search}”…
        </button>
      )}
      {folder.complete && list.length === 0 && !create && <p className="fl-empty">{emptyText(given)}</p>}
      {menu && <ContextMenu {...menu} items={items(menu.entry)} close={() => setMenu(null)} />}
    </div>
  )
}

const headHeight = 34

function emptyText({ view, folder, editable }: ListGiven): string {
  if (view.search !== '') return `Nothing here is called like “${view.search}”.`
  if (folder.entries.size > 0) return 'Only hidden files here.'
  return editable ? 'Nothing here yet. Drop files here, or press New.' : 'Nothing here yet.'
}
