import { table } from '@stoa/core/store'

// There are no indexes and no writes over two rows. Where something must be found by two keys there are two tables, and
// the comment says which of the two is believed and in which order they are written.

/** Installation-wide facts, one row each: the sign-up policy, who became the first administrator, and who is taking one back. */
export const installation = table({
  name: 'installation',
  partition: ['fact'],
  columns: { fact: 'text', owner: 'text', value: 'json?' },
  conditional: true,
})

/** People. Written first at sign-up: without a row in `account_emails` that names it, an account is unreachable and harmless. */
export const accounts = table({
  name: 'accounts',
  partition: ['account'],
  columns: {
    account: 'text',
    email: 'text',
    name: 'text',
    password: 'text',
    administrator: 'boolean',
    acceptedTerms: 'timestamp',
    created: 'timestamp',
    /** Raised to end all sign-ins at once: a session carries the value it was made under. */
    sessionEpoch: 'int',
    settings: 'json',
    version: 'int',
  },
  conditional: true,
})

/** Who an address belongs to: the one row that decides between two people signing up with it. `owner` is the account. */
export const accountEmails = table({
  name: 'account_emails',
  partition: ['email'],
  columns: { email: 'text', owner: 'text' },
  conditional: true,
})

/** Who is signed in where, by the hash of the cookie's token. Conditional so that renewing never revives a signed-out one. */
export const sessions = table({
  name: 'sessions',
  partition: ['hash'],
  columns: { hash: 'text', account: 'text', sessionEpoch: 'int', created: 'timestamp', renewed: 'timestamp', version: 'int' },
  conditional: true,
})

/** Tokens that allow to sign up, by their hash. An administrator's may be used by one person whatever the policy. */
export const signUpTokens = table({
  name: 'sign_up_tokens',
  partition: ['hash'],
  columns: {
    hash: 'text',
    kind: 'text',
    note: 'text',
    expires: 'timestamp?',
    limit: 'int',
    used: 'int',
    created: 'timestamp',
    version: 'int',
  },
  conditional: true,
})

/**
 * Projects, members included: one row decides who may do what, so a project cannot lose its last owner to two people
 * who leave at the same moment. `members` is `{ [account]: { role, since } }`.
 */
export const projects = table({
  name: 'projects',
  partition: ['project'],
  columns: {
    project: 'text',
    title: 'text',
    description: 'text',
    uid: 'int',
    created: 'timestamp',
    archived: 'boolean',
    deleted: 'timestamp?',
    /** When its people stopped its server, until they start it again. */
    stopped: 'timestamp?',
    members: 'json',
    version: 'int',
  },
  conditional: true,
})

/**
 * Which projects an account may be a member of, with what is its own about each. `projects` is believed: a row here is
 * written before membership and stays after it, so every membership has one, and a row without a membership is skipped.
 */
export const accountProjects = table({
  name: 'account_projects',
  partition: ['account'],
  cluster: ['project'],
  columns: { account: 'text', project: 'text', starred: 'boolean', hidden: 'boolean', used: 'timestamp', version: 'int' },
  conditional: true,
})

/** Deleted projects by time, for who removes their files. Written before the project's row; one that was restored is skipped. */
export const deletedProjects = table({
  name: 'deleted_projects',
  partition: ['all'],
  cluster: ['deleted', 'project'],
  columns: { all: 'text', deleted: 'timestamp', project: 'text' },
})

/** Numbers that are given out once. */
export const counters = table({
  name: 'counters',
  partition: ['counter'],
  columns: { counter: 'text', version: 'int' },
  conditional: true,
})

/** Invitation links by the hash of their token, which is also their name. */
export const invitations = table({
  name: 'invitations',
  partition: ['invitation'],
  columns: {
    invitation: 'text',
    project: 'text',
    role: 'text',
    by: 'text',
    expires: 'timestamp?',
    limit: 'int?',
    used: 'int',
    created: 'timestamp',
    version: 'int',
  },
  conditional: true,
})

/** The invitations of a project. `invitations` is believed; a row here is written first and removed last. */
export const projectInvitations = table({
  name: 'project_invitations',
  partition: ['project'],
  cluster: ['invitation'],
  columns: { project: 'text', invitation: 'text' },
})

/** Keys for programs, by their public part. */
export const keys = table({
  name: 'keys',
  partition: ['key'],
  columns: { key: 'text', hash: 'text', account: 'text', project: 'text?', role: 'text', title: 'text', created: 'timestamp' },
})

/** The keys of an account. `keys` is believed; a row here is written first and removed last. */
export const accountKeys = table({
  name: 'account_keys',
  partition: ['account'],
  cluster: ['key'],
  columns: { account: 'text', key: 'text' },
})

/** Plugins switched on or off, for the installation or for one project. */
export const plugins = table({
  name: 'plugins',
  partition: ['scope'],
  cluster: ['plugin'],
  columns: { scope: 'text', plugin: 'text', enabled: 'boolean' },
})

/** Every table of the registry, for opening a store. */
export const registryTables = [
  installation,
  accounts,
  accountEmails,
  sessions,
  signUpTokens,
  projects,
  accountProjects,
  deletedProjects,
  counters,
  invitations,
  projectInvitations,
  keys,
  accountKeys,
  plugins,
] as const
