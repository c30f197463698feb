import { atLeast, roles, type Role } from '@stoa/sdk/contract'
import { registryErrors } from './errors.ts'

/** The members of a project by account. */
export type Members = Readonly<Record<string, { role: Role; since: number }>>
const mostMembers = 2000

/** The role of an account among members, or null. */
export const roleAmong = (members: Members, account: string): Role | null =>
  Object.hasOwn(members, account) ? members[account]!.role : null

/** A role from outside, checked. */
export function checkRole(received: unknown): Role {
  if (!(roles as readonly unknown[]).includes(received)) throw registryErrors.role(received)
  return received as Role
}

const owners = (members: Members) => Object.values(members).filter(({ role }) => role === 'owner').length
const demandOwner = (members: Members, by: string) => {
  const role = roleAmong(members, by)
  if (!atLeast(role, 'owner')) throw registryErrors.roleTooLow({ role: role ?? 'viewer', needed: 'owner' })
}
/** The one rule that no change may break. */
const keepOwned = (members: Members) => {
  if (owners(members) === 0) throw registryErrors.lastOwner()
  return members
}

/** Members once `account` has joined with `role`. A higher role that it has already stays. */
export function withMember({ members, account, role, now }: { members: Members; account: string; role: Role; now: number }): Members {
  const held = roleAmong(members, account)
  if (atLeast(held, role)) return members
  if (held === null && Object.keys(members).length >= mostMembers) throw registryErrors.tooManyMembers(mostMembers)
  return { ...members, [account]: { role, since: held === null ? now : members[account]!.since } }
}

/** Members once `by`, an owner, has given `account`, a member, another role. */
export function withRole({ members, by, account, role }: { members: Members; by: string; account: string; role: Role }): Members {
  demandOwner(members, by)
  if (roleAmong(members, account) === null) throw registryErrors.memberUnknown(account)
  return keepOwned({ ...members, [account]: { ...members[account]!, role } })
}

/** Members without `account`, whom `by` removes: an owner anyone, everyone themselves. */
export function withoutMember({ members, by, account }: { members: Members; by: string; account: string }): Members {
  if (by !== account) demandOwner(members, by)
  if (roleAmong(members, account) === null) throw registryErrors.memberUnknown(account)
  return keepOwned(Object.fromEntries(Object.entries(members).filter(([member]) => member !== account)))
}

/** Members once `by`, an owner, has made `to`, a member, owner in their place and become an editor. */
export function transferred({ members, by, to }: { members: Members; by: string; to: string }): Members {
  demandOwner(members, by)
  if (roleAmong(members, to) === null) throw registryErrors.memberUnknown(to)
  if (by === to) return members
  return { ...members, [by]: { ...members[by]!, role: 'editor' }, [to]: { ...members[to]!, role: 'owner' } }
}
