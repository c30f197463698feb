import type { Act } from './acts.ts'
import { Icon, type IconName } from './icon.tsx'
import type { ListGiven } from './list.tsx'
import { nothing } from './selection.ts'
import { isFile, type SortKey } from './view.ts'

const columns: readonly { key: SortKey; title: string; name: string }[] = [
  { key: 'name', title: 'Name', name: 'fl-name' },
  { key: 'size', title: 'Size', name: 'fl-size' },
  { key: 'time', title: 'Changed', name: 'fl-time' },
]

/** The heads of the columns; while something is selected, what can be done with it takes their place, so that nothing shifts. */
export function Head({
  list,
  view,
  selection,
  editable,
  folder,
  select,
  sort,
  run,
  more,
}: ListGiven & { more(at: { x: number; y: number }): void }) {
  const { names } = selection
  const all = list.length > 0 && names.size === list.length
  const files = [...names].some(name => folder.entries.has(name) && isFile(folder.entries.get(name)!))
  const chosen = [...names]
  const offers: readonly { act: Act; title: string; icon: IconName }[] = [
    ...(files ? [{ act: 'download', title: 'Download', icon: 'get' } as const] : []),
    ...(editable && names.size === 1 ? [{ act: 'rename', title: 'Rename (F2)', icon: 'rename' } as const] : []),
    ...(editable
      ? ([
          { act: 'copyTo', title: 'Copy…', icon: 'copy' },
          { act: 'move', title: 'Move…', icon: 'move' },
          { act: 'remove', title: 'To trash (Del)', icon: 'bin' },
        ] as const)
      : []),
  ]
  return (
    <div className="fl-head" role="row" aria-rowindex={1}>
      <span role="columnheader" className="fl-check">
        <input
          type="checkbox"
          tabIndex={-1}
          aria-label="Select all"
          checked={all}
          ref={box => {
            if (box) box.indeterminate = names.size > 0 && !all
          }}
          onChange={() =>
            select(all ? nothing : { names: new Set(list.map(entry => entry.name)), at: selection.at, anchor: selection.anchor })
          }
        />
      </span>
      {names.size > 0 ? (
        <span role="columnheader" aria-colspan={3} className="fl-chosen">
          <b>{names.size.toLocaleString()} selected</b>
          {offers.map(({ act, title, icon }) => (
            <button key={act} type="button" className="fl-button fl-bare" title={title} onClick={() => run(act, chosen)}>
              <Icon name={icon} />
              <span className="fl-desk">{title.replace(/ \(.*/, '')}</span>
            </button>
          ))}
          <button
            type="button"
            className="fl-button fl-bare"
            title="What else (Shift F10)"
            aria-label="More"
            aria-haspopup="menu"
            onClick={event => {
              const { left, bottom } = event.currentTarget.getBoundingClientRect()
              more({ x: left, y: bottom + 2 })
            }}
          >
            <Icon name="more" />
          </button>
          <span className="fl-grow" />
          <button
            type="button"
            className="fl-button fl-bare"
            title="Select nothing (Esc)"

            onClick={() => select(nothing)}
          >
            <span className="fl-phone">
              <Icon name="close" />
            </span>
            <span className="fl-desk">
              Clear <kbd>Esc</kbd>
            </span>
          </button>
        </span>
      ) : (
        columns.map(({ key, title, name }) => (
          <span
            key={key}
            role="columnheader"
            className={name}
            aria-sort={view.sort === key ? (view.down ? 'descending' : 'ascending') : 'none'}
          >
            <button
              type="button"
              tabIndex={-1}
              onClick={() => sort(view.sort === key ? { sort: key, down: !view.down } : { sort: key, down: key !== 'name' })}
            >
              {title}
              {view.sort === key && <Icon name={view.down ? 'sortDown' : 'sortUp'} />}
            </button>
          </span>
        ))
      )}
    </div>
  )
}
