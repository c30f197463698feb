import { lstat, mkdir, readdir, rename, rm } from 'node:fs/promises'
import { basename, join } from 'node:path'
import type { Files } from '@stoa/sdk/project'
import { errors } from './errors.ts'
import type { Programs } from './run.ts'
import type { Repository, Snapshot } from './repository.ts'
import { entryAt } from './tree.ts'

/**
 * Puts `path` back as it was in a snapshot, the whole project with ``. All of it is written beside the project first and checked, so that one that is damaged
 * changes nothing; bup itself would write empty files and report success. Stoa's own folder stays as it is.
 */
export async function restore({
  files,
  folder,
  programs,
  repository,
  snapshot,
  path,
}: {
  files: Files
  /** Of the repository; on the same disk as the project. */
  folder: string
  programs: Programs
  repository: Repository
  snapshot: Snapshot
  path: string
}): Promise<void> {
  const found = await entryAt({ programs, tree: snapshot.tree, path })
  if (found === undefined) throw errors.notInIt({ snapshot: snapshot.id, path })
  if (!(await repository.whole(found.object))) throw errors.damaged(snapshot.id)
  const [staged, aside] = [join(folder, 'staged'), join(folder, 'aside')]
  const clear = async () => {
    for (const place of [staged, aside]) await rm(place, { recursive: true, force: true })
  }
  await clear()
  for (const place of [staged, aside]) await mkdir(place)
  try {
    const { code } = await programs.run(['bup', 'restore', '--sparse', '-C', staged, `/s${snapshot.id}/latest/${path === '' ? '.' : path}`])
    if (code !== 0) throw errors.damaged(snapshot.id)
    if (path !== '') await put({ files, from: join(staged, basename(path)), path, aside })
    else {
      const names = (await readdir(staged)).filter(name => name !== '.stoa')
      for (const name of names) await put({ files, from: join(staged, name), path: name, aside })
      for (const name of await readdir(files.root))
        if (name !== '.stoa' && !names.includes(name)) await files.at(name, entry => moveAside(entry, aside))
    }
  } finally {
    await clear()
  }
}

/** Moves what was restored into its place. A file is replaced at once; of a folder the old one steps aside first. */
async function put({ files, from, path, aside }: { files: Files; from: string; path: string; aside: string }): Promise<void> {
  const parts = path.split('/')
  for (let depth = 1; depth < parts.length; depth++)
    await files.at(parts.slice(0, depth).join('/'), entry =>
      mkdir(entry).catch((failure: NodeJS.ErrnoException) => {
        if (failure.code !== 'EEXIST') throw failure
      }),
    )
  await files.at(path, async entry => {
    const there = await lstat(entry).catch(() => null)
    if (there?.isDirectory() || (there && (await lstat(from)).isDirectory())) await moveAside(entry, aside)
    await rename(from, entry)
  })
}

const moveAside = async (entry: string, aside: string) => rename(entry, join(aside, String((await readdir(aside)).length)))
