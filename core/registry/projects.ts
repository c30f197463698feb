import type { Clock } from '@stoa/sdk/hub'
import { atLeast, type Role } from '@stoa/sdk/contract'
import type { Row, Store } from '@stoa/core/store'
import { change } from './change.ts'
import { registryErrors } from './errors.ts'
import type { ProjectChange, projectListeners } from './listeners.ts'
import { roleAmong, type Members } from './membership.ts'
import { newId, type Random } from './secrets.ts'
import { accountProjects, counters, deletedProjects, projects } from './tables.ts'
import { checkDescription, checkTitle } from './text.ts'

const restorable = 7 * 86_400_000
const touchEvery = 60_000
const firstUid = 200_000

/** What is known of a project. `uid` is its unix user, never given to another; `deleted` is when it was deleted, if it was. */
export type Project = {
  project: string
  title: string
  description: string
  uid: number
  created: number
  archived: boolean
  deleted?: number | undefined
  /** When its people stopped its server, if they did. */
  stopped?: number | undefined
}
/** A project in somebody's list. `lastUsed` in milliseconds since 1970; deleted ones are shown to their owners for 7 days. */
export type ListedProject = Project & { role: Role; members: number; lastUsed: number; starred: boolean; hidden: boolean }

type ProjectRow = Row<typeof projects>
const membersOf = (row: ProjectRow) => row.members as Members
export const projectOf = ({ project, title, description, uid, created, archived, deleted, stopped }: ProjectRow): Project => ({
  project,
  title,
  description,
  uid,
  created,
  archived,
  ...(deleted !== undefined && { deleted }),
  ...(stopped !== undefined && { stopped }),
})

/** The row, if `account` has at least the role `needed` in it and it is not deleted; else the reason. */
export function demand({
  row,
  project,
  account,
  needed,
}: {
  row: ProjectRow | undefined
  project: string
  account: string
  needed: Role
}): ProjectRow {
  const role = row ? roleAmong(membersOf(row), account) : null
  if (!row || role === null) throw registryErrors.projectUnknown(project)
  if (row.deleted !== undefined) throw registryErrors.projectDeleted(row.title)
  if (!atLeast(role, needed)) throw registryErrors.roleTooLow({ role, needed })
  return row
}

/** Puts a project in an account's list. Called before the account becomes a member, so that no membership is without. */
export async function listProject({
  store,
  account,
  project,
  now,
}: {
  store: Store
  account: string
  project: string
  now: number
}): Promise<void> {
  await store.table(accountProjects).putIf({ account, project, starred: false, hidden: false, used: now, version: 1 }, { when: 'absent' })
}

