import { createHash } from 'node:crypto'
import { mkdir, readdir, rm, stat } from 'node:fs/promises'
import { join } from 'node:path'
import type { Clock } from '@stoa/sdk/project'
import { errors } from './errors.ts'
import { kept } from './retention.ts'
import type { Programs } from './run.ts'

/** One snapshot; its ref was written last, so all of it is there. */
export type Snapshot = {
  readonly id: string
  readonly time: number
  readonly partial: boolean
  readonly raced: boolean
  readonly tree: string
}
type Noted = { partial: boolean; raced: boolean; seen: string }
type Listed = Snapshot & { readonly seen: string }

/** A project's snapshots. One thing at a time is done by the holder: bup has no locks of its own. */
export type Repository = {
  /** Newest first. */
  list(): Promise<Snapshot[]>
  find(id: string): Promise<Snapshot>
  /** Null when nothing changed since the newest. */
  take(): Promise<Snapshot | null>
  /** Lets go of what retention does not keep, and packs what is left once there are many packs. */
  tidy(): Promise<void>
  /** Whether all that a tree or a file refers to is there. */
  whole(object: string): Promise<boolean>
}

/** More small packs than that are made into one. */
const mostSmallPacks = 64
/** Bytes of a pack from which on it stays as it is, so that what is kept elsewhere is not sent anew, and beyond which another one is begun. */
const packBytes = { large: 4e6, most: 16e6 }
const escaped = (text: string) => text.replace(/[.*+?^${}()|[\]\\/-]/g, '\\$&')
const caches = [
  '.sage/gap',
  '.sage/cache',
  '.sage/temp',
  '.cache',
  '.fontconfig',
  '.texmf-var',
  '.npm',
  '.node-gyp',
  '__pycache__',
  '.snapshots',
  '.bup',
]

/** What is left out: caches, what is private to Stoa but for histories and pictures, and private keys, since packs are not encrypted. Python's regular expressions. */
const excluded = (root: string): string[] => [
  `^${escaped(root)}/\\.stoa/(?!$|(history|blobs)(/|$))`,
  ...caches.map(name => `^${escaped(root)}/(.*/)?${escaped(name)}(/|$)`),
  `^${escaped(root)}/(.*/)?\\.ssh/id_[^/]*(?<!\\.pub)$`,
]

