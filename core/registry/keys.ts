import type { Clock } from '@stoa/sdk/hub'
import type { Role } from '@stoa/sdk/contract'
import type { Row, Store } from '@stoa/core/store'
import { registryErrors } from './errors.ts'
import { checkRole } from './membership.ts'
import { lesser, type membersApi } from './members.ts'
import { hashSecret, newSecret, sameHash, type Random } from './secrets.ts'
import { accountKeys, accounts, keys } from './tables.ts'
import { checkKeyTitle } from './text.ts'

/** A key without its secret. Without `project` it holds in every project of the account. */
export type Key = { key: string; account: string; project?: string | undefined; role: Role; title: string; created: number }
/** Who a key speaks for, and how much of their rights it has. */
export type KeyIdentity = { key: string; account: string; project?: string | undefined; role: Role }

const keyOf = ({ key, account, project, role, title, created }: Row<typeof keys>): Key => ({
  key,
  account,
  ...(project !== undefined && { project }),
  role: role as Role,
  title,
  created,
})
const shape = /^stoa_([0-9a-f]{16})_([A-Za-z0-9_-]{43})$/

export function keysApi({
  store,
  clock,
  random,
  members,
}: {
  store: Store
  clock: Pick<Clock, 'now'>
  random: Random
  members: ReturnType<typeof membersApi>
}) {
  const rows = store.table(keys)
  const listed = store.table(accountKeys)
  const people = store.table(accounts)
  return {
    /**
     * Makes a key for an account, or for one project of it, with at most `role`. The secret, `stoa_` + public part + `_` +
     * 43 characters, is shown once; only its hash is stored.
     */
    async create({
      account,
      project,
      role,
      title,
    }: {
      account: string
      project?: string
      role: Role
      title: string
    }): Promise<{ secret: string; key: Key }> {
      const checked = { role: checkRole(role), title: checkKeyTitle(title) }
      if (!(await people.get({ account }))) throw registryErrors.accountUnknown(account)
      if (project !== undefined) await members.demand({ account, project, needed: checked.role })
      const key = Buffer.from(random.bytes(8)).toString('hex')
      const secret = newSecret(random)
      const row = { key, hash: hashSecret(secret), account, project, ...checked, created: clock.now() }
      await listed.put({ account, key })
      await rows.put(row)
      return { secret: `stoa_${key}_${secret}`, key: keyOf(row) }
    },

    /** Who a secret speaks for, or undefined. What it may do in a project says `roleOf`. */
    async authenticate(secret: string): Promise<KeyIdentity | undefined> {
      const [, key, hidden] = shape.exec(secret) ?? []
      const row = key === undefined ? undefined : await rows.get({ key })
      if (!row || !sameHash(row.hash, hashSecret(hidden!)) || !(await people.get({ account: row.account }))) return undefined
      return { key: row.key, account: row.account, ...(row.project !== undefined && { project: row.project }), role: row.role as Role }
    },

    /** What a key may do in a project: no more than its account may at this moment, no more than its own role, and nothing once it was taken back. */
    async roleOf(identity: KeyIdentity, project: string): Promise<Role | null> {
      if (identity.project !== undefined && identity.project !== project) return null
      if (!(await rows.get({ key: identity.key }))) return null
      const role = await members.roleOf(identity.account, project)
      return role && lesser(role, identity.role)
    },

    /** The keys of an account, newest first. */
    async list(account: string): Promise<Key[]> {
      const entries = await listed.scan({ account }).toArray()
      const found = await Promise.all(entries.map(({ key }) => rows.get({ key })))
      return found.flatMap(row => (row ? [keyOf(row)] : [])).sort((a, b) => b.created - a.created)
    },

    /** Takes a key of one's own back. Errors: `key_unknown`. */
    async revoke({ account, key }: { account: string; key: string }): Promise<void> {
      if (!(await listed.get({ account, key }))) throw registryErrors.keyUnknown()
      await rows.delete({ key })
      await listed.delete({ account, key })
    },
  }
}
