import { useCallback, useEffect, useLayoutEffect, useMemo, useRef, useState, type KeyboardEvent } from 'react'
import { inkFor } from './inks.ts'
import { rowOf, rowsOf, sittingsOf, type Sitting } from './rows.ts'
import { amount, timeInDay, writerName } from './said.ts'
import { stretchAt, writerOf, type Timeline } from './timeline.ts'

export type VersionsGiven = {
  timeline: Timeline
  first: number
  head: number
  at: number
  other: number | null
  inks: ReadonlyMap<string, number>
  viewer: string
  /** Whose versions are listed; null for everybody's. */
  whose: string | null
  now: number
  go(version: number): void
  goOther(version: number): void
  learnOlder(version: number): void
  learnNewer(version: number): void
}

const tall = 46
/** Pages that are asked for before somebody scrolls or goes to another version. */
const mostPages = 3
/** Rows drawn beyond those in sight. */
const beyond = 6

/** Who wrote when, newest first, by days. Only the rows in sight are in the page, and older ones are asked for when one comes to them. */
export function Versions(given: VersionsGiven) {
  const { timeline, first, head, at, other, whose, now, go, goOther, learnOlder, learnNewer } = given
  const list = useRef<HTMLDivElement>(null)
  const [sight, setSight] = useState({ top: 0, height: 600 })
  const stretch = useMemo(() => stretchAt(timeline, at), [timeline, at])
  const rows = useMemo(
    () =>
      rowsOf(
        sittingsOf(stretch).filter(sitting => whose === null || writerOf(sitting) === whose),
        now,
      ),
    [stretch, whose, now],
  )
  const row = rowOf(rows, at)
  const newest = stretch[0]?.last ?? 0
  const oldest = stretch.at(-1)?.first ?? 1

  const look = useCallback(() => {
    const { scrollTop, clientHeight } = list.current!
    setSight(last => (last.top === scrollTop && last.height === clientHeight ? last : { top: scrollTop, height: clientHeight }))
  }, [])
  useLayoutEffect(() => {
    look()
    const observer = new ResizeObserver(look)
    observer.observe(list.current!)
    return () => observer.disconnect()
  }, [look])

  // What is looked at is brought into sight when it moves; when rows come above it, all stay where they are.
  const before = useRef({ row: -1, at: 0 })
  useLayoutEffect(() => {
    const element = list.current!
    const { row: rowBefore, at: atBefore } = before.current
    before.current = { row, at }
    if (row < 0) return
    if (at === atBefore && rowBefore >= 0) element.scrollTop += (row - rowBefore) * tall
    else if (row * tall < element.scrollTop + tall) element.scrollTop = Math.max(0, (row - 1) * tall)
    else if ((row + 1) * tall > element.scrollTop + element.clientHeight) element.scrollTop = (row + 1) * tall - element.clientHeight
    look()
  }, [row, at, look])

  const from = Math.max(0, Math.floor(sight.top / tall) - beyond)
  const to = Math.min(rows.length, Math.ceil((sight.top + sight.height) / tall) + beyond)
  // A page may bring no more than one row, if somebody wrote for long: the list is not filled at any price, only for whoever comes to its end.
  const asked = useRef({ at, top: sight.top, times: 0 })
  useEffect(() => {
    // What is in sight by now, which may be more than was drawn.
    const { scrollTop: top, clientHeight } = list.current!
    const atEnd = rows.length > 0 && oldest > first + 1 && top + clientHeight > (rows.length - beyond) * tall
    const atStart = rows.length > 0 && newest < head && top < beyond * tall
    if (asked.current.at !== at || asked.current.top !== top) asked.current = { at, top, times: 0 }
    if ((!atEnd && !atStart) || asked.current.times++ >= mostPages) return
    if (atEnd) learnOlder(oldest - 1)
    if (atStart) learnNewer(newest)
  }, [at, sight, rows.length, learnOlder, learnNewer, oldest, newest, first, head])

  const key = (event: KeyboardEvent): void => {
    const step: number | undefined = { ArrowDown: 1, ArrowUp: -1 }[event.key]
    if (step === undefined || event.altKey || event.ctrlKey || event.metaKey) return
    event.preventDefault()
    const here = event.shiftKey ? (other ?? at) : at
    const found = rowOf(rows, here)
    // One that is not listed has its place between two that are.
    const below = rows.findIndex(one => one.kind === 'sitting' && one.sitting.last < here)
    const start = found >= 0 ? found : step > 0 ? (below < 0 ? rows.length : below) - 1 : below < 0 ? rows.length : below
    for (let next = start + step; next >= 0 && next < rows.length; next += step) {
      const one = rows[next]!
      if (one.kind !== 'sitting') continue
      if (event.shiftKey) goOther(one.sitting.last)
      else go(one.sitting.last)
      return
    }
  }

  return (
    <div
      ref={list}
      className="hi-list"
      role="listbox"
      tabIndex={0}
      aria-label="Versions"
      aria-activedescendant={row >= from && row < to ? `hi-row-${row}` : undefined}
      onScroll={look}
      onKeyDown={key}
    >
      <div className="hi-rows" role="presentation" style={{ height: rows.length * tall }}>
        {rows.slice(from, to).map((one, offset) => {
          const index = from + offset
          const place = { transform: `translateY(${index * tall}px)` }
          return one.kind === 'day' ? (
            <div key={`day-${one.last}`} role="presentation" className="hi-day" style={place}>
              {one.title}
            </div>
          ) : (
            <Row
              key={one.sitting.last}
              {...given}
              sitting={one.sitting}
              id={`hi-row-${index}`}
              style={place}
              selected={index === row}
              compared={other !== null && one.sitting.first <= other && other <= one.sitting.last}
            />
          )
        })}
      </div>
    </div>
  )
}

function Row({
  sitting,
  id,
  style,
  selected,
  compared,
  inks,
  viewer,
  now,
  go,
  goOther,
}: VersionsGiven & { sitting: Sitting; id: string; style: { transform: string }; selected: boolean; compared: boolean }) {
  const { last, time } = sitting
  const name = writerName(sitting, viewer)
  const which = sitting.first === last ? `version ${last}` : `versions ${sitting.first} to ${last}`
  return (
    <div
      id={id}
      role="option"
      aria-selected={selected}
      className="hi-row"
      data-compared={compared}
      style={style}
      onClick={event => (event.shiftKey ? goOther(last) : go(last))}
    >
      <i className={`hi-ink-${inkFor(sitting, inks)}`} aria-hidden="true" />
      <span className="hi-cut">{name}</span>
      <span className="hi-quiet">{timeInDay(time, now)}</span>
      <small className="hi-cut">{which}</small>
      <small>{amount(sitting)}</small>
    </div>
  )
}
