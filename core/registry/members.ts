import type { Clock } from '@stoa/sdk/hub'
import { atLeast, type Role } from '@stoa/sdk/contract'
import type { Store } from '@stoa/core/store'
import { change } from './change.ts'
import type { projectListeners } from './listeners.ts'
import { checkRole, roleAmong, transferred, withMember, withRole, withoutMember, type Members } from './membership.ts'
import { demand, listProject } from './projects.ts'
import { accounts, projects } from './tables.ts'

/** A member as others see them. `since` in milliseconds since 1970. */
export type Member = { account: string; name: string; email: string; role: Role; since: number }

export function membersApi({
  store,
  clock,
  listeners,
}: {
  store: Store
  clock: Pick<Clock, 'now'>
  listeners: ReturnType<typeof projectListeners>
}) {
  const rows = store.table(projects)
  const people = store.table(accounts)

  const decide = async ({ project, by, to }: { project: string; by: string; to: (members: Members) => Members }): Promise<void> => {
    await change({
      table: rows,
      key: { project },
      decide(row) {
        const stored = demand({ row, project, account: by, needed: 'viewer' })
        return { ...stored, members: to(stored.members as Members) }
      },
    })
    listeners.tell({ project, what: 'members' })
  }

  return {
    /** What an account may do in a project; null: nothing, because it is no member or the project is deleted or unknown. */
    async roleOf(account: string, project: string): Promise<Role | null> {
      const row = await rows.get({ project })
      return row && row.deleted === undefined ? roleAmong(row.members as Members, account) : null
    },

    /** The members, longest first. Every member may ask. */
    async list({ by, project }: { by: string; project: string }): Promise<Member[]> {
      const row = demand({ row: await rows.get({ project }), project, account: by, needed: 'viewer' })
      const found = await Promise.all(
        Object.entries(row.members as Members).map(async ([account, { role, since }]) => {
          const person = await people.get({ account })
          return { account, name: person?.name ?? '', email: person?.email ?? '', role, since }
        }),
      )
      return found.sort((a, b) => a.since - b.since || (a.account < b.account ? -1 : 1))
    },

    /** Lets an account in, whoever asks: for invitations. A higher role that it has stays. Resolves to its role. */
    async join({ project, account, role }: { project: string; account: string; role: Role }): Promise<Role> {
      await listProject({ store, account, project, now: clock.now() })
      const row = await change({
        table: rows,
        key: { project },
        decide(row) {
          if (!row || row.deleted !== undefined) demand({ row, project, account, needed: 'viewer' })
          const members = row!.members as Members
          const joined = withMember({ members, account, role, now: clock.now() })
          return joined === members ? null : { ...row!, members: joined }
        },
      })
      listeners.tell({ project, what: 'members' })
      return roleAmong(row!.members as Members, account)!
    },

    /** Gives a member another role. For owners. Errors: `role_too_low`, `member_unknown`, `last_owner`. */
    async setRole({ by, project, account, role }: { by: string; project: string; account: string; role: Role }): Promise<void> {
      const checked = checkRole(role)
      await decide({ project, by, to: members => withRole({ members, by, account, role: checked }) })
    },
    /** Takes a member out. For owners. Links that are still good let them in again: revoke those too. */
    async remove({ by, project, account }: { by: string; project: string; account: string }): Promise<void> {
      await decide({ project, by, to: members => withoutMember({ members, by, account }) })
    },
    /** Leaves a project. The last owner cannot: `last_owner`. */
    async leave({ account, project }: { account: string; project: string }): Promise<void> {
      await decide({ project, by: account, to: members => withoutMember({ members, by: account, account }) })
    },
    /** Makes another member owner in one's place; one becomes an editor. */
    async transfer({ by, project, to }: { by: string; project: string; to: string }): Promise<void> {
      await decide({ project, by, to: members => transferred({ members, by, to }) })
    },
    /** Throws unless an account has at least `needed`: `project_unknown`, `project_deleted` or `role_too_low`. */
    async demand({ account, project, needed }: { account: string; project: string; needed: Role }): Promise<void> {
      demand({ row: await rows.get({ project }), project, account, needed })
    },
  }
}

/** The lesser of two roles. */
export const lesser = (a: Role, b: Role): Role => (atLeast(a, b) ? b : a)
