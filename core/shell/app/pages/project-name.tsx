import type { projects as contract } from '@stoa/core/hub/contracts'
import type { Remote } from '@stoa/sdk/contract'
import { Dialog } from '../components/dialog.tsx'
import { Field, FieldError } from '../components/field.tsx'
import { useSubmit } from '../components/submit.ts'
import type { ListedProject } from './search.ts'

type Projects = Remote<typeof contract>

/** Asks for the one thing a new project needs. */
export function NewProject({
  remote,
  title,
  close,
  made,
}: {
  remote: Projects
  title: string
  close(): void
  made(project: string): void
}) {
  const { busy, error, submit } = useSubmit(async ({ title: chosen = '' }) => {
    const { project } = await remote.call('create', { title: chosen })
    close()
    made(project)
  })
  return (
    <Dialog title="New project" close={close}>
      <form onSubmit={submit}>
        <Field label="Title" name="title" defaultValue={title} required autoFocus autoComplete="off" error={error} />
        {error?.field === undefined && <FieldError error={error} />}
        <button className="sh-button sh-filled" disabled={busy}>
          Create project
        </button>
      </form>
    </Dialog>
  )
}

export function RenameProject({
  remote,
  project,
  close,
}: {
  remote: Projects
  project: Pick<ListedProject, 'id' | 'title' | 'description'>
  close(): void
}) {
  const { busy, error, submit } = useSubmit(async ({ title = '', description = '' }) => {
    if (title !== project.title) await remote.call('rename', { project: project.id, title })
    if (description !== project.description) await remote.call('describe', { project: project.id, description })
    close()
  })
  return (
    <Dialog title={`Rename ${project.title}`} close={close}>
      <form onSubmit={submit}>
        <Field label="Title" name="title" defaultValue={project.title} required autoFocus autoComplete="off" error={error} />
        <Field label="Description" name="description" defaultValue={project.description} autoComplete="off" error={error} />
        {error?.field === undefined && <FieldError error={error} />}
        <button className="sh-button sh-filled" disabled={busy}>
          Save
        </button>
      </form>
    </Dialog>
  )
}
