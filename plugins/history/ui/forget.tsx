import { useEffect, useId, useRef, useState } from 'react'
import { momentName } from './said.ts'
import type { HistoryWorld } from './mount.tsx'

/** The foot of the list: what was removed from the history, and the way to remove more, for owners. */
export function Forgetting({ world: { place, desk }, now }: { world: HistoryWorld; now: number }) {
  const [asking, setAsking] = useState(false)
  const { reader, owner, at } = desk
  const { forgotten, first } = reader!
  const last = forgotten.at(-1)
  if (!last && !(owner && at > first)) return null
  return (
    <div className="hi-foot">
      {last && (
        <p className="hi-quiet">
          {last.by.id === place.viewer.id ? 'You' : last.by.name} removed everything before version {last.before},{' '}
          {momentName(last.time, now)}.
        </p>
      )}
      {owner && at > first && (
        <button type="button" className="hi-button hi-bare" onClick={() => setAsking(true)}>
          Forget what came before {at}…
        </button>
      )}
      {asking && <Ask path={reader!.path} first={first} before={at} forget={desk.forget} close={() => setAsking(false)} />}
    </div>
  )
}

/** What cannot be undone is asked, by having the name typed. */
function Ask({
  path,
  first,
  before,
  forget,
  close,
}: {
  path: string
  first: number
  before: number
  forget(): Promise<boolean>
  close(): void
}) {
  const dialog = useRef<HTMLDialogElement>(null)
  const id = useId()
  const [typed, setTyped] = useState('')
  const [busy, setBusy] = useState(false)
  const name = path.slice(path.lastIndexOf('/') + 1)
  useEffect(() => {
    const focused = document.activeElement
    const element = dialog.current!
    element.showModal()
    return () => {
      element.close()
      if (focused instanceof HTMLElement && focused.isConnected) focused.focus()
    }
  }, [])
  return (
    <dialog ref={dialog} className="hi-dialog" aria-labelledby={`${id}-title`} onCancel={close}>
      <form
        onSubmit={event => {
          event.preventDefault()
          setBusy(true)
          void forget().then(close)
        }}
      >
        <h2 id={`${id}-title`}>
          Forget the history of “{name}” before version {before}
        </h2>
        <p>
          {before - 1 === first ? `Version ${first} is` : `Versions ${first} to ${before - 1} are`} removed for everybody and cannot be
          brought back. The text as it is now stays, and so does the fact that you did this. Backups and copies elsewhere are not touched.
        </p>
        <label htmlFor={id}>Type the name of the file: {name}</label>
        <input id={id} value={typed} autoComplete="off" spellCheck={false} onChange={event => setTyped(event.target.value)} />
        <span className="hi-dialog-acts">
          <button type="button" className="hi-button" onClick={close}>
            Cancel
          </button>
          <button className="hi-button hi-danger" disabled={typed !== name || busy}>
            Forget
          </button>
        </span>
      </form>
    </dialog>
  )
}
