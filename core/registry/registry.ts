import type { Clock } from '@stoa/sdk/hub'
import type { Store } from '@stoa/core/store'
import { accountsApi } from './accounts.ts'
import { invitationsApi } from './invitations.ts'
import { keysApi } from './keys.ts'
import { projectListeners } from './listeners.ts'
import { membersApi } from './members.ts'
import { argon2id, type Passwords } from './passwords.ts'
import { pluginsApi } from './plugins.ts'
import { projectsApi } from './projects.ts'
import { systemRandom, type Random } from './secrets.ts'
import { sessionsApi } from './sessions.ts'
import { signUpApi, type SignUpPolicy } from './sign-up.ts'

/** Accounts, projects and who may do what, kept in a store that was opened with `registryTables`. */
export type Registry = ReturnType<typeof createRegistry>

/**
 * Puts the registry together. Whatever it refuses it says as a StoaError of `errors.ts`. It holds no state but the listeners
 * of this process, so any number may share one store.
 */
export function createRegistry({
  store,
  clock,
  random = systemRandom,
  passwords = argon2id(),
  initialPolicy = 'invitation',
}: {
  store: Store
  clock: Pick<Clock, 'now'>
  random?: Random
  passwords?: Passwords
  /** Who may sign up until an administrator says otherwise. */
  initialPolicy?: SignUpPolicy
}) {
  const listeners = projectListeners()
  const sessions = sessionsApi({ store, clock, random })
  const accounts = accountsApi({ store, random, passwords, sessions })
  const projects = projectsApi({ store, clock, random, listeners })
  const members = membersApi({ store, clock, listeners })
  const invitations = invitationsApi({ store, clock, random, members })
  const keys = keysApi({ store, clock, random, members })
  const signUp = signUpApi({ store, clock, random, passwords, sessions, invitations, initialPolicy })
  const plugins = pluginsApi({ store, members })
  return { accounts, signUp, projects, members, invitations, keys, plugins, onChange: listeners.onChange }
}
