import { StoaError, quote } from '@stoa/sdk/contract'

/** Everything that documents say no to: a code for programs, a sentence that quotes what came and says what to do. */
export const refusal = {
  notFound: (path: string) => new StoaError({ code: 'not_found', message: `There is no file ${quote(path)}.`, field: 'path' }),
  notText: (path: string) =>
    new StoaError({
      code: 'not_text',
      message: `${quote(path)} is not text in UTF-8, so it can't be edited here. It can be downloaded.`,
      field: 'path',
    }),
  tooLarge: (path: string, limit: number) =>
    new StoaError({
      code: 'too_large',
      message: `${quote(path)} would be larger than the ${limit / 2 ** 20} MB that can be edited together.`,
      field: 'path',
    }),
  badEdit: (why: string) => new StoaError({ code: 'bad_edit', message: `The edit was refused: ${why}. Reload the document.` }),
  sequenceGap: (sequence: number, last: number) =>
    new StoaError({ code: 'sequence_gap', message: `Edit ${sequence} came after edit ${last} of its session. Open the document again.` }),
  fenced: () => new StoaError({ code: 'fenced', message: 'This session was opened elsewhere, so this channel was closed.' }),
  readOnly: (path: string) =>
    new StoaError({ code: 'read_only', message: `${quote(path)} can't be written by this project.`, field: 'path' }),
  diskFull: (path: string) =>
    new StoaError({
      code: 'disk_full',
      message: `There is no room to keep changes of ${quote(path)}. They are tried again; make room.`,
      field: 'path',
    }),
  keyless: (keys: readonly string[]) =>
    new StoaError({
      code: 'row_without_key',
      message: `A row has to have its key ${keys.map(quote).join(', ')}; one of the patches has not. None was applied.`,
      field: 'patches',
    }),
  noVersion: (version: number, head: number) =>
    new StoaError({ code: 'version_missing', message: `There is no version ${version}; the newest is ${head}.`, field: 'version' }),
  forgotten: (version: number, first: number) =>
    new StoaError({
      code: 'version_forgotten',
      message: `Version ${version} was removed from the history by an owner of the project. The first that can be read is ${first}.`,
      field: 'version',
    }),
  tooLongToBlame: (path: string) =>
    new StoaError({
      code: 'too_large',
      message: `${quote(path)} is too long, or was once, to say who wrote which line. The list of its versions says who wrote when.`,
      field: 'version',
    }),
  editMissing: (sequence: number) =>
    new StoaError({
      code: 'edit_missing',
      message: `Edit ${sequence} of this session has not arrived. Wait until it is saved, then try again.`,
    }),
  stillChanging: (path: string) =>
    new StoaError({
      code: 'still_changing',
      message: `${quote(path)} is being written by another program without pause. Save again when it is done.`,
    }),
  notWritable: (path: string, state: string) =>
    new StoaError({
      code: state,
      message: `What lies at ${quote(path)} now is not this document's text; it was not overwritten. Move it away, then save.`,
      field: 'path',
    }),
  closed: (path: string) =>
    new StoaError({ code: 'document_stopped', message: `The document ${quote(path)} is being closed. Open it again.` }),
}
