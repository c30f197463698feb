import type { ListGiven } from './list.tsx'
import { Icon } from './icon.tsx'
import { nothing } from './selection.ts'
import { isFile, type SortKey } from './view.ts'

const columns: readonly { key: SortKey; title: string; name: string }[] = [
  { key: 'name', title: 'Name', name: 'fl-name' },
  { key: 'size', title: 'Size', name: 'fl-size' },
  { key: 'time', title: 'Changed', name: 'fl-time' },
]

/** The heads of the columns; while something is selected, what can be done with it takes their place, so that nothing shifts. */
export function Head({ list, view, selection, editable, folder, select, sort, remove, download, rename }: ListGiven) {
  const { names } = selection
  const all = list.length > 0 && names.size === list.length
  const files = [...names].some(name => folder.entries.has(name) && isFile(folder.entries.get(name)!))
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
          <b>{names.size} selected</b>
          {files && (
            <button type="button" className="fl-button fl-bare" title="Download" onClick={() => download([...names])}>
              <Icon name="get" />
              <span className="fl-desk">Download</span>
            </button>
          )}
          {editable && names.size === 1 && (
            <button type="button" className="fl-button fl-bare" title="Rename (F2)" onClick={() => rename([...names][0]!)}>
              <Icon name="rename" />
              <span className="fl-desk">Rename</span>
            </button>
          )}
          {editable && (
            <button type="button" className="fl-button fl-bare" title="Move to trash (Del)" onClick={() => remove([...names])}>
              <Icon name="bin" />
              <span className="fl-desk">To trash</span>
            </button>
          )}
          <span className="fl-grow" />
          <button type="button" className="fl-button fl-bare" onClick={() => select(nothing)}>
            Clear <kbd className="fl-desk">Esc</kbd>
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
