import { memo, useEffect, useRef, useState, type DragEvent, type MouseEvent } from 'react'
import type { Entry } from '../contract.ts'
import { Icon, drawingOf } from './icon.tsx'
import { exactTime, inOneLine, sizeText, timeText, wrongName } from './names.ts'
import { isFolder, matchIn, opens } from './view.ts'

export type RowActions = {
  click(entry: Entry, event: MouseEvent): void
  open(entry: Entry): void
  check(entry: Entry): void
  menu(entry: Entry, event: MouseEvent): void
  renamed(entry: Entry, name: string | null): void
  drag(entry: Entry, event: DragEvent): void
  drop(entry: Entry, event: DragEvent): void
}

/** One thing in a folder. `editing` shows its name as an input. */
export const Row = memo(function Row({
  entry,
  index,
  top,
  selected,
  current,
  editing,
  search,
  error,
  now,
  editable,
  actions,
}: {
  entry: Entry
  index: number
  top: number
  selected: boolean
  current: boolean
  editing: boolean
  search: string
  error: string | null
  now: number
  editable: boolean
  actions: RowActions
}) {
  const folder = isFolder(entry)
  const [over, setOver] = useState(false)
  /** Whether the first click of two was here: what came to lie under the pointer since is not what was meant. */
  const pressed = useRef(false)
  const about = whatElse(entry)
  const time = timeText(entry.modified, now)
  return (
    <div
      role="row"
      id={`fl-row-${index}`}
      aria-selected={selected}
      aria-rowindex={index + 2}
      className="fl-row"
      data-current={current}
      data-over={over}
      style={{ transform: `translateY(${top}px)` }}
      draggable={editable && !editing && entry.bytes === undefined}
      onClick={event => {
        pressed.current ||= event.detail === 1
        actions.click(entry, event)
      }}
      onDoubleClick={event =>
        event.target instanceof Element && event.target.closest('.fl-open, .fl-check') === null && pressed.current && actions.open(entry)
      }
      onContextMenu={event => actions.menu(entry, event)}
      onDragStart={event => actions.drag(entry, event)}
      onDragOver={event => {
        if (!folder || !editable) return
        event.preventDefault()
        setOver(true)
      }}
      onDragLeave={() => setOver(false)}
      onDrop={event => {
        setOver(false)
        if (folder && editable) actions.drop(entry, event)
      }}
    >
      <span role="gridcell" className="fl-check" onClick={event => event.stopPropagation()}>
        <input type="checkbox" tabIndex={-1} checked={selected} aria-label={`Select ${entry.name}`} onChange={() => actions.check(entry)} />
      </span>
      <span role="gridcell" className="fl-name">
        <Icon name={drawingOf(entry)} />
        {editing ? (
          <NameInput name={entry.name} done={name => actions.renamed(entry, name)} error={error} />
        ) : opens(entry) ? (
          <button
            type="button"
            tabIndex={-1}
            className="fl-open"
            title={entry.name}
            onClick={event => {
              if (event.ctrlKey || event.metaKey || event.shiftKey || event.detail > 1) return
              event.stopPropagation()
              actions.open(entry)
            }}
          >
            <Marked name={entry.name} search={search} />
            {folder && <span className="fl-slash">/</span>}
          </button>
        ) : (
          <span className="fl-closed" title={about ?? entry.name}>
            <Marked name={entry.name} search={search} />
          </span>
        )}
        {about && <small>{about}</small>}
        <small className="fl-sub">{entry.kind === 'file' ? `${sizeText(entry.size)}, ${time}` : time}</small>
        {error && !editing && (
          <small className="fl-error" role="alert">
            {error}
          </small>
        )}
      </span>
      <span role="gridcell" className="fl-size">
        {entry.kind === 'file' ? sizeText(entry.size) : ''}
      </span>
      <span role="gridcell" className="fl-time" title={exactTime(entry.modified)}>
        {time}
      </span>
    </div>
  )
})

/** What a person should know of an entry that is more than a file or folder. */
function whatElse(entry: Entry): string | null {
  if (entry.bytes !== undefined) return 'Its name is not UTF-8. Rename it to open it.'
  if (entry.kind === 'other') return 'A pipe, socket or device'
  if (entry.kind !== 'link') return null
  const target = inOneLine(entry.target ?? '')
  if (entry.leads === 'missing') return `Broken link to ${target}`
  if (entry.leads === 'outside') return `Leads out of this project: ${target}`
  if (entry.leads === 'other') return `Link to a pipe, socket or device: ${target}`
  return `→ ${target}`
}

function Marked({ name, search }: { name: string; search: string }) {
  const match = matchIn(name, search)
  return match ? (
    <>
      {inOneLine(name.slice(0, match[0]))}
      <mark>{inOneLine(name.slice(...match))}</mark>
      {inOneLine(name.slice(match[1]))}
    </>
  ) : (
    inOneLine(name)
  )
}

function NameInput({ name, done, error }: { name: string; done(name: string | null): void; error: string | null }) {
  const input = useRef<HTMLInputElement>(null)
  const [value, setValue] = useState(name)
  const ended = useRef(false)
  useEffect(() => {
    const dot = name.lastIndexOf('.')
    input.current!.focus()
    input.current!.setSelectionRange(0, dot > 0 ? dot : name.length)
  }, [name])
  const end = (next: string | null) => {
    if (ended.current) return
    if (next !== null && next !== name && wrongName(next)) return
    ended.current = true
    done(next === name ? null : next)
  }
  useEffect(() => {
    if (error) ended.current = false
  }, [error])
  const wrong = (value !== name && wrongName(value)) || error
  return (
    <span className="fl-rename">
      <input
        ref={input}
        className="fl-input"
        value={value}
        aria-label={`New name of ${name}`}
        aria-invalid={wrong ? true : undefined}
        onChange={event => setValue(event.target.value)}
        onClick={event => event.stopPropagation()}
        onDoubleClick={event => event.stopPropagation()}
        onBlur={() => end(wrongName(value) ? null : value)}
        onKeyDown={event => {
          event.stopPropagation()
          if (event.key === 'Enter') end(value)
          else if (event.key === 'Escape') end(null)
        }}
      />
      {wrong && (
        <small className="fl-error" role="alert">
          {wrong}
        </small>
      )}
    </span>
  )
}
