import { StoaError, quote, type Role } from '@stoa/sdk/contract'

/** The errors of routing: what was received, and what to do. */
export const refusal = {
  unknownContract: (name: string) =>
    new StoaError({ code: 'unknown_contract', message: `Nothing here answers ${quote(name)}. Is the plugin installed?` }),
  wrongVersion: (name: string, spoken: string) =>
    new StoaError({
      code: 'wrong_version',
      message: `${quote(name)} was asked for, but ${spoken} is what is spoken here. Reload the page.`,
    }),
  unknownMethod: (contract: string, method: string) =>
    new StoaError({ code: 'unknown_method', message: `${contract} has no call named ${quote(method)}.` }),
  unknownKind: (kind: string) =>
    new StoaError({
      code: 'unexpected_kind',
      message: `A frame of kind ${quote(kind)} makes no sense in this direction or on this channel.`,
    }),
  noChannel: (channel: number) =>
    new StoaError({ code: 'no_channel', message: `Channel ${channel} is not open; it may just have closed. Open it again.` }),
  forbidden: (what: string, needed: Role, role: Role | null) =>
    new StoaError({
      code: 'role_too_low',
      message: `${what} needs the role ${needed}; yours is ${role ?? 'none'}. Ask an owner of the project.`,
    }),
  noProject: (project: string) =>
    new StoaError({ code: 'project_unknown', message: `There is no project ${quote(project)}, or you are not a member of it.` }),
  projectNeeded: (name: string) =>
    new StoaError({ code: 'bad_body', field: 'project', message: `${name} is open in projects only: name one.` }),
  notEnabled: (name: string) =>
    new StoaError({ code: 'not_enabled', message: `${name} is switched off here. An administrator or the project's owner can enable it.` }),
  badBody: (what: string, field: string | undefined, why: string) =>
    new StoaError({ code: 'bad_body', message: `The body of ${quote(what)} was refused: ${why}.`, ...(field && { field }) }),
  tooManyChannels: (most: number) =>
    new StoaError({ code: 'too_many_channels', message: `This connection has ${most} channels open already. Close some.` }),
  tooManyOpens: () =>
    new StoaError({ code: 'too_many_opens', message: 'Too many channels are being opened at once. Wait for some answers.' }),
  tooManyCalls: (most: number) =>
    new StoaError({ code: 'too_many_calls', message: `This channel has ${most} calls without an answer. Wait for some.` }),
  roleChanged: (role: Role | null) =>
    new StoaError({
      code: 'role_changed',
      message: role ? `Your role in this project is now ${role}, which may not use this.` : 'You are no longer a member of this project.',
    }),
  restarting: (why: string) => new StoaError({ code: 'project_restarting', message: `The project is being started again. ${why}`.trim() }),
  unreachable: () =>
    new StoaError({
      code: 'project_unreachable',
      message: 'The project could not be reached. It is tried again; the server’s log says why.',
    }),
  tooSlow: () =>
    new StoaError({ code: 'too_slow', message: 'Your connection could not keep up with what came, so this was closed. Open it again.' }),
  notServedNow: (name: string) => new StoaError({ code: 'not_served_now', message: `${name} is being stopped.` }),
  wrongEpoch: (asked: unknown, mine: number) =>
    new StoaError({
      code: 'wrong_epoch',
      message: `This project server runs under lease epoch ${mine}; epoch ${quote(asked)} was asked for.`,
    }),
  wrongProtocol: (said: string) =>
    new StoaError({ code: 'wrong_version', message: `The connection began with ${quote(said)}; stoa@1 is spoken here. Reload the page.` }),
  stopping: () => new StoaError({ code: 'hub_stopping', message: 'The server is being restarted.' }),
} as const
