import type { Programs } from './run.ts'

/** What a snapshot has under one name. `object` is its content: a blob, or the tree of its pieces. */
export type Found = {
  readonly name: string
  readonly kind: 'file' | 'folder' | 'link'
  readonly object: string
  readonly chunked: boolean
  readonly size: number
}
type Line = { mode: string; type: string; object: string; size: number; name: string }

async function lines(programs: Programs, object: string): Promise<Line[]> {
  const { code, stdout, stderr } = await programs.run(['git', 'ls-tree', '-z', '-l', object])
  if (code !== 0) throw new Error(stderr.trim())
  return stdout
    .toString('utf8')
    .split('\0')
    .filter(line => line !== '')
    .map(line => {
      const tab = line.indexOf('\t')
      const [mode, type, id, size] = line.slice(0, tab).split(/ +/) as [string, string, string, string]
      return { mode, type, object: id, size: size === '-' ? 0 : Number(size), name: line.slice(tab + 1) }
    })
}

/** The bytes of a file that was kept in pieces: each is named by where it begins, so the last one tells. */
async function sizeOf(programs: Programs, object: string): Promise<number> {
  const last = (await lines(programs, object)).at(-1)
  if (last === undefined) return 0
  const begins = Number.parseInt(last.name, 16)
  return begins + (last.type === 'tree' ? await sizeOf(programs, last.object) : last.size)
}

/** The entries of a folder by bup's way of naming: `.bup` at the end is a file in pieces, `.bupl` marks names that end alike, `.bupm` is about the others. */
export async function entriesOf(programs: Programs, folder: string): Promise<Found[]> {
  const found: Found[] = []
  for (const { mode, type, object, size, name } of await lines(programs, folder)) {
    if (name === '.bupm') continue
    const chunked = name.endsWith('.bup') && type === 'tree'
    const plain = chunked ? name.slice(0, -4) : name.endsWith('.bupl') ? name.slice(0, -5) : name
    const kind = mode === '120000' ? 'link' : type === 'tree' && !chunked ? 'folder' : 'file'
    found.push({ name: plain, kind, object, chunked, size: chunked ? await sizeOf(programs, object) : size })
  }
  return found.sort((a, b) => Number(b.kind === 'folder') - Number(a.kind === 'folder') || (a.name < b.name ? -1 : 1))
}

/** The entry at a path below a tree; undefined if there is none. The tree itself is at ``. */
export async function entryAt({ programs, tree, path }: { programs: Programs; tree: string; path: string }): Promise<Found | undefined> {
  let here: Found = { name: '', kind: 'folder', object: tree, chunked: false, size: 0 }
  for (const name of path.split('/').filter(part => part !== '')) {
    if (here.kind !== 'folder') return undefined
    const next = (await entriesOf(programs, here.object)).find(entry => entry.name === name)
    if (next === undefined) return undefined
    here = next
  }
  return here
}
