import type { members as contract } from '@stoa/core/hub/contracts'
import { errorBody, roles, type ErrorBody, type Remote, type Role, type Static } from '@stoa/sdk/contract'
import { useCallback, useEffect, useState } from 'react'
import { Copyable } from '../components/copyable.tsx'
import { FieldError } from '../components/field.tsx'
import { roleMeans, roleTitle } from '../components/roles.ts'
import { useSubmit } from '../components/submit.ts'

export type Members = Remote<typeof contract>
type Invitation = Static<(typeof contract)['calls']['invitations']['output']>['invitations'][number]
const day = 24

/** Links that let people in: made with a role, for some time and some uses, and taken back. */
export function Invite({ project, remote }: { project: string; remote: Members }) {
  const [list, setList] = useState<readonly Invitation[]>([])
  const [url, setUrl] = useState<string | null>(null)
  const [error, setError] = useState<ErrorBody | null>(null)
  const load = useCallback(
    () =>
      remote.call('invitations', { project }).then(
        ({ invitations }) => setList(invitations),
        (thrown: unknown) => setError(errorBody(thrown)),
      ),
    [project, remote],
  )
  useEffect(() => void load(), [load])
  const making = useSubmit(async ({ role = 'editor', hours = '168', uses = '1' }) => {
    const made = await remote.call('invite', { project, role: role as Role, expiresInHours: Number(hours), uses: Number(uses) })
    setUrl(made.url)
    await load()
  })
  return (
    <section className="sh-invite" aria-label="Invite by link">
      <h2>Invite by link</h2>
      <form className="sh-row" onSubmit={making.submit}>
        <div className="sh-field">
          <label htmlFor="invite-role">As</label>
          <select id="invite-role" name="role" className="sh-input" defaultValue="editor">
            {roles
              .filter(role => role !== 'owner')
              .map(role => (
                <option key={role} value={role}>
                  {roleTitle(role)}: {roleMeans[role]}
                </option>
              ))}
          </select>
        </div>
        <div className="sh-field">
          <label htmlFor="invite-hours">For</label>
          <select id="invite-hours" name="hours" className="sh-input" defaultValue={7 * day}>
            <option value={1}>an hour</option>
            <option value={day}>a day</option>
            <option value={7 * day}>a week</option>
            <option value={365 * day}>a year</option>
          </select>
        </div>
        <div className="sh-field">
          <label htmlFor="invite-uses">People</label>
          <input id="invite-uses" name="uses" className="sh-input" type="number" min={1} max={10000} defaultValue={1} required />
        </div>
        <button className="sh-button sh-filled" disabled={making.busy}>
          Make a link
        </button>
      </form>
      <FieldError error={making.error ?? error} />
      {url && <Copyable label="Send this link. It is shown only now." value={url} />}
      <ul className="sh-list">
        {list.map(({ id, role, expires, uses, used }) => (
          <li key={id}>
            <span className="sh-grow">
              {roleTitle(role)}, used {used} of {uses}
            </span>
            <small className="sh-quiet">
              until {new Date(expires).toLocaleString('en-GB', { day: 'numeric', month: 'long', hour: '2-digit', minute: '2-digit' })}
            </small>
            <button
              type="button"
              className="sh-button"
              onClick={() =>
                void remote.call('revoke', { project, invitation: id }).then(load, (thrown: unknown) => setError(errorBody(thrown)))
              }
            >
              Take back
            </button>
          </li>
        ))}
      </ul>
    </section>
  )
}
