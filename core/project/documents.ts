import { createHash, randomBytes } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { lstat, mkdir, readFile, readdir, rename, stat, writeFile } from 'node:fs/promises'
import { join, relative } from 'node:path'
import type { Serve } from '@stoa/sdk/contract'
import type { Clock, Documents, Files, Log } from '@stoa/sdk/project'
import { documentLimit, fileStorage, projectFile, serveDocuments, translatedFile, worksheetLimit } from '@stoa/core/sync'
import { openPlaces } from './places.ts'

/** Inks in which people are shown. */
const inks = 8

export type DocumentsOptions = { files: Files; /** `.stoa/history` */ historyDirectory: string; clock: Clock; log: Log; serve: Serve }

/** Starts the project's shared documents: their journals below `historyDirectory`, their files through `files`. */
export async function startDocuments({
  files,
  historyDirectory,
  clock,
  log,
  serve,
}: DocumentsOptions): Promise<{ documents: Documents; stop(): Promise<void> }> {
  await mkdir(historyDirectory, { recursive: true, mode: 0o700 })
  const boot = bootId()
  const colours = await readColours(join(historyDirectory, 'people.json'))
  const places = await openPlaces({ file: join(historyDirectory, 'places.log'), missing: path => isMissing({ files, path }) })
  let adopting: Promise<unknown> = Promise.resolve()
  /** One at a time, since two files can't have the same history. */
  function adopt(place: Parameters<typeof places.before>[0], isOpen: (path: string) => boolean): Promise<void> {
    const mine = adopting.then(async () => {
      const there = new Set(await readdir(historyDirectory))
      if (there.has(nameOf(place.path))) return
      const before = await places.before(place, path => there.has(nameOf(path)) && !isOpen(path))
      if (before === null) return
      await rename(join(historyDirectory, nameOf(before)), join(historyDirectory, nameOf(place.path)))
      log.info({ document: place.path, before }, 'A file was moved while nobody had it open; its history goes with it')
    })
    adopting = mine.catch(() => undefined)
    return mine
  }
  const kinds = new Set<Parameters<Documents['translate']>[0]>()
  const { documents, close } = serveDocuments({
    serve,
    clock,
    log,
    canonical: async path => relative(files.root, await files.resolve(path)),
    async create(path) {
      try {
        await (await files.open(path, 'wx', 0o666)).close()
      } catch (failure) {
        if ((failure as NodeJS.ErrnoException).code !== 'EEXIST') throw failure
      }
    },
    services(path) {
      const port = projectFile({ files, path })
      const kind = [...kinds].find(one => one.fits(path))
      return {
        port: kind ? translatedFile(port, kind.open(path)) : port,
        storage: fileStorage,
        directory: join(historyDirectory, nameOf(path)),
        limit: kind || path.endsWith('.sagews') ? worksheetLimit : documentLimit,
        boot,
        newLineage: () => randomBytes(8).toString('hex'),
        colourOf: colours.of,
        adopt,
        remember: places.remember,
      }
    },
    moveHistory: moved => moveHistories({ files, historyDirectory, clock, ...moved }),
  })
  return {
    documents: {
      ...documents,
      translate(kind) {
        kinds.add(kind)
        return () => void kinds.delete(kind)
      },
    },
    async stop() {
      await close()
      await colours.stop()
      await places.stop()
    },
  }
}

/** Whether nothing is at a path of the project. */
async function isMissing({ files, path }: { files: Files; path: string }): Promise<boolean> {
  try {
    return await files.at(path, entry =>
      lstat(entry).then(
        () => false,
        (failure: NodeJS.ErrnoException) => failure.code === 'ENOENT',
      ),
    )
  } catch (failure) {
    const { code } = failure as NodeJS.ErrnoException
    return code === 'ENOENT' || code === 'not_directory'
  }
}

/** Journals lie under a hash of their file's path, so those of a folder are found by looking what is in it now. */
async function moveHistories({
  files,
  historyDirectory,
  clock,
  from,
  to,
  open,
}: Pick<DocumentsOptions, 'files' | 'historyDirectory' | 'clock'> & {
  from: string
  to: string
  open: ReadonlySet<string>
}): Promise<void> {
  const there = new Set(await readdir(historyDirectory))
  const root = await files.resolve(to)
  const below = (await stat(root)).isDirectory() ? await readdir(root, { recursive: true }) : ['']
  for (const name of below) {
    const [old, now] = [join(from, name), join(to, name)]
    if (!there.has(nameOf(old)) || open.has(now)) continue
    const [source, target] = [join(historyDirectory, nameOf(old)), join(historyDirectory, nameOf(now))]
    if (there.has(nameOf(now))) await rename(target, `${target}.before-${clock.now()}`)
    await rename(source, target)
  }
}

/** The folder of a path's journal. A path may be longer than a name may be, and have characters that a name may not. */
const nameOf = (path: string): string => createHash('sha256').update(path).digest('hex').slice(0, 32)

/** Another after each start of the machine. Where the system does not say, each start of this process counts as one. */
function bootId(): string {
  try {
    return readFileSync('/proc/sys/kernel/random/boot_id', 'utf8').trim()
  } catch {
    return randomBytes(8).toString('hex')
  }
}

/** Each person's ink, by order of arrival in the project, kept for good. With more people than inks, they repeat. */
async function readColours(file: string) {
  let known: Record<string, number> = {}
  try {
    known = JSON.parse(await readFile(file, 'utf8')) as Record<string, number>
  } catch {
    // Nobody has arrived yet, or the list was damaged: it begins anew, and only inks change.
  }
  let writing: Promise<void> = Promise.resolve()
  const write = async (): Promise<void> => {
    await writeFile(`${file}.new`, JSON.stringify(known), { mode: 0o600 })
    await rename(`${file}.new`, file)
  }
  return {
    of(user: string): number {
      if (known[user] === undefined) {
        known[user] = (Object.keys(known).length % inks) + 1
        writing = writing.then(write).catch(() => undefined)
      }
      return known[user]!
    },
    stop: () => writing,
  }
}