/** Opens the repository in `folder`, made if there is none; what a kill left half done is removed. Rejects with `no_bup`. */
export async function openRepository({
  root,
  folder,
  programs,
  clock,
  mostSmall = mostSmallPacks,
}: {
  /** The project's files. */
  root: string
  folder: string
  programs: Programs
  clock: Pick<Clock, 'now'>
  mostSmall?: number
}): Promise<Repository> {
  await mkdir(folder, { recursive: true, mode: 0o700 })
  const version = await programs.run(['bup', 'version'])
  const [, minor = 0, patch = 0] = version.stdout
    .toString()
    .split('.')
    .map(part => Number.parseInt(part, 10))
  // Older ones could write trees with parts missing.
  if (version.code !== 0 || minor < 33 || (minor === 33 && patch < 5)) throw errors.noBup()
  if ((await programs.run(['bup', 'init'])).code !== 0) throw errors.noBup()
  if ((await programs.run(['git', 'config', 'pack.packSizeLimit', String(packBytes.most)])).code !== 0) throw errors.noBup()
  const index = join(folder, 'bupindex')

  async function clean(): Promise<void> {
    const objects = join(folder, 'objects')
    for (const name of await readdir(objects)) if (name.startsWith('pack-tmp-')) await rm(join(objects, name), { recursive: true })
    const refs = join(folder, 'refs', 'heads')
    for (const name of await readdir(refs)) if (name.endsWith('.lock')) await rm(join(refs, name))
    // A pack without its list of objects, or the other way round, would be built upon without being there.
    const packs = new Set(await readdir(join(objects, 'pack')))
    for (const name of packs) {
      const other = name.endsWith('.pack') ? name.replace(/pack$/, 'idx') : name.replace(/idx$/, 'pack')
      if (/^pack-.*\.(pack|idx)$/.test(name) && !packs.has(other)) {
        await rm(join(objects, 'pack', name))
        await forget()
      }
    }
  }
  /** Drops what is only remembered: every file is read again, and nothing is taken to be there that is not. */
  async function forget(): Promise<void> {
    const pack = join(folder, 'objects', 'pack')
    for (const name of await readdir(pack)) if (/\.(midx|bloom)$/.test(name)) await rm(join(pack, name))
    for (const name of await readdir(folder)) if (name.startsWith('bupindex')) await rm(join(folder, name))
  }
  await clean()

  async function listed(): Promise<Listed[]> {
    const format = '%(refname:lstrip=2)%00%(tree)%00%(contents:subject)'
    const { code, stdout, stderr } = await programs.run(['git', 'for-each-ref', `--format=${format}`, 'refs/heads'])
    if (code !== 0) throw errors.failed(stderr.trim())
    return stdout
      .toString()
      .split('\n')
      .filter(line => line.startsWith('s'))
      .map(line => {
        const [name, tree, note] = line.split('\0') as [string, string, string]
        return { id: name.slice(1), time: Number(name.slice(1)), tree, ...(JSON.parse(note) as Noted) }
      })
      .sort((a, b) => b.time - a.time)
  }

  /** The same as long as no file was made, changed or removed; times of reading do not count. */
  async function fingerprint(): Promise<string> {
    const prune = ['.stoa', ...caches].flatMap(name => [
      '-path',
      name.includes('/') || name === '.stoa' ? join(root, name) : `*/${name}`,
      '-o',
    ])
    const { output, ended } = programs.stream([
      'find',
      root,
      '-xdev',
      '(',
      ...prune.slice(0, -1),
      ')',
      '-prune',
      '-o',
      '-printf',
      '%y %m %U %s %T@ %C@ %i %p\\0',
    ])
    const hash = createHash('sha256')
    for await (const piece of output) hash.update(piece as Buffer)
    await ended
    return hash.digest('hex')
  }

  const whole = async (object: string) => (await programs.run(['git', 'rev-list', '--objects', '--quiet', object])).code === 0

  async function save(): Promise<{ tree: string; partial: boolean }> {
    const left = excluded(root).flatMap(pattern => ['--exclude-rx', pattern])
    const indexed = await programs.run(['nice', 'bup', 'index', '-f', index, '-x', ...left, root])
    const saved = await programs.run(['nice', 'bup', 'save', '-f', index, '-t', '--strip', root])
    const tree = /^[0-9a-f]{40}$/m.exec(saved.stdout.toString())?.[0]
    if (tree === undefined) throw errors.failed((saved.stderr || indexed.stderr).trim().slice(-500))
    return { tree, partial: indexed.code !== 0 || saved.code !== 0 }
  }

  return {
    list: listed,
    async find(id) {
      const found = (await listed()).find(snapshot => snapshot.id === id)
      if (found === undefined) throw errors.unknown(id)
      return found
    },
    async take() {
      await clean()
      const [newest] = await listed()
      const seen = await fingerprint()
      if (newest?.seen === seen && !newest.raced) return null
      let { tree, partial } = await save()
      if (!(await whole(tree))) {
        // It was built on something that was lost. All files are read once more, and what is missing is written again.
        await forget()
        ;({ tree, partial } = await save())
        if (!(await whole(tree))) throw errors.failed('what it refers to is not all there.')
      }
      const note: Noted = { partial, raced: (await fingerprint()) !== seen, seen }
      const time = Math.max(clock.now(), (newest?.time ?? 0) + 1)
      const commit = await programs.run(['git', 'commit-tree', tree], JSON.stringify(note))
      const id = commit.stdout.toString().trim()
      if (commit.code !== 0) throw errors.failed(commit.stderr.trim())
      const shown = await programs.run(['git', 'update-ref', `refs/heads/s${time}`, id, ''])
      if (shown.code !== 0) throw errors.failed(shown.stderr.trim())
      return { id: String(time), time, tree, ...note }
    },
    async tidy() {
      const all = await listed()
      const stay = kept({ times: all.map(({ time }) => time), now: clock.now() })
      for (const { time } of all) if (!stay.has(time)) await programs.run(['git', 'update-ref', '-d', `refs/heads/s${time}`])
      const place = join(folder, 'objects', 'pack')
      const large: string[] = []
      let small = 0
      for (const name of await readdir(place)) {
        if (!name.endsWith('.pack')) continue
        if ((await stat(join(place, name))).size >= packBytes.large) large.push(name)
        else small++
      }
      if (small <= mostSmall) return
      // Before, not after: what is remembered may name objects that are no longer there then.
      await forget()
      await programs.run(['nice', 'git', 'repack', '-a', '-d', '-q', ...large.map(name => `--keep-pack=${name}`)])
      await forget()
    },
    whole,
  }
}
