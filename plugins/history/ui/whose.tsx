import { useMemo } from 'react'
import { writerName } from './said.ts'
import { writerOf, type Timeline } from './timeline.ts'

/** The head of the list: whose versions it shows. Somebody who has written nothing that is known cannot be chosen. */
export function Whose({
  timeline,
  viewer,
  whose,
  choose,
}: {
  timeline: Timeline
  viewer: string
  /** Null for everybody's. */
  whose: string | null
  choose(whose: string | null): void
}) {
  const writers = useMemo(() => {
    const names = new Map(timeline.map(burst => [writerOf(burst), writerName(burst, viewer)] as const))
    return [...names].sort(([, one], [, other]) => one.localeCompare(other))
  }, [timeline, viewer])
  return (
    <div className="hi-whose">
      <h2>Versions</h2>
      {writers.length > 1 && (
        <select
          aria-label="Whose versions"
          value={whose ?? ''}
          onChange={event => choose(event.target.value || null)}
          // Letters and arrows choose here, and do nothing on the page.
          onKeyDown={event => event.stopPropagation()}
        >
          <option value="">Everybody</option>
          {writers.map(([id, name]) => (
            <option key={id} value={id}>
              {name}
            </option>
          ))}
        </select>
      )}
    </div>
  )
}
