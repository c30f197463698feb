import { atLeast, type Role } from '@stoa/sdk/contract'
import { useEffect, useId, useState } from 'react'
import { FieldError } from '../components/field.tsx'
import { useSubmit } from '../components/submit.ts'
import { useWorld } from '../context.ts'
import { useValue } from '../value.ts'
import type { OpenProject } from './open.ts'

const states: Record<string, string> = { stopped: 'Stopped', starting: 'Starting', running: 'Running', restarting: 'Starting again' }

/** How a project's server does, where it runs, and what can be done about that. */
export function ProjectServer({ project, role }: { project: OpenProject; role: Role }) {
  const { toasts } = useWorld()
  const running = useValue(project.running)
  const stopped = running.state === 'stopped'
  const doing = (work: Promise<void>, what: string): void => void work.catch((error: Error) => toasts.show(`${what} ${error.message}`))
  return (
    <>
      <h2>Server</h2>
      <p className="sh-said">
        {states[running.state]}
        {running.state === 'running' && running.machine !== undefined && ` on the machine ${running.machine}`}.
        {running.reason !== undefined && ` ${running.reason}`}
      </p>
      {atLeast(role, 'editor') && (
        <div className="sh-buttons">
          <button type="button" className="sh-button" onClick={() => doing(project.restart(), 'The project was not started.')}>
            {stopped ? 'Start project' : 'Restart project'}
          </button>
          {!stopped && (
            <button type="button" className="sh-button" onClick={() => doing(project.stop(), 'The project was not stopped.')}>
              Stop project
            </button>
          )}
        </div>
      )}
      {role === 'owner' && <Move project={project} at={running.machine} />}
    </>
  )
}

/** Another machine for the project, where there are several. */
function Move({ project, at }: { project: OpenProject; at: string | undefined }) {
  const { toasts } = useWorld()
  const id = useId()
  const [machines, setMachines] = useState<readonly string[]>([])
  useEffect(() => {
    let here = true
    project.machines().then(
      found => here && setMachines(found),
      () => undefined,
    )
    return () => void (here = false)
  }, [project, at])
  const moving = useSubmit(async ({ machine = '' }) => {
    await project.move(machine)
    toasts.show(`The project runs on ${machine} now.`)
  })
  const others = machines.filter(machine => machine !== at)
  if (others.length === 0) return null
  return (
    <form className="sh-narrow" onSubmit={moving.submit}>
      <div className="sh-field">
        <label htmlFor={id}>Move to another machine</label>
        <select className="sh-input" id={id} name="machine" aria-describedby={`${id}-hint`}>
          {others.map(machine => (
            <option key={machine}>{machine}</option>
          ))}
        </select>
        <p className="sh-hint" id={`${id}-hint`}>
          The server stops, all files are copied, and it starts there. What runs in it ends.
        </p>
      </div>
      <button className="sh-button" disabled={moving.busy}>
        {moving.busy ? 'Moving…' : 'Move project'}
      </button>
      <FieldError error={moving.error} />
    </form>
  )
}
