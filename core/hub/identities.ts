import { StoaError, type Role } from '@stoa/sdk/contract'
import type { KeyIdentity, Registry } from '@stoa/core/registry'

/**
 * Names for who asks, as they travel in frames: an account's id for a person, `account:key` for a program with a key.
 * A key never may more than its own role, in its own project, however much its account may.
 */
export function createIdentities(registry: Registry) {
  const keys = new Map<string, KeyIdentity>()
  return {
    person: (account: string): string => account,
    program(key: KeyIdentity): string {
      const user = `${key.account}:${key.key}`
      keys.set(user, key)
      return user
    },
    /** Forgets a key; answers the name that its programs had. */
    revoked(account: string, key: string): string {
      const user = `${account}:${key}`
      keys.delete(user)
      return user
    },
    accountOf: (user: string): string => user.split(':')[0]!,
    async roleOf(user: string, project: string): Promise<Role | null> {
      const key = keys.get(user)
      if (key) return registry.keys.roleOf(key, project)
      // A program whose key was forgotten has no rights left.
      return user.includes(':') ? null : registry.members.roleOf(user, project)
    },
    /** The account, if a person asks; programs are refused what manages people and keys. */
    personal(user: string): string {
      if (user.includes(':'))
        throw new StoaError({ code: 'key_too_narrow', message: 'A key cannot do this. Sign in and do it in the browser.' })
      return user
    },
    /** Whether a program with a key may see this project at all; people always may ask. */
    sees(user: string, project: string): boolean {
      const key = keys.get(user)
      return key === undefined ? !user.includes(':') : key.project === undefined || key.project === project
    },
    /** Throws unless whoever asks has at least `owner` rights in general: an account, or a key of no single project with the role owner. */
    general(user: string): string {
      const key = keys.get(user)
      if (user.includes(':') && (key?.project !== undefined || key?.role !== 'owner'))
        throw new StoaError({
          code: 'key_too_narrow',
          message: 'This key is for less than that. Use one for the whole account with the role owner.',
        })
      return user.split(':')[0]!
    },
  }
}
export type Identities = ReturnType<typeof createIdentities>
