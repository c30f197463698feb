import type { Stop } from '@stoa/sdk/contract'
import type { FileAction, Place } from '@stoa/sdk/ui'
import { useEffect, useMemo, useRef, useState, type CSSProperties } from 'react'
import { Icon } from '../components/icon.tsx'
import { Note } from '../components/note.tsx'
import { useWorld } from '../context.ts'
import { keyLabel, onMac } from '../palette/keys.ts'
import { useValue } from '../value.ts'
import { mountView } from './mount.ts'
import type { OpenProject } from './open.ts'

/**
 * One view of a plugin, kept while it is hidden. What it throws is shown here, with a way to try again, and nothing else is touched.
 * `mount` is called anew when it is another function.
 */
export function Hosted({
  project,
  viewKey,
  title,
  active,
  labelledBy,
  mount,
  actions = none,
  act,
}: {
  project: OpenProject
  viewKey: string
  title: string
  active: boolean
  /** The tab that this is the panel of. */
  labelledBy?: string
  mount: (place: Place) => Stop
  /** Buttons at the right of its toolbar, and what they do. */
  actions?: readonly FileAction[]
  act?: (action: FileAction) => void
}) {
  const world = useWorld()
  const root = useRef<HTMLDivElement>(null)
  const stage = useRef<HTMLDivElement>(null)
  const [failure, setFailure] = useState<string | null>(null)
  const [attempt, setAttempt] = useState(0)
  const facts = useMemo(() => project.viewFacts.of(viewKey), [project, viewKey])
  const { commands } = useValue(facts)

  useEffect(() => {
    setFailure(null)
    try {
      return mountView({ stage: stage.current!, mount, project, world, facts })
    } catch (thrown) {
      console.warn(`The view ${viewKey} failed.`, thrown)
      setFailure(thrown instanceof Error ? thrown.message : String(thrown))
      return undefined
    }
  }, [attempt, facts, mount, project, viewKey, world])

  useEffect(() => {
    if (active) facts.update(now => (now.news === null ? now : { ...now, news: null }))
  }, [active, facts])

  useEffect(() => {
    if (!active || commands.length === 0) return undefined
    const stop = world.commands.add(commands.map(command => ({ ...command, within: root.current! })))
    return () => void stop()
  }, [active, commands, world])

  return (
    <div
      ref={root}
      className="sh-view"
      data-active={active}
      inert={!active}
      {...(labelledBy !== undefined && { role: 'tabpanel', 'aria-labelledby': labelledBy })}
    >
      {failure !== null && (
        <div className="sh-failed">
          <Note sentence={`“${title}” could not be shown: ${failure}`}>
            <button type="button" className="sh-button" onClick={() => setAttempt(now => now + 1)}>
              Try again
            </button>
          </Note>
        </div>
      )}
      <div ref={stage} className="sh-stage" style={{ '--sh-actions': actions.length } as CSSProperties} />
      {actions.length > 0 && (
        <div className="sh-actions" role="toolbar" aria-label="This file">
          {actions.map(action => (
            <FileButton key={action.id} action={action} run={() => act?.(action)} />
          ))}
        </div>
      )}
    </div>
  )
}

const none: readonly FileAction[] = []

function FileButton({ action: { title, icon, key }, run }: { action: FileAction; run(): void }) {
  const label = key === undefined ? title : `${title} (${keyLabel(key, onMac)})`
  return (
    <button type="button" className="sh-button sh-bare sh-square" title={label} aria-label={label} onClick={run}>
      <Icon path={icon} />
    </button>
  )
}