export function projectsApi({
  store,
  clock,
  random,
  listeners,
}: {
  store: Store
  clock: Pick<Clock, 'now'>
  random: Random
  listeners: ReturnType<typeof projectListeners>
}) {
  const rows = store.table(projects)
  const listed = store.table(accountProjects)
  const deleted = store.table(deletedProjects)
  const numbers = store.table(counters)

  const nextUid = async () => {
    // A number that is drawn and then lost to a crash is never drawn again, which is what matters.
    const row = await change({ table: numbers, key: { counter: 'uid' }, decide: () => ({ counter: 'uid' }) })
    return firstUid + row!.version - 1
  }
  const edit = async ({
    project,
    account,
    needed,
    what,
    to,
  }: {
    project: string
    account: string
    needed: Role
    what: ProjectChange['what']
    to: (row: ProjectRow) => ProjectRow
  }) => {
    const row = await change({ table: rows, key: { project }, decide: row => to(demand({ row, project, account, needed })) })
    listeners.tell({ project, what })
    return projectOf(row!)
  }

  return {
    /** Makes a private project that `account` owns. */
    async create({ account, title, description = '' }: { account: string; title: string; description?: string }): Promise<Project> {
      const facts = { title: checkTitle(title), description: checkDescription(description) }
      const project = newId(random)
      const now = clock.now()
      const uid = await nextUid()
      await listProject({ store, account, project, now })
      const members: Members = { [account]: { role: 'owner', since: now } }
      const row = { project, ...facts, uid, created: now, archived: false, members, version: 1 }
      await rows.putIf(row, { when: 'absent' })
      return projectOf(row)
    },

    /** A project, deleted or not, or undefined. For the hub itself: it asks nobody's role. */
    async get(project: string): Promise<Project | undefined> {
      const row = await rows.get({ project })
      return row && projectOf(row)
    },

    /** A project that `account` may open, with its role there. Errors: `project_unknown`, `project_deleted`. */
    async open({ account, project }: { account: string; project: string }): Promise<Project & { role: Role }> {
      const row = demand({ row: await rows.get({ project }), project, account, needed: 'viewer' })
      return { ...projectOf(row), role: roleAmong(membersOf(row), account)! }
    },

    /** Every project of an account, last used first. */
    async list(account: string): Promise<ListedProject[]> {
      const entries = await listed.scan({ account }).toArray()
      const found = await Promise.all(
        entries.map(async ({ project, starred, hidden, used }) => {
          const row = await rows.get({ project })
          const role = row ? roleAmong(membersOf(row), account) : null
          if (!row || !role) return []
          if (row.deleted !== undefined && (role !== 'owner' || row.deleted + restorable <= clock.now())) return []
          return [{ ...projectOf(row), role, members: Object.keys(membersOf(row)).length, lastUsed: used, starred, hidden }]
        }),
      )
      return found.flat().sort((a, b) => b.lastUsed - a.lastUsed || (a.project < b.project ? -1 : 1))
    },

    rename({ by, project, title }: { by: string; project: string; title: string }): Promise<Project> {
      const checked = checkTitle(title)
      return edit({ project, account: by, needed: 'editor', what: 'facts', to: row => ({ ...row, title: checked }) })
    },
    describe({ by, project, description }: { by: string; project: string; description: string }): Promise<Project> {
      const checked = checkDescription(description)
      return edit({ project, account: by, needed: 'editor', what: 'facts', to: row => ({ ...row, description: checked }) })
    },
    /** Puts a project away for everyone, or takes it out again. */
    archive({ by, project, archived }: { by: string; project: string; archived: boolean }): Promise<Project> {
      return edit({ project, account: by, needed: 'editor', what: 'facts', to: row => ({ ...row, archived }) })
    },

    /** Keeps a project's server from being started until that is taken back. */
    halt({ by, project, stopped }: { by: string; project: string; stopped: boolean }): Promise<Project> {
      const at = stopped ? clock.now() : undefined
      return edit({ project, account: by, needed: 'editor', what: 'facts', to: row => ({ ...row, stopped: at }) })
    },

    /** Stars or hides a project in one's own list. */
    async mark({
      account,
      project,
      starred,
      hidden,
    }: {
      account: string
      project: string
      starred?: boolean
      hidden?: boolean
    }): Promise<void> {
      demand({ row: await rows.get({ project }), project, account, needed: 'viewer' })
      await change({
        table: listed,
        key: { account, project },
        decide: row => (row ? { ...row, starred: starred ?? row.starred, hidden: hidden ?? row.hidden } : null),
      })
    },
    /** Notes that an account uses a project now. Written once a minute at most; for who is no member nothing happens. */
    async touch({ account, project }: { account: string; project: string }): Promise<void> {
      const now = clock.now()
      await change({
        table: listed,
        key: { account, project },
        decide: row => (row && now - row.used >= touchEvery ? { ...row, used: now } : null),
      })
    },

    /** Deletes a project: nobody has a role in it any more. Its owners can restore it for 7 days. */
    async remove({ by, project }: { by: string; project: string }): Promise<Project> {
      const now = clock.now()
      demand({ row: await rows.get({ project }), project, account: by, needed: 'owner' })
      await deleted.put({ all: 'all', deleted: now, project })
      return edit({ project, account: by, needed: 'owner', what: 'existence', to: row => ({ ...row, deleted: now }) })
    },
    /** Takes a deletion back. Errors: `project_gone` after 7 days. */
    async restore({ by, project }: { by: string; project: string }): Promise<Project> {
      const row = await change({
        table: rows,
        key: { project },
        decide(row) {
          if (!row || row.deleted === undefined) {
            demand({ row, project, account: by, needed: 'owner' })
            return null
          }
          demand({ row: { ...row, deleted: undefined }, project, account: by, needed: 'owner' })
          if (row.deleted + restorable <= clock.now()) throw registryErrors.projectGone(row.title)
          return { ...row, deleted: undefined }
        },
      })
      listeners.tell({ project, what: 'existence' })
      return projectOf(row!)
    },

    /** Projects whose 7 days are over: their files are to be removed, then `erase` called. */
    async due(): Promise<Project[]> {
      const entries = await deleted.scan({ all: 'all' }, { to: { deleted: clock.now() - restorable + 1 } }).toArray()
      const found: Project[] = []
      for (const entry of entries) {
        const row = await rows.get({ project: entry.project })
        if (row?.deleted === entry.deleted) found.push(projectOf(row))
        else await deleted.delete(entry)
      }
      return found
    },
    /** Forgets a project that was due. One that is not is left alone. */
    async erase(project: string): Promise<void> {
      const row = await rows.get({ project })
      if (row?.deleted === undefined || row.deleted + restorable > clock.now()) return
      const outcome = await rows.deleteIf({ project }, { when: { version: row.version } })
      if (outcome.applied) await deleted.delete({ all: 'all', deleted: row.deleted, project })
    },
  }
}
