import { StoaError, atLeast, stops, type Caller, type Role, type Serve, type Stop } from '@stoa/sdk/contract'
import type { ListedProject, Registry } from '@stoa/core/registry'
import { keys, members, project, projects } from './contracts.ts'
import type { Identities } from './identities.ts'
import { haltedReason, type Running } from './running.ts'

const day = 86_400_000

export type ProjectServices = {
  registry: Registry
  identities: Identities
  running: Running
  /** Judges the project's open channels again. */
  judge(project: string): Promise<void>
  /** Ends a project's channels and its server: it was deleted. */
  release(project: string): Promise<void>
  /** Ends the sockets of a program whose key was taken back. */
  keyRevoked(user: string): void
  /** Something of a project was changed here: for the other hubs. */
  changed(project: string): void
  /** The address of an invitation. */
  invitationUrl(token: string): string
}

/**
 * Answers `projects@1`, `project@1`, `members@1` and `keys@1`. `peopleChanged` is for a change that came another way: it is judged, and everybody
 * who looks is told.
 */
export function serveProjects({ serve, services }: { serve: Serve; services: ProjectServices }): {
  peopleChanged(project: string): Promise<void>
  /** Another hub has changed something of it. */
  changedElsewhere(project: string): void
  stop: Stop
} {
  const { registry, identities, running } = services
  const started = stops()

  const listing = serve(projects, {
    async list({ deleted = false }, { user }) {
      const all = await registry.projects.list(identities.accountOf(user.id))
      return { projects: all.filter(p => (p.deleted !== undefined) === deleted && identities.sees(user.id, p.project)).map(listed) }
    },
    async create({ title }, { user }) {
      const made = await registry.projects.create({ account: identities.general(user.id), title })
      told(made.project, user.id)
      return { project: made.project }
    },
    async rename({ project, title }, { user }) {
      await registry.projects.rename({ by: identities.general(user.id), project, title })
      told(project, user.id)
      return {}
    },
    async describe({ project, description }, { user }) {
      await registry.projects.describe({ by: identities.general(user.id), project, description })
      told(project, user.id)
      return {}
    },
    async star({ project, starred }, { user }) {
      await registry.projects.mark({ account: identities.general(user.id), project, starred })
      told(project, user.id)
      return {}
    },
    async remove({ project }, { user }) {
      const removed = await registry.projects.remove({ by: identities.general(user.id), project })
      await services.release(project)
      told(project, user.id)
      return { until: (removed.deleted ?? 0) + 7 * day }
    },
    async restore({ project }, { user }) {
      await registry.projects.restore({ by: identities.general(user.id), project })
      told(project, user.id)
      return {}
    },
  })
  started.add(() => listing.stop())

  const one = serve(
    project,
    {
      async restart(_, caller) {
        const { project } = caller.params
        await demandRole(caller, 'editor', 'Restarting a project')
        await registry.projects.halt({ by: identities.accountOf(caller.user.id), project, stopped: false })
        told(project)
        await running.restart(project)
        return {}
      },
      async stop(_, caller) {
        const { project } = caller.params
        await demandRole(caller, 'editor', 'Stopping a project')
        await registry.projects.halt({ by: identities.accountOf(caller.user.id), project, stopped: true })
        await running.halt(project)
        told(project)
        return {}
      },
      machines: () => ({ machines: [...running.machines] }),
      async move({ to }, caller) {
        await demandRole(caller, 'owner', 'Moving a project to another machine')
        await running.move(caller.params.project, to)
        return {}
      },
    },
    {
      async opened(caller) {
        const facts = await factsFor(caller)
        await registry.projects.touch({ account: identities.accountOf(caller.user.id), project: caller.params.project })
        const state = running.state(caller.params.project)
        // Who stopped it may have done so at another hub.
        const { stopped } = (await registry.projects.get(caller.params.project)) ?? {}
        return {
          facts,
          state: stopped !== undefined && state.reason === undefined ? { state: 'stopped' as const, reason: haltedReason } : state,
        }
      },
    },
  )
  started.add(() => one.stop())

  async function demandRole(caller: Caller<typeof project>, needed: Role, what: string): Promise<void> {
    const role = await identities.roleOf(caller.user.id, caller.params.project)
    if (!atLeast(role, needed)) throw new StoaError({ code: 'role_too_low', message: `${what} asks for the role ${needed}.` })
  }

  async function factsFor(caller: Caller<typeof project>) {
    const { title, description } = await registry.projects.open({
      account: identities.accountOf(caller.user.id),
      project: caller.params.project,
    })
    const role = await identities.roleOf(caller.user.id, caller.params.project)
    if (role === null)
      throw new StoaError({ code: 'project_unknown', message: 'There is no such project, or you are not one of its people.' })
    return { title, description, role }
  }

  /** Tells everybody who looks at this project, and everybody's list that may show it. */
  function told(id: string, by?: string): void {
    services.changed(id)
    show(id, by)
  }
  function show(id: string, by?: string): void {
    const lists = [...listing.callers].filter(c => by === undefined || identities.accountOf(c.user.id) === identities.accountOf(by))
    listing.emit('changed', {}, by === undefined ? listing.callers : lists)
    for (const caller of one.callers) {
      if (caller.params.project !== id) continue
      factsFor(caller).then(
        facts => one.emit('facts', facts, caller),
        () => one.emit('gone', {}, caller),
      )
    }
  }
  started.add(
    running.onState((id, state) =>
      one.emit(
        'state',
        state,
        [...one.callers].filter(c => c.params.project === id),
      ),
    ),
  )
  const people = servePeople({ serve, services, told })
  started.add(people.stop)
  return { peopleChanged: people.changed, changedElsewhere: show, stop: () => started.stop() }
}

