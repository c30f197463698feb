import { StoaError, quote } from '@stoa/sdk/contract'

/** What machines that run projects together say no to: a code for programs, a sentence for people. */
export const errors = {
  /** `field` is the machine that has it, or empty. */
  leaseElsewhere: (project: string, host: string) =>
    new StoaError({
      code: 'lease_elsewhere',
      field: host,
      message: `The project ${quote(project)} is run by ${host === '' ? 'another machine' : `the machine ${quote(host)}`}. Ask there.`,
    }),
  notJoined: () =>
    new StoaError({
      code: 'project_unreachable',
      message:
        'The machine for this project may run nothing just now: it is joining the others, or was cut off from them. It is tried again.',
    }),
  noMachine: () =>
    new StoaError({
      code: 'project_unreachable',
      message: 'No machine is there to run projects. It is tried again; an administrator can start one with “stoa host”.',
    }),
  full: () =>
    new StoaError({ code: 'project_unreachable', message: 'All machines are full. It is tried again as soon as a project stops.' }),
  filesElsewhere: (host: string) =>
    new StoaError({
      code: 'files_elsewhere',
      message: `The files of this project are on the machine ${quote(host)}, which does not answer, and there is no snapshot of them elsewhere. They are safe there: start that machine again.`,
    }),
  unreachable: (host: string, cause: string) =>
    new StoaError({
      code: 'project_unreachable',
      message: `The machine ${quote(host)} that runs the project does not answer (${cause}). It is tried again, and its projects go to another machine if it stays silent.`,
    }),
  wantedUnknown: (host: string, there: readonly string[]) =>
    new StoaError({
      code: 'host_unknown',
      field: 'host',
      message: `No machine ${quote(host)} takes projects now. There are: ${there.map(name => quote(name)).join(', ') || 'none'}.`,
    }),
  notAllowed: () => new StoaError({ code: 'not_allowed', message: 'This door is for hubs, which show what they read in the store.' }),
  notFound: (path: string) => new StoaError({ code: 'not_found', message: `There is nothing at ${quote(path, 200)}.` }),
  notRunning: (project: string) =>
    new StoaError({ code: 'project_restarting', message: `The project ${quote(project)} does not run on this machine.` }),
  stillHere: (project: string) =>
    new StoaError({
      code: 'lease_elsewhere',
      message: `The project ${quote(project)} is running here; its files are handed over once it has stopped.`,
    }),
} as const
