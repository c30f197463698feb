import { useEffect, useLayoutEffect, useMemo, useRef, useState, type KeyboardEvent } from 'react'
import type { Trashed } from '../../contract.ts'
import type { FilesDesk } from '../desk.ts'
import { Icon } from '../icon.tsx'
import { countOf } from '../names.ts'
import { rowsInSight } from '../view.ts'
import { followTrash, type TrashKnown } from './follow.ts'
import { TrashLine, type TrashActions } from './row.tsx'
import { keyOf, newestOf, rowsOf } from './rows.ts'

/** What was removed, newest first, the things of one path together: back where they were, or gone for good. */
export function Trash({ desk, editable, close }: { desk: FilesDesk; editable: boolean; close(): void }) {
  const { remote } = desk
  const [{ list, total, error }, setKnown] = useState<TrashKnown>({ list: null, total: 0, error: null })
  useEffect(() => {
    const following = followTrash({ remote, changed: () => setKnown(following.known) })
    return following.stop
  }, [remote])

  const [search, setSearch] = useState('')
  const [open, setOpen] = useState<ReadonlySet<string>>(new Set())
  const [at, setAt] = useState<string | null>(null)
  /** The line that is asked about, or everything. */
  const [asked, setAsked] = useState<string | null>(null)
  const [refused, setRefused] = useState<string | null>(null)
  const box = useRef<HTMLDivElement>(null)
  const [sight, setSight] = useState({ top: 0, height: 800 })
  const height = matchMedia('(max-width: 640px)').matches ? 52 : 34
  // Ages are told as of the moment that the list was.
  const { rows, now } = useMemo(() => ({ rows: rowsOf(list ?? [], { open, search }), now: Date.now() }), [list, open, search])
  const current = rows.findIndex(row => keyOf(row) === at)

  const look = (): void => {
    const { scrollTop, clientHeight } = box.current!
    setSight(last => (last.top === scrollTop && last.height === clientHeight ? last : { top: scrollTop, height: clientHeight }))
  }
  useLayoutEffect(() => {
    look()
    box.current!.focus({ preventScroll: true })
    const observer = new ResizeObserver(look)
    observer.observe(box.current!)
    return () => observer.disconnect()
  }, [])

  const go = (to: number): void => {
    const next = Math.max(0, Math.min(rows.length - 1, to))
    const row = rows[next]
    if (row === undefined) return
    setAt(keyOf(row))
    const element = box.current!
    if (next * height < element.scrollTop) element.scrollTop = next * height
    else if ((next + 1) * height > element.scrollTop + element.clientHeight) element.scrollTop = (next + 1) * height - element.clientHeight
  }
  const ask = (key: string | null): void => {
    setAsked(key)
    // Whoever was asked and answered goes on in the list.
    if (key === null) box.current!.focus({ preventScroll: true })
  }
  const erase = async (ids: string[] | null): Promise<void> => {
    ask(null)
    setRefused(await desk.erase(ids))
  }
  const actions: TrashActions = {
    at: index => rows[index] && setAt(keyOf(rows[index])),
    toggle(path) {
      const next = new Set(open)
      if (!next.delete(path)) next.add(path)
      setOpen(next)
    },
    restore(row) {
      box.current!.focus({ preventScroll: true })
      void desk.bringBack([newestOf(row).id])
    },
    ask: index => ask(index === null ? null : keyOf(rows[index]!)),
    erase: (all: readonly Trashed[]) => void erase(all.map(({ id }) => id)),
  }

  const key = (event: KeyboardEvent): void => {
    if (event.key === 'Escape' && asked !== null) ask(null)
    else if (event.target !== box.current || event.altKey || event.metaKey) return
    else {
      const row = rows[current]
      const page = Math.max(1, Math.floor(sight.height / height) - 1)
      const steps: Record<string, number> = {
        ArrowDown: 1,
        ArrowUp: -1,
        PageDown: page,
        PageUp: -page,
        Home: -rows.length,
        End: rows.length,
      }
      const step = steps[event.key]
      if (step !== undefined) go(current + step)
      else if (event.key === 'Escape' || event.key === 'Backspace') close()
      else if (row === undefined) return
      else if (event.key === 'ArrowRight' && row.open === false) actions.toggle(row.path)
      else if (event.key === 'ArrowLeft' && row.open === true) actions.toggle(row.path)
      else if (event.key === 'Enter' && editable) actions.restore(row)
      else if (event.key === 'Delete' && editable) ask(keyOf(row))
      else return
    }
    event.preventDefault()
  }

  const { from, to } = rowsInSight({ count: rows.length, row: height, top: sight.top, height: sight.height })
  const everything = '/'
  return (
    <div className="fl-trash">
      <div className="fl-trash-head">
        <button type="button" className="fl-button" onClick={close} title="Back to the files (Esc)">
          <Icon name="back" />
          Files
        </button>
        <h2>Trash</h2>
        <span className="fl-quiet">
          {list === null ? '' : list.length < total ? `${list.length.toLocaleString()} of ${countOf(total)} so far` : countOf(total)}
        </span>
        <span className="fl-grow" />
        {asked === everything ? (
          <>
            <button type="button" className="fl-button fl-danger" autoFocus onClick={() => void erase(null)}>
              {total === 1 ? 'Delete it for good' : `Delete all ${total.toLocaleString()} for good`}
            </button>
            <button type="button" className="fl-button" onClick={() => ask(null)}>
              Keep
            </button>
          </>
        ) : (
          <>
            {list !== null && total > 0 && (
              <label className="fl-search fl-trash-search">
                <Icon name="search" />
                <input
                  type="search"
                  value={search}
                  placeholder="Filter"
                  aria-label="Filter the trash"
                  onChange={event => setSearch(event.target.value)}
                />
              </label>
            )}
            {editable && total > 0 && (
              <button type="button" className="fl-button" onClick={() => ask(everything)}>
                Empty trash…
              </button>
            )}
          </>
        )}
      </div>
      {(error ?? refused) && (
        <p className="fl-error fl-pad" role="alert">
          {error ?? refused}
        </p>
      )}
      <div
        ref={box}
        className="fl-bin"
        role="grid"
        aria-label="Trash"
        aria-rowcount={rows.length}
        tabIndex={0}
        aria-activedescendant={current >= from && current < to ? `fl-bin-${current}` : undefined}
        onScroll={look}
        onKeyDown={key}
      >
        <div role="rowgroup" className="fl-rows" style={{ height: rows.length * height }}>
          {rows.slice(from, to).map((row, offset) => (
            <TrashLine
              key={`${row.inner} ${keyOf(row)}`}
              row={row}
              index={from + offset}
              height={height}
              current={from + offset === current}
              editable={editable}
              asked={asked === keyOf(row)}
              now={now}
              actions={actions}
            />
          ))}
        </div>
        {list !== null && rows.length === 0 && (
          <p className="fl-empty">
            {list.length > 0
              ? `Nothing here is called like “${search}”.`
              : 'Nothing here. What is deleted in this project waits here until you empty the trash.'}
          </p>
        )}
      </div>
    </div>
  )
}
