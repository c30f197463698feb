import { useEffect, useRef, useState } from 'react'
import type { FileKind } from '@stoa/sdk/ui'
import { pasted } from './clipboard.ts'
import { newName, withExtension, wrongName } from './names.ts'

/** The kinds of new thing: what plugins offer, then a folder, which is a name with a slash. */
export const folderKind: FileKind = { extension: '/', title: 'Folder' }

/** Names something new. `made` answers what was refused, which is said here. */
export function NewForm({
  kinds,
  usual,
  name,
  made,
  bring,
  close,
}: {
  kinds: readonly FileKind[]
  /** The extension of the kind offered first. */ usual: string
  name: string
  made(name: string, kind: FileKind): Promise<string | null>
  /** An address in place of a name is fetched. */
  bring(url: string): Promise<string | null>
  close(): void
}) {
  const all = [...kinds, folderKind]
  const [kind, setKind] = useState<FileKind>(() =>
    name.endsWith('/') ? folderKind : (all.find(({ extension }) => extension === usual) ?? all[0]!),
  )
  const [value, setValue] = useState(name.replace(/\/+$/, '') || newName(new Date()))
  const [error, setError] = useState<string | null>(null)
  const [busy, setBusy] = useState(false)
  const input = useRef<HTMLInputElement>(null)
  useEffect(() => input.current!.select(), [])

  const submit = async () => {
    const wrong = wrongName(value)
    const meant = pasted(value, null)
    if (meant !== null && meant !== 'held') return setError(await bring(meant.url))
    if (wrong) return setError(wrong)
    setBusy(true)
    const refused = await made(kind.extension === '/' ? `${value.replace(/\/+$/, '')}/` : withExtension(value.trim(), kind.extension), kind)
    setBusy(false)
    if (refused) setError(refused)
  }
  return (
    <form
      className="fl-new"
      aria-label="New file or folder"
      onSubmit={event => {
        event.preventDefault()
        void submit()
      }}
      onKeyDown={event => {
        event.stopPropagation()
        if (event.key === 'Escape') close()
      }}
    >
      <div className="fl-kinds" role="radiogroup" aria-label="Kind">
        {all.map(one => (
          <button
            key={one.extension + one.title}
            type="button"
            role="radio"
            className="fl-button"
            aria-checked={one === kind}
            onClick={() => (setKind(one), input.current!.focus())}
          >
            {one.title}
          </button>
        ))}
      </div>
      <div className="fl-new-name">
        <input
          ref={input}
          className="fl-input"
          aria-label="Name"
          aria-invalid={error ? true : undefined}
          value={value}
          onChange={event => (setValue(event.target.value), setError(null))}
        />
        {kind.extension !== '/' && (
          <span className="fl-ext">
            {withExtension(value.trim() || 'x', kind.extension) === (value.trim() || 'x') ? '' : kind.extension}
          </span>
        )}
        <button type="submit" className="fl-button fl-filled" disabled={busy}>
          Create
        </button>
        <button type="button" className="fl-button" onClick={close}>
          Cancel
        </button>
      </div>
      {error && (
        <p className="fl-error" role="alert">
          {error}
        </p>
      )}
    </form>
  )
}
