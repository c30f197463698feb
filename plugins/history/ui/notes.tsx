import type { HistoryWorld } from './mount.tsx'

/** What a person should know of the file, each in a sentence above the track. */
export function Notes({ world: { desk } }: { world: HistoryWorld }) {
  const { reader, note, renamed, editable } = desk
  if (!reader) return null
  const gone = reader.status?.file === 'deleted'
  return (
    <div className="hi-notes">
      {reader.state === 'failed' && (
        <p className="hi-note" data-bad="true" role="alert">
          {failure(reader.error, reader.path)}
        </p>
      )}
      {renamed !== null && (
        <p className="hi-note" data-done="true" role="status">
          <span>
            “{renamed}” is called “{reader.path}” now; its history goes on under that name.
          </span>
          <button type="button" className="hi-button" onClick={desk.dismiss}>
            Dismiss
          </button>
        </p>
      )}
      {gone && (
        <p className="hi-note" role="status">
          This file was deleted or has another name now.{' '}
          {editable ? 'To restore a version makes it again.' : 'Its versions are still here.'}
        </p>
      )}
      {reader.state === 'waiting' && (
        <p className="hi-note" role="status">
          Offline. Versions that were looked at can still be read.
        </p>
      )}
      {note !== null && (
        <p className="hi-note" data-bad="true" role="alert">
          <span>{note}</span>
          <button type="button" className="hi-button" onClick={desk.dismiss}>
            Dismiss
          </button>
        </p>
      )}
    </div>
  )
}

function failure(error: { code: string; message: string } | null, path: string): string {
  if (error?.code === 'not_found')
    return `There is no file “${path}” now. It may have been renamed or deleted; the history of a renamed file is under its new name.`
  return error?.message ?? `The history of “${path}” could not be opened.`
}
