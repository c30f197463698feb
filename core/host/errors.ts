import { StoaError, quote } from '@stoa/sdk/contract'

/** Everything a host says no to: a code for programs, a sentence for people. */
export const errors = {
  noSandbox: (cause: string) =>
    new StoaError({
      code: 'no_sandbox',
      message: `No sandbox works here: ${cause} Without one, everyone you invite can do what you can. Mend that, or choose the sandbox “none” by name, for yourself alone.`,
    }),
  projectFailed: (reason: string) => new StoaError({ code: 'project_failed', message: reason }),
  socketPathTooLong: (path: string) =>
    new StoaError({
      code: 'run_directory_too_long',
      message: `${quote(path, 200)} is too long for a socket's path (107 bytes). Choose a shorter run directory.`,
    }),
  idInvalid: (id: string) =>
    new StoaError({
      code: 'project_id_invalid',
      message: `${quote(id)} cannot be a project's id: letters, digits and hyphens, at most 64.`,
    }),
  projectNotFolder: (path: string) =>
    new StoaError({ code: 'project_not_folder', message: `${quote(path, 200)} must be a folder and is something else. Move it away.` }),
  fenced: () =>
    new StoaError({ code: 'project_restarting', message: 'This machine could not renew its leases, so it lets the project go.' }),
  closed: () => new StoaError({ code: 'host_closed', message: 'This host is stopping and starts no more projects.' }),
}
