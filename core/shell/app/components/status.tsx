import { useEffect, useState, type ReactNode } from 'react'
import type { ConnectionState } from '@stoa/sdk/wire'
import { useWorld } from '../context.ts'
import { absent } from '../plugins/report.ts'
import type { RunState } from '../project/open.ts'
import { pillOf, type Pill } from '../project/pill.ts'
import { useValue } from '../value.ts'
import { Dialog } from './dialog.tsx'

/** How the connection stands, drawn again when that changes. */
export function useConnection(): ConnectionState {
  const { connection } = useWorld()
  const [state, setState] = useState(connection.state)
  useEffect(() => {
    setState(connection.state)
    const stop = connection.onState(setState)
    return () => void stop()
  }, [connection])
  return state
}

/** The status line: connection, what the view says at its left and right, and whichever plugin is not there. */
export function StatusLine({
  running,
  left,
  right,
  role,
}: {
  running?: RunState | undefined
  left?: string | undefined
  right?: string | undefined
  role?: string | undefined
}) {
  const pill = pillOf({ connection: useConnection(), running })
  return (
    <footer className="sh-status" aria-label="Status">
      <StatusPill pill={pill} />
      {left && <span className="sh-cut">{left}</span>}
      <span className="sh-grow" />
      <AbsentPlugins />
      {right && <span>{right}</span>}
      {role && <span>{role}</span>}
    </footer>
  )
}

/** Always as wide, whatever it says. */
export function StatusPill({ pill }: { pill: Pill }) {
  return (
    <span className="sh-pill" data-tone={pill.tone} role="status">
      <i aria-hidden="true" />
      <span>{pill.text}</span>
      <span className="sh-pill-detail">{pill.detail}</span>
    </span>
  )
}

function AbsentPlugins(): ReactNode {
  const { plugins } = useWorld()
  const out = absent(useValue(plugins))
  const [open, setOpen] = useState(false)
  if (out.length === 0) return null
  return (
    <>
      <button type="button" className="sh-status-button" onClick={() => setOpen(true)}>
        {out.length === 1 ? `Plugin “${out[0]!.id}” is not there` : `${out.length} plugins are not there`}
      </button>
      {open && (
        <Dialog title="Plugins that are not there" close={() => setOpen(false)}>
          <dl className="sh-facts">
            {out.map(({ id, reason }) => (
              <div key={id}>
                <dt>{id}</dt>
                <dd>{reason}</dd>
              </div>
            ))}
          </dl>
          <p className="sh-quiet">Everything else works. Load the page again once this is mended.</p>
        </Dialog>
      )}
    </>
  )
}
