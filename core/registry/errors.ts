import { StoaError, quote, type Role } from '@stoa/sdk/contract'

const error = (code: string, message: string, field?: string) =>
  new StoaError(field === undefined ? { code, message } : { code, message, field })
const article = (role: Role) => (role === 'owner' || role === 'editor' ? `an ${role}` : `a ${role}`)
const can: Record<Role, string> = { owner: 'do everything in', editor: 'edit', runner: 'run cells in', viewer: 'read' }
const characters = (value: string) => Array.from(value).length

/** What the registry answers when it will not: what happened, what was received, what to do. */
export const registryErrors = {
  email: (received: unknown) => error('email_invalid', `${quote(received)} is not an e-mail address.`, 'email'),
  emailTaken: (email: string) => error('email_taken', `${quote(email)} already has an account. Sign in, or use another address.`, 'email'),
  name: (received: string) =>
    error('name_invalid', `A name has 1 to 200 characters; ${quote(received)} has ${characters(received)}.`, 'name'),
  passwordShort: (length: number) => error('password_short', `A password has at least 8 characters; this one has ${length}.`, 'password'),
  passwordLong: (length: number) => error('password_long', `A password has at most 1000 characters; this one has ${length}.`, 'password'),
  /** Also said for an address without an account, so that signing in tells nobody who has one. */
  wrongPassword: (field = 'password') => error('wrong_password', 'That is not the password of this account.', field),
  terms: () => error('terms_not_accepted', 'Tick the box to accept the terms.', 'acceptedTerms'),
  accountUnknown: (account: string) => error('account_unknown', `There is no account ${quote(account)}.`, 'account'),
  notAdministrator: () => error('not_administrator', 'Only an administrator can do this.'),
  ownAdministrator: () => error('own_administrator', 'You cannot take this from yourself. Ask another administrator.'),
  settingsTooLarge: (bytes: number) =>
    error('settings_too_large', `Settings hold 64 kB; these have ${Math.ceil(bytes / 1024)} kB.`, 'settings'),

  signUpClosed: () => error('sign_up_closed', 'Nobody can sign up here at the moment. Ask an administrator for an account.'),
  signUpByInvitation: () =>
    error('sign_up_by_invitation', 'You need an invitation to sign up here. Open the link that you were sent.', 'token'),

  linkUnknown: () => error('link_unknown', 'This link does not exist, or was taken back. Ask for a new one.', 'token'),
  linkExpired: () => error('link_expired', 'This link has expired. Ask for a new one.', 'token'),
  linkUsedUp: () => error('link_used_up', 'This link was used as often as it may be. Ask for a new one.', 'token'),
  linkExpiry: (received: unknown) =>
    error('link_expiry_invalid', `A link expires at a time to come; ${quote(received)} is none.`, 'expires'),
  linkLimit: (received: unknown) => error('link_limit_invalid', `A link may be used 1 to 100,000 times, not ${quote(received)}.`, 'limit'),
  linkRole: (role: unknown) =>
    error(
      'role_not_invitable',
      `A link makes an editor, a runner or a viewer, not ${quote(role)}. Invite first, then make the member an owner.`,
      'role',
    ),

  title: (received: string) =>
    error(
      'title_invalid',
      received === '' ? 'A project needs a title.' : `A title has at most 200 characters; ${quote(received)} is too long.`,
      'title',
    ),
  titleCharacters: (received: string) =>
    error('title_invalid', `A title is one line of text; ${quote(received)} has characters that cannot be shown.`, 'title'),
  description: (received: string) =>
    error('description_invalid', `A description has at most 10,000 characters; this one has ${characters(received)}.`, 'description'),
  /** Also said for projects that exist, to who is no member. */
  projectUnknown: (project: string) =>
    error('project_unknown', `You are in no project ${quote(project)}. Ask its owner to invite you.`, 'project'),
  projectDeleted: (title: string) =>
    error('project_deleted', `${quote(title)} was deleted. Its owner can restore it for 7 days.`, 'project'),
  projectGone: (title: string) =>
    error('project_gone', `${quote(title)} was deleted more than 7 days ago and cannot be restored.`, 'project'),
  role: (received: unknown) => error('role_unknown', `${quote(received)} is not a role. Choose owner, editor, runner or viewer.`, 'role'),
  roleTooLow: ({ role, needed }: { role: Role; needed: Role }) =>
    error('role_too_low', `You can ${can[role]} this project. Ask an owner to make you ${article(needed)}.`),
  memberUnknown: (account: string) => error('member_unknown', `${quote(account)} is not a member of this project.`, 'account'),
  lastOwner: () => error('last_owner', 'A project needs an owner. Make somebody else an owner first.', 'role'),
  tooManyMembers: (limit: number) => error('too_many_members', `A project has at most ${limit} members.`),

  keyUnknown: () => error('key_unknown', 'This key does not exist, or was taken back.', 'key'),
  keyTitle: (received: string) =>
    error('title_invalid', `A key needs a title of 1 to 200 characters; ${quote(received)} is none.`, 'title'),
  busy: (what: string) => error('busy', `Too many changes to ${what} at once. Try again.`),
}
