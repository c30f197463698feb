import type { Clock } from '@stoa/sdk/hub'
import { atLeast, type Role } from '@stoa/sdk/contract'
import type { Row, Store } from '@stoa/core/store'
import { change } from './change.ts'
import { registryErrors } from './errors.ts'
import { checkTerms, judgeLink, type LinkTerms } from './links.ts'
import { checkRole } from './membership.ts'
import type { membersApi } from './members.ts'
import { hashSecret, newSecret, type Random } from './secrets.ts'
import { accounts, invitations, projectInvitations, projects } from './tables.ts'

/** A link that lets people into a project, without its token. `invitation` names it; `expires` in milliseconds since 1970. */
export type Invitation = {
  invitation: string
  project: string
  role: Role
  by: string
  expires?: number | undefined
  limit?: number | undefined
  used: number
  created: number
}

const invitationOf = ({ invitation, project, role, by, expires, limit, used, created }: Row<typeof invitations>): Invitation => ({
  invitation,
  project,
  role: role as Role,
  by,
  used,
  created,
  ...(expires !== undefined && { expires }),
  ...(limit !== undefined && { limit }),
})

export function invitationsApi({
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
  const rows = store.table(invitations)
  const listed = store.table(projectInvitations)
  const projectRows = store.table(projects)
  const people = store.table(accounts)

  const find = async (token: string) => {
    const row = await rows.get({ invitation: hashSecret(token) })
    const project = row && (await projectRows.get({ project: row.project }))
    if (!row || !project || project.deleted !== undefined) throw registryErrors.linkUnknown()
    return { row, project }
  }
  const count = (invitation: string, by: 1 | -1) =>
    change({
      table: rows,
      key: { invitation },
      decide(row) {
        if (by === -1) return row ? { ...row, used: row.used - 1 } : null
        const link = judgeLink({ link: row, now: clock.now() })
        return { ...link, used: link.used + 1 }
      },
    })
  /**
   * Uses a link once, before it is known who joins. `join` makes the member and resolves to the project; `giveBack` undoes
   * the use. A crash between costs the link one use and nothing else.
   */
  const take = async (token: string) => {
    const { row } = await find(token)
    await count(row.invitation, 1)
    return {
      async join(account: string): Promise<string> {
        await members.join({ project: row.project, account, role: row.role as Role })
        return row.project
      },
      giveBack: () => count(row.invitation, -1),
    }
  }

  return {
    take,
    /** Makes a link for a role below owner. For owners. The token is shown once; only its hash is stored. */
    async create({
      by,
      project,
      role,
      expires,
      limit,
    }: { by: string; project: string; role: Role } & LinkTerms): Promise<{ token: string; invitation: Invitation }> {
      if (checkRole(role) === 'owner') throw registryErrors.linkRole(role)
      const now = clock.now()
      checkTerms({ expires, limit, now })
      await members.demand({ account: by, project, needed: 'owner' })
      const token = newSecret(random)
      const row = { invitation: hashSecret(token), project, role, by, expires, limit, used: 0, created: now, version: 1 }
      await listed.put({ project, invitation: row.invitation })
      await rows.putIf(row, { when: 'absent' })
      return { token, invitation: invitationOf(row) }
    },

    /** The links of a project, newest first, expired and used up ones too. For owners. */
    async list({ by, project }: { by: string; project: string }): Promise<Invitation[]> {
      await members.demand({ account: by, project, needed: 'owner' })
      const entries = await listed.scan({ project }).toArray()
      const found = await Promise.all(entries.map(({ invitation }) => rows.get({ invitation })))
      return found.flatMap(row => (row ? [invitationOf(row)] : [])).sort((a, b) => b.created - a.created)
    },

    /** Takes a link back. For owners; who came by it stays. Twice is safe. */
    async revoke({ by, project, invitation }: { by: string; project: string; invitation: string }): Promise<void> {
      await members.demand({ account: by, project, needed: 'owner' })
      let row = await rows.get({ invitation })
      if (row && row.project !== project) throw registryErrors.linkUnknown()
      while (row) {
        const outcome = await rows.deleteIf({ invitation }, { when: { version: row.version } })
        row = outcome.applied ? undefined : outcome.found
      }
      await listed.delete({ project, invitation })
    },

    /** What a link offers, for who has not decided yet; uses nothing up. Errors as `accept`. */
    async look(token: string): Promise<{ project: string; title: string; role: Role; by: string }> {
      const { row, project } = await find(token)
      judgeLink({ link: row, now: clock.now() })
      const inviter = await people.get({ account: row.by })
      return { project: row.project, title: project.title, role: row.role as Role, by: inviter?.name ?? '' }
    },

    /**
     * Lets an account in by a link. Who has the role already just gets in, and no use is counted; nobody's role is lowered.
     * Errors: `link_unknown` (or revoked), `link_expired`, `link_used_up`.
     */
    async accept({ token, account }: { token: string; account: string }): Promise<{ project: string; role: Role }> {
      const { row } = await find(token)
      const held = await members.roleOf(account, row.project)
      if (held && atLeast(held, row.role as Role)) return { project: row.project, role: held }
      const taken = await take(token)
      const project = await taken.join(account)
      return { project, role: (await members.roleOf(account, project)) ?? (row.role as Role) }
    },
  }
}
