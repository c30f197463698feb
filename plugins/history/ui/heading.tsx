import { useState } from 'react'
import { errors } from './errors.ts'
import { Icon } from './icon.tsx'
import type { HistoryWorld } from './mount.tsx'
import { fileName } from './said.ts'

/** The line above the text: which version this is, or which two, and what can be done with it. */
export function Heading({
  world: { desk },
  say,
  changes,
  goToChange,
}: {
  world: HistoryWorld
  say(version: number): string
  /** In how many places the two versions differ. */
  changes: number
  goToChange(step: 1 | -1): void
}) {
  const { at, other, shown, reader, editable, busy, restored } = desk
  const [copied, setCopied] = useState('')
  const head = reader!.head
  const path = reader!.path
  const locked = reader!.status !== null && !reader!.status.editable
  const [first, second] = other === null ? [null, at] : at < other ? [at, other] : [other, at]

  const copy = (what: string, text: string): void => {
    // Without a secure address there is no clipboard.
    const done = navigator.clipboard?.writeText(text) ?? Promise.reject(errors.notCopied())
    void done.then(
      () => setCopied(`${what} ${at}`),
      () => desk.say(errors.notCopied().message),
    )
  }
  const link = (): string => {
    const address = new URL(location.href)
    address.searchParams.set('file', path)
    // A link leads to the version that is seen now, also when it was the newest.
    address.searchParams.set('version', String(at))
    return address.href
  }
  const download = (): void => {
    const url = URL.createObjectURL(new Blob([shown!.text.toString()], { type: 'text/plain' }))
    const anchor = document.createElement('a')
    anchor.href = url
    anchor.download = fileName(path, at)
    anchor.click()
    URL.revokeObjectURL(url)
  }
  return (
    <div className="hi-heading">
      <p className="hi-which">
        {restored ? (
          <span className="hi-cut" role="status">
            {restored.undone
              ? `Version ${restored.version} was taken back again; that is version ${restored.as}.`
              : `Version ${restored.version} is restored; that is version ${restored.as}.`}
          </span>
        ) : first === null ? (
          <Which version={second} said={say(second)} newest={second === head} />
        ) : (
          <>
            <Which version={first} said={say(first)} newest={false} />
            <span className="hi-quiet">with</span>
            <Which version={second} said={say(second)} newest={second === head} />
          </>
        )}
      </p>
      {other !== null && (
        <span className="hi-changes" role="group" aria-label="Changes">
          <span className="hi-quiet">{changes === 0 ? 'No difference' : changes === 1 ? '1 change' : `${changes} changes`}</span>
          {changes > 1 && (
            <>
              <button
                type="button"
                className="hi-button hi-bare hi-square"
                title="Previous change (Shift N)"
                aria-label="Previous change (Shift N)"
                onClick={() => goToChange(-1)}
              >
                <Icon name="up" />
              </button>
              <button
                type="button"
                className="hi-button hi-bare hi-square"
                title="Next change (N)"
                aria-label="Next change (N)"
                onClick={() => goToChange(1)}
              >
                <Icon name="down" />
              </button>
            </>
          )}
        </span>
      )}
      <span className="hi-acts">
        <button type="button" className="hi-button hi-bare" title="Copy a link to this version" onClick={() => copy('link', link())}>
          <Icon name="link" />
          <span className="hi-label">{copied === `link ${at}` ? 'Copied' : 'Copy link'}</span>
        </button>
        <button
          type="button"
          className="hi-button hi-bare"
          title={`Copy the text of version ${at}`}
          disabled={!shown}
          onClick={() => copy('text', shown!.text.toString())}
        >
          <Icon name="copy" />
          <span className="hi-label">{copied === `text ${at}` ? 'Copied' : 'Copy text'}</span>
        </button>
        <button type="button" className="hi-button hi-bare" title={`Download version ${at}`} disabled={!shown} onClick={download}>
          <Icon name="get" />
          <span className="hi-label">Download</span>
        </button>
        {editable &&
          (restored && !restored.undone ? (
            <button type="button" className="hi-button hi-restore" disabled={busy !== null} onClick={() => void desk.undoRestore()}>
              Undo
            </button>
          ) : (
            <button
              type="button"
              className="hi-button hi-restore"
              disabled={at === head || busy !== null || locked}
              title={
                at === head ? 'This is the text as it is now' : locked ? 'The file cannot be written now' : `Make version ${at} the newest`
              }
              onClick={() => void desk.restore()}
            >
              {busy ? 'Restoring' : `Restore ${at}`}
            </button>
          ))}
      </span>
      <span className="hi-heard" role="status">
        {copied !== '' && copied.endsWith(` ${at}`) ? 'Copied' : ''}
      </span>
    </div>
  )
}

function Which({ version, said, newest }: { version: number; said: string; newest: boolean }) {
  return (
    <span className="hi-cut">
      <b>Version {version}</b>
      <span className="hi-quiet">{[newest ? 'the newest' : '', said].filter(Boolean).map(words => `, ${words}`)}</span>
    </span>
  )
}
