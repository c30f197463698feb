import { useLayoutEffect, useMemo, useRef, useState, type KeyboardEvent, type PointerEvent } from 'react'
import { inkFor } from './inks.ts'
import { sittingsOf } from './rows.ts'
import { daysOf, flagsOf, placeOf, ticksOf, versionAt, type TrackScale } from './ticks.ts'
import { stretchAt, writerOf, type Timeline } from './timeline.ts'

/** Height of the track, and of what stands on it, in pixels. */
const tall = 84
const line = 62
const dayRoom = 84

export type TrackGiven = {
  timeline: Timeline
  /** All versions in parts; empty while they are not known, and what is known otherwise is drawn. */
  overview: Timeline
  /** The first version that there is, and the newest. */
  first: number
  head: number
  at: number
  /** The other end, while two versions are compared. */
  other: number | null
  inks: ReadonlyMap<string, number>
  /** Whose versions stand out; null for everybody's. */
  whose: string | null
  now: number
  /** A version in words: who and when. */
  say(version: number): string
  go(version: number): void
  goOther(version: number): void
  /** Enter: read the version at this end. */
  enter(): void
}

/** All versions from left to right: who wrote how much, the days, and the one or two that are looked at, which can be moved. */
export function Track(given: TrackGiven) {
  const { timeline, overview, first, head, at, other, inks, whose, now, go, goOther } = given
  const box = useRef<HTMLDivElement>(null)
  const [width, setWidth] = useState(0)
  useLayoutEffect(() => {
    const look = (): void => setWidth(box.current!.clientWidth)
    look()
    const observer = new ResizeObserver(look)
    observer.observe(box.current!)
    return () => observer.disconnect()
  }, [])
  const scale = useMemo<TrackScale>(() => ({ width, first, head }), [width, first, head])
  const drawn = overview.length > 0 ? overview : timeline
  const ticks = useMemo(() => ticksOf(drawn, scale), [drawn, scale])
  const days = useMemo(() => daysOf(drawn, { scale, now, room: dayRoom }), [drawn, scale, now])

  const moved = useRef<(version: number) => void>(null)
  const versionOf = (event: PointerEvent): number => versionAt(event.clientX - box.current!.getBoundingClientRect().left, scale)
  const press = (event: PointerEvent): void => {
    if (event.button !== 0) return
    const version = versionOf(event)
    // Near the other end it is the other end that is meant; with Shift always.
    const near = other !== null && Math.abs(placeOf(other, scale) - placeOf(version, scale)) < 12
    const nearer = near && Math.abs(other - version) < Math.abs(at - version)
    moved.current = event.shiftKey || nearer ? goOther : go
    box.current!.setPointerCapture(event.pointerId)
    moved.current(version)
  }

  const key = (event: KeyboardEvent, end: 'at' | 'other'): void => {
    const [here, move, moveOther] = end === 'at' ? [at, go, goOther] : [other ?? at, goOther, go]
    const sittings = sittingsOf(stretchAt(timeline, here))
    const index = sittings.findIndex(sitting => sitting.first <= here && here <= sitting.last)
    const steps: Record<string, number> = {
      ArrowLeft: here - 1,
      ArrowDown: here - 1,
      ArrowRight: here + 1,
      ArrowUp: here + 1,
      PageUp: sittings[index - 1]?.last ?? head,
      PageDown: sittings[index + 1]?.last ?? first,
      Home: first,
      End: head,
    }
    const to = steps[event.key]
    if (event.key === 'Enter') given.enter()
    else if (to === undefined || event.altKey || event.ctrlKey || event.metaKey) return
    else if (event.shiftKey) moveOther((end === 'at' ? (other ?? at) : at) + Math.sign(to - here))
    else move(to)
    event.preventDefault()
  }

  const places = flagsOf([placeOf(at, scale), ...(other === null ? [] : [placeOf(other, scale)])], {
    width,
    half: 8 + String(head).length * 3.7,
  })
  const [low, high] = other === null ? [at, at] : [Math.min(at, other), Math.max(at, other)]
  return (
    <div className="hi-track">
      <div
        ref={box}
        className="hi-track-box"
        style={{ height: tall }}
        onPointerDown={press}
        onPointerMove={event => box.current!.hasPointerCapture(event.pointerId) && moved.current?.(versionOf(event))}
      >
        <svg width={width} height={tall} aria-hidden="true">
          {other !== null && (
            <rect
              x={placeOf(low, scale)}
              y={12}
              width={Math.max(1, placeOf(high, scale) - placeOf(low, scale))}
              height={line - 12}
              className="hi-range"
            />
          )}
          {ticks.map(({ x, height, by }) => (
            <rect
              key={x}
              x={x}
              y={line - 3 - height * 40}
              width={2}
              height={3 + height * 40}
              className={`hi-fill-${inkFor(by, inks)}`}
              opacity={whose === null || writerOf(by) === whose ? 1 : 0.2}
            />
          ))}
          <path d={`M0 ${line + 0.5}h${width}`} className="hi-axis" />
          {days.map(({ x, title }) => (
            <g key={x}>
              <path d={`M${x + 0.5} ${line}v7`} className="hi-axis" />
              <text x={x + dayRoom / 2 > width ? x - 4 : x + 4} y={line + 16} textAnchor={x + dayRoom / 2 > width ? 'end' : 'start'}>
                {title}
              </text>
            </g>
          ))}
        </svg>
        {other !== null && (
          <Thumb {...given} version={other} end="other" flag={places[1]!} scale={scale} onKeyDown={event => key(event, 'other')} />
        )}
        <Thumb {...given} version={at} end="at" flag={places[0]!} scale={scale} onKeyDown={event => key(event, 'at')} />
      </div>
    </div>
  )
}

function Thumb({
  version,
  end,
  first,
  head,
  flag,
  scale,
  say,
  onKeyDown,
}: TrackGiven & { version: number; end: 'at' | 'other'; flag: number; scale: TrackScale; onKeyDown(event: KeyboardEvent): void }) {
  const place = placeOf(version, scale)
  return (
    <div
      role="slider"
      tabIndex={0}
      className="hi-thumb"
      data-end={end}
      aria-label={end === 'at' ? 'Version' : 'Compared with version'}
      aria-valuemin={first}
      aria-valuemax={head}
      aria-valuenow={version}
      aria-valuetext={`Version ${version} of ${head}, ${say(version)}`}
      style={{ transform: `translateX(${place}px)` }}
      onKeyDown={onKeyDown}
    >
      <span style={{ translate: `${flag - place}px` }}>{version}</span>
    </div>
  )
}
