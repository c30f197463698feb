import { useEffect, useRef, useState, useSyncExternalStore } from 'react'
import { createPortal } from 'react-dom'
import { Icon } from '../icon.tsx'
import type { FindPlace } from './mount.tsx'
import { Results } from './results.tsx'
import { foundText, type Search, type Wanted } from './search.ts'

const toggles = [
  { key: 'exactCase', short: 'Aa', title: 'Upper and lower case as typed' },
  { key: 'expression', short: '.*', title: 'As a regular expression' },
  { key: 'hidden', short: 'Hidden', title: 'Hidden: in files whose names begin with a dot too' },
] as const

/** Finds text in the files of a project; what is looked for stands in the address. */
export function FindPage({
  place,
  search,
  revision,
  subscribe,
}: {
  place: FindPlace
  search: Search
  revision(): number
  subscribe(listener: () => void): () => void
}) {
  useSyncExternalStore(subscribe, revision)
  const { address, project } = place
  const [wanted, setWanted] = useState<Wanted>(() => wantedOf(address.query))
  const input = useRef<HTMLInputElement>(null)
  const { state } = search

  const begin = (next: Wanted): void => {
    setWanted(next)
    address.write(queryOf(next))
    void search.begin(next)
  }
  useEffect(() => {
    const look = (): void => {
      const next = wantedOf(address.query)
      setWanted(next)
      if (next.text !== '') void search.begin(next)
      input.current?.focus()
      input.current?.select()
    }
    look()
    const stop = address.onChange(look)
    return () => void stop()
  }, [address, search])
  useEffect(() => {
    place.status({ left: wanted.text === '' ? '' : foundText(state) })
  }, [place, state, wanted.text])

  const bar = (
    <form
      className="fl-bar"
      role="search"
      onSubmit={event => {
        event.preventDefault()
        begin(wanted)
      }}
    >
      <label className="fl-search fl-find">
        <Icon name="search" />
        <input
          ref={input}
          type="search"
          value={wanted.text}
          placeholder="Find in files"
          aria-label="Find in files"
          onChange={event => setWanted({ ...wanted, text: event.target.value })}
          onKeyDown={event => {
            if (event.key === 'ArrowDown') place.element.querySelector<HTMLElement>('.fl-found')?.focus()
            else if (event.key === 'Escape' && state.running) search.cancel()
            else return
            event.preventDefault()
          }}
        />
      </label>
      {toggles.map(({ key, short, title }) => (
        <button
          key={key}
          type="button"
          className="fl-button fl-bare"
          aria-pressed={wanted[key]}
          aria-label={short === 'Hidden' ? undefined : title}
          title={title}
          onClick={() => begin({ ...wanted, [key]: !wanted[key] })}
        >
          {short}
        </button>
      ))}
      {wanted.directory !== '' && (
        <button type="button" className="fl-button" title="Look in the whole project" onClick={() => begin({ ...wanted, directory: '' })}>
          in {wanted.directory}/
          <Icon name="close" />
        </button>
      )}
      <span className="fl-grow" />
      {state.running ? (
        <button type="button" className="fl-button" onClick={search.cancel}>
          Stop
        </button>
      ) : (
        <button type="submit" className="fl-button fl-filled">
          Find
        </button>
      )}
    </form>
  )
  return (
    <>
      {createPortal(bar, place.toolbar)}
      <div className="fl">
        {state.error && (
          <p className="fl-note" role="alert">
            {state.error}
          </p>
        )}
        <p className="fl-found-text" role="status">
          {wanted.text === '' && state.rows.length === 0 ? 'Type what to look for, and Enter.' : state.error ? '' : foundText(state)}
        </p>
        <Results rows={state.rows} open={(path, line) => project.openFile(path, line === undefined ? undefined : { line })} />
      </div>
    </>
  )
}

function wantedOf(query: Readonly<Record<string, string>>): Wanted {
  return {
    text: query['for'] ?? '',
    directory: query['in'] ?? '',
    expression: query['expression'] === '1',
    exactCase: query['case'] === '1',
    hidden: query['hidden'] === '1',
  }
}

function queryOf({ text, directory, expression, exactCase, hidden }: Wanted): Record<string, string> {
  return {
    ...(text !== '' && { for: text }),
    ...(directory !== '' && { in: directory }),
    ...(expression && { expression: '1' }),
    ...(exactCase && { case: '1' }),
    ...(hidden && { hidden: '1' }),
  }
}
