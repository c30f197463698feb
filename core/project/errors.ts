import { StoaError, quote } from '@stoa/sdk/contract'

/** Everything the project server says no to, in one place: a code for programs, a sentence that quotes what came and says what to do. */
export const errors = {
  leaseOver: () =>
    new StoaError({
      code: 'project_restarting',
      message: 'The project is being started on another machine. What you asked for may not be done there.',
    }),
  pathInvalid: (path: unknown, why: string) =>
    new StoaError({ code: 'path_invalid', message: `${quote(path)} is not a path in this project: ${why}`, field: 'path' }),
  pathOutside: (path: string) =>
    new StoaError({ code: 'path_outside', message: `${quote(path)} leads out of this project. Name something inside it.`, field: 'path' }),
  pathPrivate: (path: string) =>
    new StoaError({
      code: 'path_private',
      message: `${quote(path)} is in .stoa, where Stoa keeps the project's history. Choose another place.`,
      field: 'path',
    }),
  pathLoop: (path: string) =>
    new StoaError({
      code: 'path_invalid',
      message: `${quote(path)} goes through links that lead round in a circle. Remove one of them.`,
      field: 'path',
    }),
  notDirectory: (path: string, part: string) =>
    new StoaError({
      code: 'not_directory',
      message: `${quote(path)} goes through ${quote(part)}, which is a file and not a folder.`,
      field: 'path',
    }),
  notFile: (path: string) =>
    new StoaError({ code: 'not_file', message: `${quote(path)} is not an ordinary file. Only ordinary files are opened.`, field: 'path' }),
  blobSource: (path: string) =>
    new StoaError({
      code: 'path_outside',
      message: `${quote(path)} is neither in this project nor in its scratch folder, so it was not taken in.`,
      field: 'path',
    }),
  serviceTwice: (id: string) =>
    new StoaError({ code: 'service_twice', message: `The service ${quote(id)} is provided twice. Disable one of the two plugins.` }),
  serviceMissing: (id: string) => new StoaError({ code: 'service_missing', message: `Nothing here provides the service ${quote(id)}.` }),
  routesTwice: (contract: string) =>
    new StoaError({
      code: 'routes_twice',
      message: `The routes of ${quote(contract)} are answered twice. Disable one of the two plugins.`,
    }),
  noTerminals: (failure: unknown) =>
    new StoaError({
      code: 'no_terminals',
      message: `This machine has no terminals for programs: ${quote(failure instanceof Error ? failure.message.split('\n')[0] : failure)}. Install Stoa with npm on this kind of machine, optional packages included.`,
    }),
  notAllowed: () =>
    new StoaError({ code: 'token_wrong', message: 'This project server answers only its own hub: the token is missing or wrong.' }),
  notFound: (path: string) => new StoaError({ code: 'not_found', message: `There is nothing at ${quote(path)} here.` }),
  callerInvalid: () =>
    new StoaError({ code: 'caller_invalid', message: 'The header stoa-user must be base64url of JSON with id and name.' }),
  configInvalid: (where: string, why: string) =>
    new StoaError({ code: 'config_invalid', message: `The configuration is wrong at ${quote(where)}: ${why}.` }),
  privateNotFolder: (folder: string) =>
    new StoaError({
      code: 'private_not_folder',
      message: `${quote(folder)} must be a folder of its own, for the project's history, and is something else. Move it away.`,
    }),
  alreadyRunning: (root: string) =>
    new StoaError({
      code: 'already_running',
      message: `Another server of this project is running on ${quote(root)}. Stop that one first.`,
    }),
}
