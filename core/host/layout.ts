import { chmod, lstat, lchown, mkdir, readdir, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { errors } from './errors.ts'

/** Owner of what is made: the project's user when the host is root, null (oneself) otherwise. */
type Owner = number | null

const idPattern = /^[A-Za-z0-9-]{1,64}$/
const longestSocketPath = 107
const socketName = 'link'

/** Where a project's files and its socket are. Throws `project_id_invalid` or `run_directory_too_long`. */
export function projectPaths({ dataDirectory, runDirectory, id }: { dataDirectory: string; runDirectory: string; id: string }) {
  if (!idPattern.test(id)) throw errors.idInvalid(id)
  const linkDirectory = join(runDirectory, id)
  const socketPath = join(linkDirectory, socketName)
  if (Buffer.byteLength(socketPath) > longestSocketPath) throw errors.socketPathTooLong(socketPath)
  return { project: join(dataDirectory, 'projects', id), linkDirectory, socketPath, socketName }
}

/** Makes the folders above all projects: as root passable for project users but not listable, else for oneself only. */
export async function makeBase({
  dataDirectory,
  runDirectory,
  root,
}: {
  dataDirectory: string
  runDirectory: string
  root: boolean
}): Promise<void> {
  for (const folder of [dataDirectory, join(dataDirectory, 'projects'), runDirectory]) {
    await mkdir(folder, { recursive: true, mode: 0o700 })
    if (root) await chmod(folder, 0o711)
  }
}

/**
 * Makes a project's folder, `.stoa` in it and the folder of its socket, each 0700 of `owner` and a real folder: were one a
 * link, a sandbox would bind what it leads to.
 */
export async function makeProject({
  project,
  linkDirectory,
  owner,
}: {
  project: string
  linkDirectory: string
  owner: Owner
}): Promise<void> {
  await rm(linkDirectory, { recursive: true, force: true })
  await makeFolder(linkDirectory, owner)
  await makeFolders({ project, owner })
}

/** Those of them that are kept. */
export async function makeFolders({ project, owner }: { project: string; owner: Owner }): Promise<void> {
  for (const folder of [project, join(project, '.stoa')]) await makeFolder(folder, owner)
}

async function makeFolder(folder: string, owner: Owner): Promise<void> {
  await mkdir(folder, { mode: 0o700 }).catch((failure: NodeJS.ErrnoException) => {
    if (failure.code !== 'EEXIST') throw failure
  })
  const found = await lstat(folder)
  if (!found.isDirectory()) throw errors.projectNotFolder(folder)
  if (owner === null || found.uid === owner) return
  // A folder that came from elsewhere (a restore, a move from another host) belongs to the project with all that is in it.
  if ((await readdir(folder)).length > 0) await giveAll(folder, owner)
  // Of a link that is in its place by now, only the link would change hands.
  await lchown(folder, owner, owner)
}

async function giveAll(folder: string, owner: number): Promise<void> {
  for (const entry of await readdir(folder, { withFileTypes: true })) {
    const path = join(folder, entry.name)
    await lchown(path, owner, owner)
    if (entry.isDirectory()) await giveAll(path, owner)
  }
}

/** The projects whose folders lie below a data directory. */
export function projectFolders(dataDirectory: string): { list(): Promise<string[]>; of(project: string): string } {
  const all = join(dataDirectory, 'projects')
  return {
    of: project => join(all, project),
    async list() {
      const found = await readdir(all, { withFileTypes: true }).catch(() => [])
      return found.filter(entry => entry.isDirectory() && idPattern.test(entry.name)).map(({ name }) => name)
    },
  }
}
