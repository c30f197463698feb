import { Fragment } from 'react'
import { createPortal } from 'react-dom'
import type { Place } from '@stoa/sdk/ui'
import { contentUrl, type Desk, type Entry } from './desk.ts'
import { doubt, labelsOf, sizeText, timeText } from './words.ts'

/** Snapshots at the left, what lies in one at the right. */
export function SnapshotsPage({ place, desk, now }: { place: Place; desk: Desk; now: number }) {
  const { list, chosen, shown, note, busy } = desk
  const labels = labelsOf(list?.map(({ time }) => time) ?? [], now)
  return (
    <div className="sn">
      {createPortal(<Bar place={place} desk={desk} />, place.toolbar)}
      {list === null || list.length === 0 ? (
        <div className="sn-alone">
          {note && <Said desk={desk} />}
          {list?.length === 0 && <p className="sn-empty">No snapshots yet. The first is made five minutes after a change.</p>}
        </div>
      ) : (
        <>
          <ul className="sn-list" aria-label="Snapshots" tabIndex={-1}>
            {list.map((snapshot, at) => (
              <li key={snapshot.id}>
                <button type="button" aria-current={snapshot.id === chosen?.id} onClick={() => desk.choose(snapshot)}>
                  {labels[at]}
                  {doubt(snapshot) !== undefined && <small>{doubt(snapshot)}</small>}
                </button>
              </li>
            ))}
          </ul>
          <section className="sn-main" aria-label={chosen ? `The project as of ${timeText(chosen.time, now)}` : 'A snapshot'}>
            {note && <Said desk={desk} />}
            {shown && 'entries' in shown && <Rows desk={desk} path={shown.path} entries={shown.entries} disabled={busy !== null} />}
            {shown && 'text' in shown && shown.text !== null && (
              <pre className="sn-text" tabIndex={0} aria-label={shown.path}>
                {shown.text}
              </pre>
            )}
            {shown && 'text' in shown && shown.text === null && (
              <p className="sn-empty">
                This file of {sizeText(shown.size)} cannot be shown as text.
                <a className="sn-button" href={contentUrl(place, chosen!.id, shown.path)} download={shown.path.split('/').at(-1)}>
                  Download
                </a>
              </p>
            )}
          </section>
        </>
      )}
    </div>
  )
}

/** Where one is in a snapshot, and what can be done with it. */
function Bar({ place, desk }: { place: Place; desk: Desk }) {
  const { chosen, shown, busy } = desk
  const path = shown?.path ?? ''
  const parts = path === '' ? [] : path.split('/')
  const mayRestore = chosen !== null && shown !== null && (path !== '' || place.project.role === 'owner')
  return (
    <div className="sn-bar">
      <nav aria-label="Place in the snapshot">
        {parts.length === 0 ? <b>{busy ?? place.project.title}</b> : <Crumb title={place.project.title} go={() => desk.open('')} />}
        {parts.map((name, at) => (
          <Fragment key={at}>
            <span>/</span>
            {at === parts.length - 1 ? <b>{name}</b> : <Crumb title={name} go={() => desk.open(parts.slice(0, at + 1).join('/'))} />}
          </Fragment>
        ))}
      </nav>
      {mayRestore && (
        <button type="button" className="sn-button" disabled={busy !== null} onClick={() => desk.restore(path)}>
          {path === '' ? 'Restore project' : 'Restore'}
        </button>
      )}
      <button type="button" className="sn-button" disabled={busy !== null || desk.list === null} onClick={() => desk.take()}>
        Take snapshot
      </button>
    </div>
  )
}

function Crumb({ title, go }: { title: string; go(): void }) {
  return (
    <button type="button" onClick={go}>
      {title}
    </button>
  )
}

function Rows({ desk, path, entries, disabled }: { desk: Desk; path: string; entries: readonly Entry[]; disabled: boolean }) {
  if (entries.length === 0) return <p className="sn-empty">This folder was empty.</p>
  const below = (name: string) => (path === '' ? name : `${path}/${name}`)
  return (
    <ul className="sn-rows" aria-label="Files">
      {entries.map(entry => (
        <li key={entry.name} className="sn-row">
          {entry.kind === 'link' ? (
            <span>{entry.name} (link)</span>
          ) : (
            <button type="button" onClick={() => desk.open(below(entry.name), entry)}>
              {entry.name}
              {entry.kind === 'folder' && '/'}
            </button>
          )}
          {entry.size !== undefined && entry.kind === 'file' && <span className="sn-size">{sizeText(entry.size)}</span>}
          <button
            type="button"
            className="sn-button sn-bare"
            disabled={disabled}
            aria-label={`Restore ${entry.name}`}
            onClick={() => desk.restore(below(entry.name))}
          >
            Restore
          </button>
        </li>
      ))}
    </ul>
  )
}

function Said({ desk }: { desk: Desk }) {
  const note = desk.note!
  return (
    <p className="sn-note" role="status" data-bad={note.bad}>
      <span>{note.sentence}</span>
      {note.undo && (
        <button type="button" className="sn-button sn-bare" onClick={note.undo}>
          Undo
        </button>
      )}
      <button type="button" className="sn-button sn-bare" onClick={() => desk.dismiss()}>
        Close
      </button>
    </p>
  )
}
