import type { projects as contract } from '@stoa/core/hub/contracts'
import { useEffect, useState } from 'react'
import { Field, FieldError } from '../components/field.tsx'
import { useSubmit } from '../components/submit.ts'
import { useShell, useWorld } from '../context.ts'
import { Keys } from '../pages/keys.tsx'
import { useValue } from '../value.ts'
import type { OpenProject } from './open.ts'
import { ProjectServer } from './server.tsx'

/** What a project is called, how its server does, and keys for programs that work in it. */
export function ProjectSettings({ project }: { project: OpenProject }) {
  const { navigation } = useShell()
  const { connect, toasts } = useWorld()
  const facts = useValue(project.facts)
  const [remote] = useState(() => connect<typeof contract>('projects@1'))
  useEffect(() => () => remote.close(), [remote])
  const naming = useSubmit(async ({ title = '', description = '' }) => {
    if (title !== facts?.title) await remote.call('rename', { project: project.id, title })
    if (description !== facts?.description) await remote.call('describe', { project: project.id, description })
  })
  const removing = useSubmit(async () => {
    await remote.call('remove', { project: project.id })
    navigation.go({ view: 'projects' })
    toasts.show(`Deleted ${facts?.title}. It can be restored for seven days.`)
  })
  if (!facts) return null
  const owner = facts.role === 'owner'
  return (
    <div className="sh-page">
      <div className="sh-page-head">
        <h1>Project settings</h1>
      </div>
      {owner ? (
        <form className="sh-narrow" key={`${facts.title} ${facts.description}`} onSubmit={naming.submit}>
          <Field label="Title" name="title" defaultValue={facts.title} required autoComplete="off" error={naming.error} />
          <Field label="Description" name="description" defaultValue={facts.description} autoComplete="off" error={naming.error} />
          {naming.error?.field === undefined && <FieldError error={naming.error} />}
          <button className="sh-button" disabled={naming.busy}>
            Save
          </button>
        </form>
      ) : (
        <dl className="sh-facts">
          <div>
            <dt>Title</dt>
            <dd>{facts.title}</dd>
          </div>
          {facts.description && (
            <div>
              <dt>Description</dt>
              <dd>{facts.description}</dd>
            </div>
          )}
        </dl>
      )}
      <ProjectServer project={project} role={facts.role} />
      {owner && (
        <>
          <h2>Keys for programs in this project</h2>
          <div className="sh-narrow">
            <Keys project={project.id} />
          </div>
          <h2>Delete</h2>
          <form onSubmit={removing.submit}>
            <p className="sh-quiet sh-said">It can be restored for seven days from the list of projects.</p>
            <button className="sh-button sh-danger" disabled={removing.busy}>
              Delete project
            </button>
            <FieldError error={removing.error} />
          </form>
        </>
      )}
    </div>
  )
}
