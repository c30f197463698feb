import type { Trashed } from '../../contract.ts'
import { Icon } from '../icon.tsx'
import { exactTime, inOneLine, nameOf, parentOf, sizeText, timeText } from '../names.ts'
import { newestOf, type TrashRow } from './rows.ts'

export type TrashActions = {
  at(index: number): void
  toggle(path: string): void
  restore(row: TrashRow): void
  /** Asks before anything is deleted for good. */
  ask(index: number | null): void
  erase(all: readonly Trashed[]): void
}

/** One line of the trash. */
export function TrashLine({
  row,
  index,
  height,
  current,
  editable,
  asked,
  now,
  actions,
}: {
  row: TrashRow
  index: number
  height: number
  current: boolean
  editable: boolean
  asked: boolean
  now: number
  actions: TrashActions
}) {
  const one = newestOf(row)
  const count = row.versions.length
  const when = `${timeText(one.removed, now)}, ${one.by}`
  const size = one.kind === 'file' ? sizeText(one.size) : ''
  const folder = parentOf(row.path)
  return (
    <div
      role="row"
      id={`fl-bin-${index}`}
      aria-rowindex={index + 1}
      data-inner={row.inner}
      className="fl-bin-row"
      data-current={current}
      style={{ transform: `translateY(${index * height}px)` }}
      onClick={() => actions.at(index)}
    >
      <span role="gridcell" className="fl-bin-name" title={`${row.path}, deleted ${exactTime(one.removed)}`}>
        <Icon name={one.kind === 'directory' ? 'folder' : one.kind === 'link' ? 'link' : 'file'} />
        <b>{inOneLine(nameOf(row.path))}</b>
        <span className="fl-bin-from">{folder === '' ? '' : `from ${folder}/`}</span>
        <small className="fl-sub">{[size, when].filter(Boolean).join(', ')}</small>
        {row.open !== null && (
          <button
            type="button"
            tabIndex={-1}
            className="fl-button fl-bare fl-bin-versions"
            aria-expanded={row.open}
            onClick={() => actions.toggle(row.path)}
          >
            {count} versions
            <Icon name={row.open ? 'sortUp' : 'sortDown'} />
          </button>
        )}
      </span>
      <span role="gridcell" className="fl-size">
        {size}
      </span>
      <span role="gridcell" className="fl-bin-when">
        {when}
      </span>
      <span role="gridcell" className="fl-bin-acts">
        {editable && asked ? (
          <>
            <button type="button" className="fl-button fl-danger" autoFocus onClick={() => actions.erase(row.versions)}>
              {count === 1 ? 'Delete for good' : `Delete all ${count} for good`}
            </button>
            <button type="button" className="fl-button" onClick={() => actions.ask(null)}>
              Keep
            </button>
          </>
        ) : (
          editable && (
            <>
              <button type="button" tabIndex={-1} className="fl-button" onClick={() => actions.restore(row)}>
                Restore
              </button>
              <button
                type="button"
                tabIndex={-1}
                className="fl-button fl-bare"
                title="Delete for good… (Del)"
                aria-label={`Delete ${row.path} for good…`}
                onClick={() => actions.ask(index)}
              >
                <Icon name="close" />
              </button>
            </>
          )
        )}
      </span>
    </div>
  )
}
