import type { DragEvent, RefObject } from 'react'
import type { Place } from '@stoa/sdk/ui'
import { Icon } from './icon.tsx'
import { crumbsOf, inOneLine, parentOf } from './names.ts'
import type { View } from './view.ts'

/** The row above the list: where one is, the filter, and what can be added. */
export function Bar({
  place,
  directory,
  view,
  editable,
  searchRef,
  go,
  change,
  upload,
  make,
  command,
  commanding,
  trash,
  trashShown,
  found,
  toList,
  drop,
}: {
  place: Place
  directory: string
  view: View
  editable: boolean
  searchRef: RefObject<HTMLInputElement | null>
  go(directory: string): void
  change(part: Partial<View>): void
  upload(): void
  make(): void
  command(): void
  commanding: boolean
  trash(): void
  trashShown: boolean
  /** Enter in the filter. */
  found(): void
  /** Arrow down in the filter. */
  toList(): void
  drop(event: DragEvent, target: string): void
}) {
  const crumbs = [{ name: place.project.title, path: '' }, ...crumbsOf(directory)]
  return (
    <div className="fl-bar">
      <nav className="fl-crumbs" aria-label="Folder">
        {directory !== '' && (
          <button type="button" className="fl-button fl-bare fl-phone" aria-label="Up" onClick={() => go(parentOf(directory))}>
            <Icon name="back" />
          </button>
        )}
        {crumbs.map(({ name, path }, index) =>
          index === crumbs.length - 1 ? (
            <b key={path} aria-current="location">
              {inOneLine(name)}
            </b>
          ) : (
            <span key={path} className="fl-crumb">
              <button
                type="button"
                onClick={() => go(path)}
                onDragOver={event => event.preventDefault()}
                onDrop={event => drop(event, path)}
              >
                {inOneLine(name)}
              </button>
              <span aria-hidden="true">/</span>
            </span>
          ),
        )}
      </nav>
      <span className="fl-grow" />
      <label className="fl-search">
        <Icon name="search" />
        <input
          ref={searchRef}
          type="search"
          value={view.search}
          placeholder={editable ? 'Filter, or name a new file' : 'Filter'}
          aria-label={editable ? 'Filter, or name a new file' : 'Filter'}
          onChange={event => change({ search: event.target.value })}
          onKeyDown={event => {
            if (event.key === 'Enter') found()
            else if (event.key === 'Escape') change({ search: '' })
            else if (event.key === 'ArrowDown') toList()
            else return
            event.preventDefault()
          }}
        />
        <kbd className="fl-desk">/</kbd>
      </label>
      <button
        type="button"
        className="fl-button fl-bare fl-desk"
        aria-pressed={view.hidden}
        title="Files whose names begin with a dot"
        onClick={() => change({ hidden: !view.hidden })}
      >
        Hidden
      </button>
      {editable && (
        <button
          type="button"
          className="fl-button fl-bare fl-desk"
          aria-pressed={commanding}
          title="Command line (Ctrl `)"
          aria-label="Command line"
          onClick={command}
        >
          <Icon name="command" />
        </button>
      )}
      <button
        type="button"
        className="fl-button fl-bare"
        aria-pressed={trashShown}
        title="What was deleted"
        aria-label="Trash"
        onClick={trash}
      >
        <Icon name="bin" />
      </button>
      {editable && (
        <>
          <button type="button" className="fl-button" title="Upload files" aria-label="Upload" onClick={upload}>
            <Icon name="up" />
            <span className="fl-desk">Upload</span>
          </button>
          <button type="button" className="fl-button fl-filled" title="New file or folder" onClick={make}>
            <Icon name="plus" />
            New
          </button>
        </>
      )}
    </div>
  )
}
