import { RoleSchema, Type, contract } from '@stoa/sdk/contract'

const none = Type.Object({})
const projectId = Type.String({ format: 'uuid' })
const text = (maxLength: number) => Type.String({ maxLength })

const Listed = Type.Object({
  id: Type.String(),
  title: Type.String(),
  description: Type.String(),
  role: RoleSchema,
  /** Milliseconds since 1970. */
  lastUsed: Type.Number(),
  starred: Type.Boolean(),
  /** When it will be gone for good, if it was deleted. */
  deletedUntil: Type.Optional(Type.Number()),
})

/** One's own projects (P-4). */
export const projects = contract({
  name: 'projects',
  version: 1,
  at: 'hub',
  open: { role: 'anyone' },
  calls: {
    list: {
      role: 'viewer',
      input: Type.Object({ deleted: Type.Optional(Type.Boolean()) }),
      output: Type.Object({ projects: Type.Array(Listed) }),
    },
    create: { role: 'viewer', input: Type.Object({ title: text(100_000) }), output: Type.Object({ project: Type.String() }) },
    rename: { role: 'viewer', input: Type.Object({ project: projectId, title: text(100_000) }), output: none },
    describe: { role: 'viewer', input: Type.Object({ project: projectId, description: text(100_000) }), output: none },
    star: { role: 'viewer', input: Type.Object({ project: projectId, starred: Type.Boolean() }), output: none },
    remove: { role: 'viewer', input: Type.Object({ project: projectId }), output: Type.Object({ until: Type.Number() }) },
    restore: { role: 'viewer', input: Type.Object({ project: projectId }), output: none },
  },
  events: { changed: { body: none, whenSlow: 'latest' } },
})

const Member = Type.Object({ id: Type.String(), name: Type.String(), email: Type.String(), role: RoleSchema })
const Invitation = Type.Object({ id: Type.String(), role: RoleSchema, expires: Type.Number(), uses: Type.Integer(), used: Type.Integer() })

/** Who may do what in a project (P-5, P-6). The registry checks that the caller may; owners manage people. */
export const members = contract({
  name: 'members',
  version: 1,
  at: 'hub',
  open: { role: 'anyone' },
  calls: {
    list: { role: 'viewer', input: Type.Object({ project: projectId }), output: Type.Object({ members: Type.Array(Member) }) },
    setRole: { role: 'viewer', input: Type.Object({ project: projectId, account: Type.String(), role: RoleSchema }), output: none },
    remove: { role: 'viewer', input: Type.Object({ project: projectId, account: Type.String() }), output: none },
    leave: { role: 'viewer', input: Type.Object({ project: projectId }), output: none },
    invite: {
      role: 'viewer',
      input: Type.Object({
        project: projectId,
        role: RoleSchema,
        expiresInHours: Type.Number({ exclusiveMinimum: 0, maximum: 24 * 365 }),
        uses: Type.Integer({ minimum: 1, maximum: 10_000 }),
      }),
      output: Type.Object({ url: Type.String(), invitation: Invitation }),
    },
    invitations: {
      role: 'viewer',
      input: Type.Object({ project: projectId }),
      output: Type.Object({ invitations: Type.Array(Invitation) }),
    },
    revoke: { role: 'viewer', input: Type.Object({ project: projectId, invitation: Type.String() }), output: none },
    accept: { role: 'viewer', input: Type.Object({ token: text(200) }), output: Type.Object({ project: Type.String(), role: RoleSchema }) },
  },
  events: { changed: { body: Type.Object({ project: Type.String() }), whenSlow: 'latest' } },
})

/** Keys for programs (P-12). A secret is shown once, when it is made. */
export const keys = contract({
  name: 'keys',
  version: 1,
  at: 'hub',
  open: { role: 'anyone' },
  calls: {
    create: {
      role: 'viewer',
      input: Type.Object({ title: text(200), project: Type.Optional(projectId), role: RoleSchema }),
      output: Type.Object({ id: Type.String(), secret: Type.String() }),
    },
    list: {
      role: 'viewer',
      input: none,
      output: Type.Object({
        keys: Type.Array(
          Type.Object({
            id: Type.String(),
            title: Type.String(),
            project: Type.Optional(Type.String()),
            role: RoleSchema,
            created: Type.Number(),
          }),
        ),
      }),
    },
    revoke: { role: 'viewer', input: Type.Object({ id: Type.String() }), output: none },
  },
  events: {},
})

const State = Type.Object({
  state: Type.Union([Type.Literal('stopped'), Type.Literal('starting'), Type.Literal('running'), Type.Literal('restarting')]),
  /** Why it is not running, in a sentence. */
  reason: Type.Optional(Type.String()),
  /** On which of several machines it runs. */
  machine: Type.Optional(Type.String()),
  /** What took the place of files whose machine is gone: a snapshot, its time in milliseconds since 1970, and what is not in it. */
  restored: Type.Optional(Type.Object({ snapshot: Type.String(), time: Type.Number(), lost: Type.Optional(Type.String()) })),
})
const Facts = Type.Object({ title: Type.String(), description: Type.String(), role: RoleSchema })

/** One project as its page sees it: title, own role, and whether its server runs. */
export const project = contract({
  name: 'project',
  version: 1,
  at: 'hub',
  open: { role: 'anyone', params: Type.Object({ project: projectId }), answer: Type.Object({ facts: Facts, state: State }) },
  calls: {
    /** Stops the project server and starts it again. */
    restart: { role: 'viewer', input: none, output: none },
    /** Stops the project server until somebody starts it with `restart`. */
    stop: { role: 'viewer', input: none, output: none },
    /** The machines that it could run on; none where there is only one. */
    machines: { role: 'viewer', input: none, output: Type.Object({ machines: Type.Array(Type.String()) }) },
    /** Stops the project server and starts it on another machine, with all files. For owners. */
    move: { role: 'viewer', input: Type.Object({ to: text(100) }), output: none },
  },
  events: {
    facts: { body: Facts, whenSlow: 'latest' },
    state: { body: State, whenSlow: 'latest' },
    gone: { body: none, whenSlow: 'queue' },
  },
})
