import type { members as contract } from '@stoa/core/hub/contracts'
import { errorBody, roles, type ErrorBody, type Role, type Static } from '@stoa/sdk/contract'
import { useCallback, useEffect, useState } from 'react'
import { Avatar } from '../components/avatar.tsx'
import { colourOf } from '../components/names.ts'
import { Note } from '../components/note.tsx'
import { roleMeans, roleTitle } from '../components/roles.ts'
import { useShell, useWorld } from '../context.ts'
import { useValue } from '../value.ts'
import { Invite, type Members } from './invite.tsx'
import type { OpenProject } from './open.ts'

type Member = Static<(typeof contract)['calls']['list']['output']>['members'][number]

/** Who may do what in the project, and the links that let others in. */
export function People({ project }: { project: OpenProject }) {
  const { navigation } = useShell()
  const { connect, account, toasts } = useWorld()
  const facts = useValue(project.facts)
  const [remote, setRemote] = useState<Members | null>(null)
  const [list, setList] = useState<readonly Member[]>([])
  const [error, setError] = useState<ErrorBody | null>(null)
  const owner = facts?.role === 'owner'

  const load = useCallback(
    async (channel: Members) => {
      try {
        setList((await channel.call('list', { project: project.id })).members)
        setError(null)
      } catch (thrown) {
        setError(errorBody(thrown))
      }
    },
    [project.id],
  )
  useEffect(() => {
    const channel = connect<typeof contract>('members@1')
    setRemote(channel)
    const stops = [
      channel.on('changed', change => void (change.project === project.id && load(channel))),
      channel.onState(state => void (state === 'open' && load(channel))),
    ]
    return () => {
      stops.forEach(stop => void stop())
      channel.close()
    }
  }, [connect, load, project.id])

  const attempt = (work: Promise<unknown>, said?: () => void) =>
    void work.then(
      () => {
        setError(null)
        said?.()
        if (remote) void load(remote)
      },
      (thrown: unknown) => setError(errorBody(thrown)),
    )
  return (
    <div className="sh-page">
      <div className="sh-page-head">
        <h1>People</h1>
      </div>
      {error && <Note sentence={error.message} />}
      <ul className="sh-list sh-people">
        {list.map(({ id, name, email, role }) => (
          <li key={id}>
            <Avatar name={name} colour={colourOf(id)} />
            <span className="sh-project-title">
              <b className="sh-cut">
                {name}
                {id === account.id && ' (you)'}
              </b>
              <small className="sh-cut">{email}</small>
            </span>
            {owner ? (
              <select
                className="sh-input"
                aria-label={`Role of ${name}`}
                value={role}
                onChange={event =>
                  remote && attempt(remote.call('setRole', { project: project.id, account: id, role: event.target.value as Role }))
                }
              >
                {roles.map(one => (
                  <option key={one} value={one}>
                    {roleTitle(one)}: {roleMeans[one]}
                  </option>
                ))}
              </select>
            ) : (
              <span className="sh-project-role">{roleTitle(role)}</span>
            )}
            {owner && id !== account.id && (
              <button
                type="button"
                className="sh-button"
                onClick={() =>
                  remote &&
                  attempt(remote.call('remove', { project: project.id, account: id }), () =>
                    toasts.show(`${name} is no longer in this project.`),
                  )
                }
              >
                Remove
              </button>
            )}
            {id === account.id && !owner && (
              <button
                type="button"
                className="sh-button"
                onClick={() => remote && attempt(remote.call('leave', { project: project.id }), () => navigation.go({ view: 'projects' }))}
              >
                Leave
              </button>
            )}
          </li>
        ))}
      </ul>
      {owner && remote && <Invite project={project.id} remote={remote} />}
    </div>
  )
}
