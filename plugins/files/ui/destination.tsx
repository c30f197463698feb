import { useEffect, useState, type KeyboardEvent } from 'react'
import type { Entry } from '../contract.ts'
import type { FilesDesk } from './desk.ts'
import { Dialog } from './dialog.tsx'
import { Icon } from './icon.tsx'
import { pathIn } from './names.ts'
import { isFolder } from './view.ts'

/** How many folders are offered. */
const most = 200

/** Asks for a folder of the project: typed from its top, or gone into. One that is not there yet is made. */
export function Destination({
  desk,
  title,
  verb,
  from,
  leaveOut,
  choose,
  close,
}: {
  desk: FilesDesk
  title: string
  verb: string
  /** The folder that is offered first. */
  from: string
  /** Paths that cannot be gone into, since they are what goes. */
  leaveOut: readonly string[]
  choose(folder: string): void
  close(): void
}) {
  const [typed, setTyped] = useState(from === '' ? '' : `${from}/`)
  const [at, setAt] = useState(-1)
  const [known, setKnown] = useState<{ directory: string; folders: readonly string[] }>({ directory: '', folders: [] })
  const slash = typed.lastIndexOf('/')
  const directory = typed.slice(0, Math.max(0, slash))
  const beginning = typed.slice(slash + 1).toLowerCase()

  useEffect(() => {
    let left = false
    void desk
      .folders(directory)
      .then(found => left || setKnown({ directory, folders: found.filter(isFolder).map((entry: Entry) => entry.name) }))
    return () => {
      left = true
    }
  }, [desk, directory])

  const offered = known.folders
    .filter(name => name.toLowerCase().startsWith(beginning) && !leaveOut.includes(pathIn(known.directory, name)))
    .slice(0, most)
  const into = (name: string) => {
    setTyped(`${pathIn(known.directory, name)}/`)
    setAt(-1)
  }
  const chosen = at >= 0 && offered[at] !== undefined ? pathIn(known.directory, offered[at]) : typed.replace(/\/+$/, '')
  const key = (event: KeyboardEvent) => {
    if (event.key === 'ArrowDown') setAt(Math.min(offered.length - 1, at + 1))
    else if (event.key === 'ArrowUp') setAt(Math.max(-1, at - 1))
    else if (event.key === 'ArrowRight' && at >= 0) into(offered[at]!)
    else return
    event.preventDefault()
  }
  return (
    <Dialog title={title} close={close}>
      <form
        onSubmit={event => {
          event.preventDefault()
          choose(chosen)
        }}
      >
        <label className="fl-field">
          <span>Folder, from the top of the project</span>
          <input
            className="fl-input"
            value={typed}
            placeholder="the top of the project"
            role="combobox"
            aria-expanded={offered.length > 0}
            aria-controls="fl-folders"
            aria-activedescendant={at >= 0 ? `fl-folder-${at}` : undefined}
            onChange={event => {
              setTyped(event.target.value)
              setAt(-1)
            }}
            onKeyDown={key}
          />
        </label>
        <ul id="fl-folders" className="fl-folders" role="listbox" aria-label="Folders here">
          {directory !== '' && known.directory === directory && (
            <li
              role="option"
              aria-selected="false"
              onClick={() => setTyped(directory.includes('/') ? `${directory.slice(0, directory.lastIndexOf('/'))}/` : '')}
            >
              <Icon name="back" />
              Up
            </li>
          )}
          {offered.map((name, index) => (
            <li key={name} id={`fl-folder-${index}`} role="option" aria-selected={index === at} onClick={() => into(name)}>
              <Icon name="folder" />
              {name}
            </li>
          ))}
        </ul>
        <p className="fl-quiet">↓ chooses, → goes in. A folder that is not there is made.</p>
        <div className="fl-dialog-foot">
          <button type="submit" className="fl-button fl-filled">
            {verb} to {chosen === '' ? 'the top of the project' : `${chosen}/`}
          </button>
          <button type="button" className="fl-button" onClick={close}>
            Cancel
          </button>
        </div>
      </form>
    </Dialog>
  )
}
