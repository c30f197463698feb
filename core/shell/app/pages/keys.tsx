import type { keys as contract } from '@stoa/core/hub/contracts'
import { errorBody, roles, type ErrorBody, type Remote, type Role, type Static } from '@stoa/sdk/contract'
import { useEffect, useState } from 'react'
import { Copyable } from '../components/copyable.tsx'
import { Field, FieldError } from '../components/field.tsx'
import { moment } from '../components/names.ts'
import { roleTitle } from '../components/roles.ts'
import { useSubmit } from '../components/submit.ts'
import { useWorld } from '../context.ts'

type Key = Static<(typeof contract)['calls']['list']['output']>['keys'][number]

/** Keys by which programs act for the account, or in one project. A secret is shown once. */
export function Keys({ project }: { project?: string }) {
  const { connect } = useWorld()
  const [remote, setRemote] = useState<Remote<typeof contract> | null>(null)
  const [list, setList] = useState<readonly Key[]>([])
  const [secret, setSecret] = useState<string | null>(null)
  const [error, setError] = useState<ErrorBody | null>(null)
  const load = (channel: Remote<typeof contract>) =>
    channel.call('list', {}).then(
      ({ keys }) => setList(keys),
      (thrown: unknown) => setError(errorBody(thrown)),
    )
  useEffect(() => {
    const channel = connect<typeof contract>('keys@1')
    setRemote(channel)
    void load(channel)
    return () => channel.close()
  }, [connect])
  const making = useSubmit(async ({ title = '', role = 'viewer' }) => {
    const made = await remote!.call('create', { title, role: role as Role, ...(project !== undefined && { project }) })
    setSecret(made.secret)
    await load(remote!)
  })
  const shown = list.filter(key => key.project === project)
  return (
    <>
      <ul className="sh-list">
        {shown.map(({ id, title, role, created }) => (
          <li key={id}>
            <span className="sh-project-title sh-grow">
              <b className="sh-cut">{title}</b>
              <small className="sh-cut">
                {roleTitle(role)}, made {moment(created, Date.now())}
              </small>
            </span>
            <button
              type="button"
              className="sh-button"
              onClick={() =>
                void remote
                  ?.call('revoke', { id })
                  .then(() => load(remote))
                  .catch((thrown: unknown) => setError(errorBody(thrown)))
              }
            >
              Revoke
            </button>
          </li>
        ))}
      </ul>
      {secret && <Copyable label="The new key. It is shown only now." value={secret} />}
      <form className="sh-row" onSubmit={making.submit}>
        <Field label="What it is for" name="title" required autoComplete="off" error={making.error} />
        <div className="sh-field">
          <label htmlFor="key-role">Acts as</label>
          <select id="key-role" name="role" className="sh-input" defaultValue="editor">
            {roles.map(role => (
              <option key={role} value={role}>
                {roleTitle(role)}
              </option>
            ))}
          </select>
        </div>
        <button className="sh-button" disabled={making.busy || !remote}>
          Make a key
        </button>
      </form>
      {(error ?? (making.error?.field === undefined ? making.error : null)) && <FieldError error={error ?? making.error} />}
    </>
  )
}
