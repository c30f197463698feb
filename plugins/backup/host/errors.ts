import { StoaError, quote } from '@stoa/sdk/contract'

/** Every way the keeping of snapshots refuses or fails. */
export const errors = {
  noPack: (pack: string) => new StoaError({ code: 'not_found', message: `There is no pack ${quote(pack)} here.` }),
  damaged: ({ pack, problem }: { pack: string; problem: string }) =>
    new StoaError({
      code: 'pack_damaged',
      message: `The pack ${quote(pack)} is damaged: ${problem}. Snapshots that need it cannot be restored from here.`,
    }),
  notItsName: (pack: string) =>
    new StoaError({
      code: 'pack_misnamed',
      message: `What the project sent as the pack ${quote(pack)} is not what this name stands for. It is not kept.`,
    }),
  tooLarge: ({ what, bytes, limit }: { what: string; bytes: number; limit: number }) =>
    new StoaError({
      code: 'snapshots_too_large',
      message: `${what} has ${bytes} bytes; at most ${limit} are kept. Remove large files, or raise the limit.`,
    }),
  program: ({ program, detail }: { program: string; detail: string }) =>
    new StoaError({
      code: 'snapshot_failed',
      message: `${quote(program)} failed in the project: ${detail.trim().slice(-500) || 'it said nothing'}`,
    }),
  directoryInvalid: (received: unknown) =>
    new StoaError({
      code: 'bad_config',
      message: `The setting “directory” of the plugin backup is ${quote(received)}, and must be the absolute path of a folder.`,
    }),
  otherKey: (project: string) =>
    new StoaError({
      code: 'other_key',
      message: `The snapshots of project ${quote(project)} were sealed with another key. Give the key file that they were made with.`,
    }),
  keyInvalid: (file: unknown) =>
    new StoaError({
      code: 'bad_config',
      message: `The setting “key” of the plugin backup is ${quote(file)}, and must name a file of at least 32 bytes that only its owner can read.`,
    }),
  claimLost: () => new StoaError({ code: 'claim_lost', message: 'Another host keeps the snapshots of this project now.' }),
  nothingWhole: (count: number) =>
    new StoaError({
      code: 'snapshots_damaged',
      message: `None of the ${count} snapshots of this project can be restored: ask whoever runs this server.`,
    }),
  tooSlow: (minutes: number) => new StoaError({ code: 'too_slow', message: `It was not done after ${minutes} minutes and was ended.` }),
}
