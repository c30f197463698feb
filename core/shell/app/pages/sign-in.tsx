import type { Me } from '../api.ts'
import { Field, FieldError } from '../components/field.tsx'
import { Link } from '../components/link.tsx'
import { Note } from '../components/note.tsx'
import { useSubmit } from '../components/submit.ts'
import { useShell } from '../context.ts'
import { useTitle } from '../title.ts'
import { Front } from './front.tsx'

/** Signing in. `next` is where the person wanted to go. */
export function SignIn({ me, next }: { me: Me; next?: string | undefined }) {
  const { session } = useShell()
  const { busy, error, submit } = useSubmit(({ email = '', password = '' }) => session.signIn({ email, password }))
  useTitle('Sign in')
  return (
    <Front title="Stoa">
      {me.first && <NobodyYet />}
      {next?.startsWith('/join') && (
        <Note tone="warn" sentence="You were invited to a project. Sign in, or create an account, to join it." />
      )}
      <form onSubmit={submit}>
        <Field label="E-mail" name="email" type="email" autoComplete="username" required autoFocus error={error} />
        <Field label="Password" name="password" type="password" autoComplete="current-password" required error={error} />
        {error?.field === undefined && <FieldError error={error} />}
        <button className="sh-button sh-filled" disabled={busy}>
          {busy ? 'Signing in' : 'Sign in'}
        </button>
      </form>
      {me.signUp === 'open' || next?.startsWith('/join#') ? (
        <p className="sh-aside">
          <Link
            to={
              next?.startsWith('/join#')
                ? { view: 'sign-up', next, token: next.slice('/join#'.length) }
                : { view: 'sign-up', ...(next !== undefined && { next }) }
            }
          >
            Create an account
          </Link>
        </p>
      ) : (
        <p className="sh-aside sh-quiet">
          {me.signUp === 'closed'
            ? 'Accounts here are made by an administrator.'
            : 'To create an account here, open the link of your invitation.'}
        </p>
      )}
    </Front>
  )
}

/** The first visitor of a new server is shown the way. */
export function NobodyYet() {
  return (
    <Note
      tone="warn"
      sentence="Nobody administers this server yet. Open the link that it printed when it was started, to become its administrator."
    />
  )
}