/** Answers `members@1` and `keys@1`. A change of members is judged before the call is answered, so that who lost a role has lost it. */
function servePeople({ serve, services, told }: { serve: Serve; services: ProjectServices; told(project: string): void }): {
  changed(project: string): Promise<void>
  stop: Stop
} {
  const { registry, identities } = services
  async function changed(id: string) {
    await services.judge(id)
    people.emit('changed', { project: id }, [...people.callers])
    told(id)
  }
  const people = serve(members, {
    async list({ project }, { user }) {
      const found = await registry.members.list({ by: identities.personal(user.id), project })
      return { members: found.map(({ account, name, email, role }) => ({ id: account, name, email, role })) }
    },
    async setRole({ project, account, role }, { user }) {
      await registry.members.setRole({ by: identities.personal(user.id), project, account, role })
      await changed(project)
      return {}
    },
    async remove({ project, account }, { user }) {
      await registry.members.remove({ by: identities.personal(user.id), project, account })
      await changed(project)
      return {}
    },
    async leave({ project }, { user }) {
      await registry.members.leave({ account: identities.personal(user.id), project })
      await changed(project)
      return {}
    },
    async invite({ project, role, expiresInHours, uses }, { user }) {
      const expires = Date.now() + Math.round(expiresInHours * 3_600_000)
      const { token, invitation } = await registry.invitations.create({
        by: identities.personal(user.id),
        project,
        role,
        expires,
        limit: uses,
      })
      return { url: services.invitationUrl(token), invitation: invitationShown(invitation) }
    },
    async invitations({ project }, { user }) {
      const found = await registry.invitations.list({ by: identities.personal(user.id), project })
      return { invitations: found.map(invitationShown) }
    },
    async revoke({ project, invitation }, { user }) {
      await registry.invitations.revoke({ by: identities.personal(user.id), project, invitation })
      return {}
    },
    async accept({ token }, { user }) {
      const joined = await registry.invitations.accept({ token, account: identities.personal(user.id) })
      await changed(joined.project)
      return joined
    },
  })
  const secrets = serve(keys, {
    async create({ title, project, role }, { user }) {
      const { secret, key } = await registry.keys.create({
        account: identities.personal(user.id),
        title,
        role,
        ...(project !== undefined && { project }),
      })
      return { id: key.key, secret }
    },
    async list(_, { user }) {
      const found = await registry.keys.list(identities.personal(user.id))
      return {
        keys: found.map(({ key, title, project, role, created }) => ({
          id: key,
          title,
          role,
          created,
          ...(project !== undefined && { project }),
        })),
      }
    },
    async revoke({ id }, { user }) {
      const account = identities.personal(user.id)
      await registry.keys.revoke({ account, key: id })
      services.keyRevoked(identities.revoked(account, id))
      return {}
    },
  })
  return {
    changed,
    async stop() {
      await people.stop()
      await secrets.stop()
    },
  }
}

const listed = ({ project: id, title, description, role, lastUsed, starred, deleted }: ListedProject) => ({
  id,
  title,
  description,
  role,
  lastUsed,
  starred,
  ...(deleted !== undefined && { deletedUntil: deleted + 7 * day }),
})
type Shown = { invitation: string; role: ListedProject['role']; expires?: number | undefined; limit?: number | undefined; used: number }
const invitationShown = ({ invitation, role, expires, limit, used }: Shown) => ({
  id: invitation,
  role,
  expires: expires ?? 0,
  uses: limit ?? 0,
  used,
})
