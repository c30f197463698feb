import { useLayoutEffect, useRef, useState, type KeyboardEvent } from 'react'
import { Icon } from '../icon.tsx'
import { rowsInSight } from '../view.ts'
import type { FoundRow } from './search.ts'

const row = 28

/** Files and their lines. One stop for the keyboard, arrows within; only rows in sight are in the page. */
export function Results({ rows, open }: { rows: readonly FoundRow[]; open(path: string, line?: number): void }) {
  const box = useRef<HTMLDivElement>(null)
  const [sight, setSight] = useState({ top: 0, height: 800 })
  const [at, setAt] = useState(0)
  const look = (): void => {
    const { scrollTop, clientHeight } = box.current!
    setSight(last => (last.top === scrollTop && last.height === clientHeight ? last : { top: scrollTop, height: clientHeight }))
  }
  useLayoutEffect(look, [])
  const current = Math.min(at, rows.length - 1)

  const go = (to: number): void => {
    const next = Math.max(0, Math.min(rows.length - 1, to))
    setAt(next)
    const element = box.current!
    if (next * row < element.scrollTop) element.scrollTop = next * row
    else if ((next + 1) * row > element.scrollTop + element.clientHeight) element.scrollTop = (next + 1) * row - element.clientHeight
  }
  const choose = (one: FoundRow | undefined): void => {
    if (one) open(one.path, 'line' in one ? one.line : undefined)
  }
  const key = (event: KeyboardEvent): void => {
    const page = Math.max(1, Math.floor(sight.height / row) - 1)
    const steps: Record<string, number> = { ArrowDown: 1, ArrowUp: -1, PageDown: page, PageUp: -page, Home: -rows.length, End: rows.length }
    const step = steps[event.key]
    if (step !== undefined) go(current + step)
    else if (event.key === 'Enter') choose(rows[current])
    else return
    event.preventDefault()
  }

  const { from, to } = rowsInSight({ count: rows.length, row, top: sight.top, height: sight.height })
  return (
    <div
      ref={box}
      className="fl-found"
      role="listbox"
      aria-label="What was found"
      tabIndex={0}
      aria-activedescendant={current >= from && current < to ? `fl-found-${current}` : undefined}
      onScroll={look}
      onKeyDown={key}
    >
      <div role="presentation" style={{ height: rows.length * row, position: 'relative' }}>
        {rows.slice(from, to).map((one, offset) => (
          <div
            key={from + offset}
            id={`fl-found-${from + offset}`}
            role="option"
            aria-selected={from + offset === current}
            aria-setsize={rows.length}
            aria-posinset={from + offset + 1}
            className={'line' in one ? 'fl-found-line' : 'fl-found-file'}
            style={{ transform: `translateY(${(from + offset) * row}px)` }}
            onClick={() => {
              setAt(from + offset)
              choose(one)
            }}
          >
            {'line' in one ? (
              <>
                <span className="fl-found-number">{one.line}</span>
                <span className="fl-found-of">
                  {one.text.slice(0, one.from)}
                  <mark>{one.text.slice(one.from, one.to)}</mark>
                  {one.text.slice(one.to)}
                </span>
              </>
            ) : (
              <>
                <Icon name="file" />
                <b>{one.path}</b>
                <span className="fl-quiet">{one.count}</span>
              </>
            )}
          </div>
        ))}
      </div>
    </div>
  )
}
