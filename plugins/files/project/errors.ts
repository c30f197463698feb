import { StoaError, quote } from '@stoa/sdk/contract'

const made = (code: string, message: string) => new StoaError({ code, message, field: 'path' })

/** Everything this plugin says no to: a code for programs, and a sentence that quotes what came and says what to do. */
export const errors = {
  notFound: (path: string) =>
    made(
      'not_found',
      path.includes('\uFFFD')
        ? `There is nothing at ${quote(path)}. If its name is not UTF-8, give it another name first (“Repair name”).`
        : `There is nothing at ${quote(path)}. It may have been renamed or removed.`,
    ),
  folderMissing: (path: string) => made('folder_missing', `The folder that ${quote(path)} should lie in is not there. Make it first.`),
  exists: (path: string) => made('exists', `There is something at ${quote(path)} already. Choose another name, or remove that one first.`),
  intoItself: (from: string, to: string) =>
    made('into_itself', `${quote(from)} can't be moved into itself (${quote(to)}). Choose another folder.`),
  notFile: (path: string) => made('not_file', `${quote(path)} is not an ordinary file. Only ordinary files are read and replaced.`),
  notDirectory: (path: string) => made('not_directory', `${quote(path)} is a file and not a folder.`),
  notPermitted: (path: string) =>
    made('not_permitted', `The project's user may not do that to ${quote(path)}. Change the permissions of it or of its folder.`),
  noSpace: (path: string) => made('no_space', `There is not enough space left for ${quote(path)}. Remove something or empty the trash.`),
  readOnly: (path: string) => made('read_only', `${quote(path)} lies on a file system that can't be written to.`),
  otherFileSystem: (path: string) =>
    made(
      'other_file_system',
      `${quote(path)} lies on another file system than the rest of the project, so it can't be moved there. Copy it instead.`,
    ),
  nameTooLong: (path: string) => made('path_invalid', `A name in ${quote(path)} is too long. Use at most 255 bytes.`),
  bytesInvalid: (bytes: string) =>
    made('bytes_invalid', `${quote(bytes)} are not the bytes of a name that needs repair. Take them from the listing.`),
  nameInvalid: (name: string) => made('path_invalid', `${quote(name)} is not a name: it is empty or has “/” in it.`),
  notInTrash: (id: string) => made('not_in_trash', `${quote(id)} is no longer in the trash. Somebody may have restored or deleted it.`),
  uploadCut: (path: string, received: number, expected: number | undefined) =>
    made(
      'upload_cut',
      `The upload of ${quote(path)} ended after ${received} bytes${expected === undefined ? '' : ` of ${expected}`}. Nothing was kept; send it again.`,
    ),
  tooBusy: (most: number) => made('too_busy', `${most} things are under way here already. Wait for one of them, or cancel it.`),
  archiveUnknown: (path: string) =>
    made(
      'archive_unknown',
      `${quote(path)} is no archive of a kind that is extracted here: zip, tar, tar.gz, tar.zst, gz or zst. Use a terminal for others.`,
    ),
  archiveBroken: (path: string, why: string) =>
    made('archive_broken', `${quote(path)} can't be read as an archive: ${why}. Nothing was extracted.`),
  archiveEncrypted: (path: string, name: string) =>
    made('archive_encrypted', `${quote(name)} in ${quote(path)} is encrypted. Extract it in a terminal, where you can type its password.`),
  archiveEscapes: (path: string, name: string) =>
    made(
      'archive_escapes',
      `${quote(path)} has ${quote(name)} in it, which leads out of the folder it is extracted into. Nothing was extracted.`,
    ),
  archiveTwice: (path: string, name: string) =>
    made('archive_broken', `${quote(path)} has ${quote(name)} in it twice, or as a file and as a folder. Nothing was extracted.`),
  archiveTooLarge: (path: string, limit: string) =>
    made(
      'archive_too_large',
      `What is in ${quote(path)} is more than ${limit}, which is the most that is extracted here. Nothing was kept.`,
    ),
  urlInvalid: (url: string) =>
    made('url_invalid', `${quote(url)} is no address to import from. Give one that begins with https:// or http://, without a password.`),
  addressPrivate: (url: string) =>
    made(
      'address_private',
      `${quote(url)} leads to this machine or a private network, which nothing is imported from. Upload the file, or ask the administrator to allow private addresses.`,
    ),
  unreachable: (url: string) =>
    made('unreachable', `${quote(url)} can't be reached. The address may be wrong, or this project may have no network.`),
  certificateWrong: (url: string) =>
    made('certificate_wrong', `${quote(url)} can't prove that it is who it says, so nothing was imported from it.`),
  importRefused: (url: string, status: number) =>
    made('import_refused', `${quote(url)} was answered with ${status}. Open it in a browser to see why.`),
  importLoop: (url: string, hops: number) => made('import_refused', `${quote(url)} leads on to another address more than ${hops} times.`),
  importTooLarge: (url: string, bytes: number) =>
    made('import_too_large', `What is at ${quote(url)} is more than ${(bytes / 1e9).toPrecision(2)} GB. Nothing was kept.`),
  importTooSlow: (url: string) => made('import_too_slow', `${quote(url)} takes too long. Nothing was kept; try again later.`),
  importCut: (url: string) => made('import_cut', `${quote(url)} ended before all of it had come. Nothing was kept; try again.`),
  searchInvalid: (text: string, why: string) => made('search_invalid', `${quote(text)} is no regular expression: ${why}.`),
  modeInvalid: (mode: number) => made('mode_invalid', `${quote(mode.toString(8))} is no mode. Give nine bits of permissions, such as 644.`),
  rangeOutside: (range: string, size: number) =>
    made('range_outside', `${quote(range)} asks for bytes that are not in this file of ${size} bytes.`),
}

/** Says what the file system refused in this catalogue's words. Whatever is not a known refusal comes back as it is. */
export function refusal(thrown: unknown, path: string): unknown {
  if (thrown instanceof StoaError) return thrown
  const say = bySystemCode[(thrown as NodeJS.ErrnoException | null)?.code ?? '']
  return say === undefined ? thrown : say(path)
}

/** As `refusal`, for making something at `path`: what is missing then is the folder it should lie in. */
export function refusalMaking(thrown: unknown, path: string): unknown {
  const missing = (thrown as NodeJS.ErrnoException | null)?.code === 'ENOENT'
  return missing ? errors.folderMissing(path) : refusal(thrown, path)
}

const bySystemCode: Record<string, (path: string) => StoaError> = {
  ENOENT: errors.notFound,
  EEXIST: errors.exists,
  ENOTEMPTY: errors.exists,
  EISDIR: errors.notFile,
  ENOTDIR: errors.notDirectory,
  EACCES: errors.notPermitted,
  EPERM: errors.notPermitted,
  ENOSPC: errors.noSpace,
  EDQUOT: errors.noSpace,
  EROFS: errors.readOnly,
  EXDEV: errors.otherFileSystem,
  ENAMETOOLONG: errors.nameTooLong,
}

const statusByCode: Record<string, number> = {
  not_found: 404,
  folder_missing: 404,
  exists: 409,
  not_file: 409,
  not_directory: 409,
  not_permitted: 403,
  path_outside: 403,
  path_private: 403,
  read_only: 403,
  no_space: 507,
  range_outside: 416,
}

/** The HTTP status for a refusal. */
export function statusOf(refused: StoaError): number {
  return statusByCode[refused.code] ?? 400
}
