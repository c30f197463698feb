import type { ReactNode } from 'react'
import type { Task } from '../contract.ts'
import { farOf, titleOf, type FollowedTasks } from './tasks.ts'
import { farText, progressText, type createUploads } from './uploads.ts'

const mostShown = 20

/** What is on its way or takes long, each with its own cancel; what failed stays until it is seen to. */
export function Transfers({
  uploads,
  tasks,
  editable,
  choose,
}: {
  uploads: ReturnType<typeof createUploads>
  tasks: FollowedTasks
  editable: boolean
  choose(): void
}) {
  if (uploads.list.length === 0 && tasks.list.length === 0) return null
  return (
    <section className="fl-uploads" aria-label={tasks.list.length > 0 ? 'Under way' : 'Uploads'}>
      <p className="fl-quiet" role="status">
        {progressText(uploads.list)}
      </p>
      <ul>
        {tasks.list.map(task => (
          <TaskRow key={task.id} task={task} editable={editable} cancel={() => tasks.cancel(task.id)} />
        ))}
        {uploads.list.slice(0, mostShown).map(one => (
          <Line
            key={one.id}
            name={one.path}
            error={
              one.state === 'failed'
                ? (one.error ?? '')
                : one.state === 'left'
                  ? 'Only a part of it arrived. Choose the file again, and it goes on.'
                  : null
            }
            far={farText(one, Date.now())}
            done={one.sent}
            total={one.size}
          >
            {one.state === 'failed' && (
              <button type="button" className="fl-button" onClick={() => uploads.again(one.id, { replace: one.taken === true })}>
                {one.taken ? 'Replace it' : 'Try again'}
              </button>
            )}
            {one.state === 'left' && (
              <button type="button" className="fl-button" onClick={choose}>
                Choose it…
              </button>
            )}
            <button type="button" className="fl-button" onClick={() => uploads.cancel(one.id)}>
              {one.state === 'failed' || one.state === 'left' ? 'Dismiss' : 'Cancel'}
            </button>
          </Line>
        ))}
      </ul>
      {uploads.list.length > mostShown && <p className="fl-quiet">and {uploads.list.length - mostShown} more</p>}
    </section>
  )
}

function TaskRow({ task, editable, cancel }: { task: Task; editable: boolean; cancel(): void }) {
  const { leftOut = [], leftOutCount = 0 } = task
  const error =
    task.state === 'failed'
      ? (task.error?.message ?? '')
      : task.state === 'done'
        ? `Left out: ${leftOut.map(({ path, why }) => `${path} (${why.replace(/\.$/, '')})`).join(', ')}${leftOutCount > leftOut.length ? ` and ${leftOutCount - leftOut.length} more` : ''}.`
        : null
  return (
    <Line name={titleOf(task)} error={error} far={farOf(task)} done={task.done} total={task.total}>
      {editable && (
        <button type="button" className="fl-button" onClick={cancel}>
          {task.state === 'running' ? 'Cancel' : 'Dismiss'}
        </button>
      )}
    </Line>
  )
}

function Line({
  name,
  error,
  far,
  done,
  total,
  children,
}: {
  name: string
  error: string | null
  far: string
  done: number
  total: number | undefined
  children: ReactNode
}) {
  return (
    <li>
      <span className="fl-upload-name" title={name}>
        {name}
      </span>
      {error === null ? (
        <>
          <progress max={Math.max(1, total ?? 1)} value={total === undefined ? undefined : done} aria-label={name} />
          <span className="fl-quiet fl-upload-far">{far}</span>
        </>
      ) : (
        <span className="fl-error" role="alert">
          {error}
        </span>
      )}
      <span className="fl-grow" />
      {children}
    </li>
  )
}
