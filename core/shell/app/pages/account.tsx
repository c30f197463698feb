import { Dialog } from '../components/dialog.tsx'
import { Field, FieldError } from '../components/field.tsx'
import { useSubmit } from '../components/submit.ts'
import { useShell, useWorld } from '../context.ts'
import { Keys } from './keys.tsx'

/** One's own account: who one is here, the password, keys for programs, and signing out wherever one is signed in. */
export function AccountDialog({ close }: { close(): void }) {
  const { api, session } = useShell()
  const { account, toasts } = useWorld()
  const password = useSubmit(async ({ current = '', password: next = '' }) => {
    await api.changePassword({ current, password: next })
    toasts.show('The password is changed. Other browsers are signed out.')
    close()
  })
  return (
    <Dialog title="Your account" close={close} wide>
      <dl className="sh-facts">
        <div>
          <dt>Name</dt>
          <dd>{account.name}</dd>
        </div>
        <div>
          <dt>E-mail</dt>
          <dd>{account.email}</dd>
        </div>
        {account.administrator && (
          <div>
            <dt>Administrator</dt>
            <dd>of this server</dd>
          </div>
        )}
      </dl>
      <h3>Password</h3>
      <form onSubmit={password.submit}>
        <Field label="Password now" name="current" type="password" autoComplete="current-password" required error={password.error} />
        <Field
          label="New password"
          name="password"
          type="password"
          autoComplete="new-password"
          required
          minLength={8}
          hint="At least 8 characters"
          error={password.error}
        />
        {password.error?.field === undefined && <FieldError error={password.error} />}
        <button className="sh-button" disabled={password.busy}>
          Change password
        </button>
      </form>
      <h3>Keys for programs</h3>
      <Keys />
      <h3>Elsewhere</h3>
      <button type="button" className="sh-button" onClick={() => void session.signOut({ everywhere: true })}>
        Sign out everywhere
      </button>
    </Dialog>
  )
}
