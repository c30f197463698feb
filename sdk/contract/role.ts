import { Type } from 'typebox'

/** What a member may do in a project, from most to least. Enforced at the hub on each frame (P-5). */
export const roles = ['owner', 'editor', 'runner', 'viewer'] as const
/** One of the roles, from most to least. */
export type Role = (typeof roles)[number]
/** A role in a message. */
export const RoleSchema = Type.Union([Type.Literal('owner'), Type.Literal('editor'), Type.Literal('runner'), Type.Literal('viewer')])

/** Whether someone with `role` may do what asks for `needed`. No role (null) may do nothing. */
export function atLeast(role: Role | null | undefined, needed: Role): boolean {
  return role != null && roles.indexOf(role) <= roles.indexOf(needed)
}
