import { StoaError, quote } from '@stoa/sdk/contract'

/** Every way snapshots refuse or fail: what was met, and what to do. */
export const errors = {
  noBup: () =>
    new StoaError({
      code: 'no_bup',
      message: 'Snapshots need bup 0.33.5 or newer and git on the server. Ask whoever runs it to install them.',
    }),
  unknown: (snapshot: string) =>
    new StoaError({
      code: 'not_found',
      message: `There is no snapshot ${quote(snapshot)}. It may have made room for newer ones; list them again.`,
    }),
  notInIt: ({ snapshot, path }: { snapshot: string; path: string }) =>
    new StoaError({ code: 'not_found', message: `There is no ${quote(path)} in the snapshot ${quote(snapshot)}.` }),
  notFile: (path: string) =>
    new StoaError({ code: 'not_file', message: `${quote(path)} is no file in this snapshot. Browse it, or restore it.` }),
  notFolder: (path: string) => new StoaError({ code: 'not_folder', message: `${quote(path)} is no folder in this snapshot.` }),
  damaged: (snapshot: string) =>
    new StoaError({
      code: 'snapshot_damaged',
      message: `Parts of the snapshot ${quote(snapshot)} are missing or damaged, and nothing was changed. Take another one.`,
    }),
  ownersOnly: () => new StoaError({ code: 'role_too_low', message: 'Restoring the whole project asks for the role owner.' }),
  failed: (detail: string) => new StoaError({ code: 'snapshot_failed', message: `The snapshot could not be made: ${detail}` }),
  pathInvalid: (path: string) => new StoaError({ code: 'path_invalid', message: `${quote(path)} is no path in a project.` }),
}
