import { useEffect, useId, useMemo, useRef, useState } from 'react'
import { useWorld } from '../context.ts'
import { useValue } from '../value.ts'
import type { PaletteItem } from './commands.ts'
import { keyLabel, onMac } from './keys.ts'
import { hits, matchTitle } from './match.ts'

/** The palette: type a few letters of where to go or what to do, and press Enter. */
export function Palette({ close }: { close(): void }) {
  const { commands } = useWorld()
  const all = useValue(commands.list)
  const [query, setQuery] = useState('')
  const [at, setAt] = useState(0)
  const dialog = useRef<HTMLDialogElement>(null)
  const list = useRef<HTMLUListElement>(null)
  const id = useId()

  useEffect(() => {
    const before = document.activeElement
    const element = dialog.current!
    element.showModal()
    return () => {
      element.close()
      if (before instanceof HTMLElement && before.isConnected) before.focus()
    }
  }, [])

  const found = useMemo(() => rank(query, all), [all, query])
  const chosen = Math.min(at, found.length - 1)
  // Braces: some browsers answer scrolling with a promise, which is no way to clean up.
  useEffect(() => {
    void list.current?.children[chosen]?.scrollIntoView({ block: 'nearest' })
  }, [chosen])

  const run = (item: PaletteItem | undefined): void => {
    if (!item) return
    close()
    // After the focus is back where it was, which is where the command may want to act.
    requestAnimationFrame(() => item.run())
  }

  return (
    <dialog
      ref={dialog}
      className="sh-dialog sh-palette"
      aria-label="Go to, or run a command"
      onCancel={event => {
        event.preventDefault()
        close()
      }}
      onMouseDown={event => event.target === dialog.current && close()}
    >
      <input
        role="combobox"
        aria-expanded="true"
        aria-controls={`${id}-list`}
        aria-activedescendant={found.length > 0 ? `${id}-${chosen}` : undefined}
        aria-label="Command"
        placeholder="Go to a page or file, or run a command"
        autoComplete="off"
        spellCheck={false}
        value={query}
        onChange={event => {
          setQuery(event.target.value)
          setAt(0)
        }}
        onKeyDown={event => {
          const step = { ArrowDown: 1, ArrowUp: -1 }[event.key]
          if (step !== undefined) setAt((chosen + step + found.length) % Math.max(1, found.length))
          else if (event.key === 'Enter') run(found[chosen])
          else return
          event.preventDefault()
        }}
      />
      {found.length === 0 ? (
        <p className="sh-quiet sh-palette-none">Nothing here is called that.</p>
      ) : (
        <ul ref={list} id={`${id}-list`} role="listbox" aria-label="Commands">
          {found.map((item, index) => (
            <li
              key={item.id}
              id={`${id}-${index}`}
              role="option"
              aria-selected={index === chosen}
              onPointerMove={() => setAt(index)}
              onClick={() => run(item)}
            >
              <span className="sh-cut">
                {hits(query, item.title).map((piece, i) => (i % 2 === 1 ? <mark key={i}>{piece}</mark> : piece))}
              </span>
              {item.group && <small>{item.group}</small>}
              {item.key && <kbd>{keyLabel(item.key, onMac)}</kbd>}
            </li>
          ))}
        </ul>
      )}
    </dialog>
  )
}

/** What the query finds, best first; the palette's own commands are no use inside it. */
function rank(query: string, all: readonly PaletteItem[]): readonly PaletteItem[] {
  return all
    .filter(({ id, enabled }) => !id.startsWith('palette') && enabled?.() !== false)
    .map(item => ({ item, score: matchTitle(query, item.title) }))
    .filter(({ score }) => score > 0)
    .toSorted((a, b) => (query.trim() === '' ? 0 : b.score - a.score))
    .map(({ item }) => item)
}
