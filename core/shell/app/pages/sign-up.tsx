import type { ReactNode } from 'react'
import type { Me } from '../api.ts'
import { Field, FieldError } from '../components/field.tsx'
import { Link } from '../components/link.tsx'
import { useSubmit } from '../components/submit.ts'
import { useShell } from '../context.ts'
import { useTitle } from '../title.ts'
import { Front } from './front.tsx'
import { NobodyYet } from './sign-in.tsx'

/** What brought the person here: nothing, a link that makes the first administrator, or one into a project. */
export type Reason = 'none' | 'administrator' | 'invitation'
const titles: Record<Reason, string> = { none: 'Create an account', administrator: 'Welcome to Stoa', invitation: 'You are invited' }
const introductions: Record<Reason, ReactNode> = {
  none: null,
  administrator: 'This account will administer the server. The link you opened works once.',
  invitation: 'Create an account to join the project.',
}

/** Making an account, and going where its link leads. */
export function SignUp({
  me,
  token,
  next,
  reason = 'none',
}: {
  me: Me
  token?: string | undefined
  next?: string | undefined
  reason?: Reason
}) {
  const { session, navigation } = useShell()
  useTitle(titles[reason])
  const { busy, error, submit } = useSubmit(async ({ email = '', name = '', password = '', acceptedTerms }) => {
    await session.signUp(
      { email, name, password, acceptedTerms: acceptedTerms === 'on', ...(token !== undefined && { token }) },
      project => {
        if (project !== undefined) navigation.go({ view: 'project', project, place: { at: 'start' } }, { replace: true })
        else if (next !== undefined && !next.startsWith('/join')) navigation.goTo(next)
        else navigation.go({ view: 'projects' }, { replace: true })
      },
    )
  })
  const shut = token === undefined && me.signUp !== 'open'
  const elsewhere = error?.field === undefined || !['email', 'name', 'password', 'acceptedTerms'].includes(error.field)
  return (
    <Front title={titles[reason]}>
      {me.first && reason !== 'administrator' && <NobodyYet />}
      {introductions[reason] && <p className="sh-introduction">{introductions[reason]}</p>}
      {shut ? (
        <p className="sh-introduction">
          {me.signUp === 'closed'
            ? 'Nobody can sign up here at the moment. Ask an administrator for an account.'
            : 'You need an invitation to sign up here. Open the link that you were sent.'}
        </p>
      ) : (
        <form onSubmit={submit}>
          <Field label="Name" name="name" autoComplete="name" required autoFocus maxLength={200} error={error} />
          <Field label="E-mail" name="email" type="email" autoComplete="username" required error={error} />
          <Field
            label="Password"
            name="password"
            type="password"
            autoComplete="new-password"
            required
            minLength={8}
            hint="At least 8 characters"
            error={error}
          />
          <div className="sh-field">
            <label className="sh-tick">
              <input type="checkbox" name="acceptedTerms" required />
              <span>
                I accept the terms: I use this server for what it is meant for, and its administrators can see what I store on it.
              </span>
            </label>
            {error?.field === 'acceptedTerms' && <FieldError error={error} />}
          </div>
          {elsewhere && <FieldError error={error} />}
          <button className="sh-button sh-filled" disabled={busy}>
            {busy ? 'Creating the account' : 'Create account'}
          </button>
        </form>
      )}
      <p className="sh-aside">
        <Link to={{ view: 'sign-in', ...(next !== undefined && { next }) }}>Sign in instead</Link>
      </p>
    </Front>
  )
}
