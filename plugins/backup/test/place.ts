import { spawnSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import { lstat, mkdir, mkdtemp, readFile, readdir, readlink, realpath, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Test } from 'tap'
import { openRepository } from '../project/repository.ts'
import { createPrograms } from '../project/run.ts'

/** Options of a test that needs bup: skipped by name without it. */
export function needsBup(): { skip: string | false } {
  return { skip: spawnSync('bup', ['--version'], { stdio: 'ignore' }).status !== 0 && 'bup not installed' }
}

/** A project in a temporary folder with a repository that can be opened again, as after a kill. */
export async function place(t: Test, below = 'project') {
  const top = await realpath(await mkdtemp(join(tmpdir(), 'stoa backup ')))
  t.teardown(() => rm(top, { recursive: true, force: true }))
  const root = join(top, below, 'files')
  const folder = join(root, '.stoa', 'bup')
  await mkdir(folder, { recursive: true })
  let now = Date.UTC(2026, 5, 1)
  return {
    root,
    folder,
    async open(mostSmall?: number) {
      const programs = createPrograms(folder)
      t.teardown(() => programs.stop())
      return {
        programs,
        repository: await openRepository({
          root,
          folder,
          programs,
          clock: { now: () => (now += 60_000) },
          ...(mostSmall && { mostSmall }),
        }),
      }
    },
  }
}

/** Every entry below a folder with what a restore must bring back: kind, mode, time, size or target, hash, and which names are one file. */
export async function described(root: string): Promise<Record<string, string>> {
  const found: Record<string, string> = {}
  const inodes = new Map<number, string>()
  for (const name of (await readdir(root, { recursive: true })).sort()) {
    if (name === '.stoa' || name.startsWith('.stoa/')) continue
    const path = join(root, name)
    const stats = await lstat(path)
    const what = stats.isFile()
      ? createHash('sha256')
          .update(await readFile(path))
          .digest('hex')
      : stats.isSymbolicLink()
        ? await readlink(path)
        : stats.isDirectory()
          ? 'folder'
          : 'other'
    const twin = stats.isFile() && stats.nlink > 1 ? (inodes.get(stats.ino) ?? (inodes.set(stats.ino, name), name)) : ''
    found[name] = [stats.mode.toString(8), stats.isDirectory() ? '' : Math.floor(stats.mtimeMs), what, twin].join(' ')
  }
  return found
}
