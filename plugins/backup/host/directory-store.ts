import { constants } from 'node:fs'
import { link, mkdir, open, readFile, readdir, rename, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { Clock, SnapshotStore, StoredSnapshot } from '@stoa/sdk/host'
import { errors } from './errors.ts'
import { checkedPieces, inPieces, pieceBytes, sumOf } from './pieces.ts'

type Manifest = { readonly bytes: number; readonly time: number; readonly sums: readonly string[] }
type Claimed = { readonly owner: string; readonly until: number }

const missing = (failure: unknown) => (failure as NodeJS.ErrnoException).code === 'ENOENT'
async function namesIn(folder: string): Promise<string[]> {
  try {
    return await readdir(folder)
  } catch (failure) {
    if (missing(failure)) return []
    throw failure
  }
}
async function json<T>(path: string): Promise<T | undefined> {
  try {
    return JSON.parse(await readFile(path, 'utf8')) as T
  } catch (failure) {
    // What is no JSON was damaged: it lists nothing.
    if (missing(failure) || failure instanceof SyntaxError) return undefined
    throw failure
  }
}

/** Keeps snapshots as files below a folder: of another disk, or one that is mounted from elsewhere. `<sha1>.json` is written after `<sha1>.pack`, and lists it. */
export function createDirectoryStore({ folder, clock }: { folder: string; clock: Pick<Clock, 'now'> }): SnapshotStore {
  const packsOf = (project: string) => join(folder, project, 'packs')
  const snapshotsOf = (project: string) => join(folder, project, 'snapshots')
  const listing = (project: string, pack: string) => join(packsOf(project), `${pack}.json`)
  const content = (project: string, pack: string) => join(packsOf(project), `${pack}.pack`)
  let count = 0

  /** Writes a file whole or not at all; once it resolves it survives a power cut. */
  async function put(parent: string, name: string, pieces: AsyncIterable<Uint8Array> | Iterable<Uint8Array>): Promise<void> {
    await mkdir(parent, { recursive: true, mode: 0o700 })
    const beside = join(parent, `${name}.${process.pid}-${++count}.new`)
    try {
      const handle = await open(beside, 'wx', 0o600)
      try {
        for await (const piece of pieces) await handle.writeFile(piece)
        await handle.sync()
      } finally {
        await handle.close()
      }
      await rename(beside, join(parent, name))
      const above = await open(parent, constants.O_RDONLY)
      try {
        await above.sync()
      } finally {
        await above.close()
      }
    } catch (failure) {
      await rm(beside, { force: true })
      throw failure
    }
  }
  const putJson = (parent: string, name: string, value: unknown) => put(parent, name, [Buffer.from(JSON.stringify(value))])

  return {
    id: 'directory',
    async packs(project) {
      const found = []
      for (const name of await namesIn(packsOf(project))) {
        if (!/^[0-9a-f]{40}\.json$/.test(name)) continue
        const manifest = await json<Manifest>(join(packsOf(project), name))
        if (manifest) found.push({ pack: name.slice(0, 40), bytes: manifest.bytes, time: manifest.time })
      }
      return found
    },
    async putPack(project, pack, bytes) {
      const sums: string[] = []
      let total = 0
      async function* summed() {
        for await (const piece of inPieces(bytes)) {
          sums.push(sumOf(piece))
          total += piece.length
          yield piece
        }
      }
      await put(packsOf(project), `${pack}.pack`, summed())
      await putJson(packsOf(project), `${pack}.json`, { bytes: total, time: clock.now(), sums } satisfies Manifest)
    },
    async *pack(project, pack) {
      const manifest = await json<Manifest>(listing(project, pack))
      if (manifest === undefined) throw errors.noPack(pack)
      const handle = await open(content(project, pack), 'r').catch((failure: unknown) => {
        throw missing(failure) ? errors.damaged({ pack, problem: 'its file is gone' }) : failure
      })
      try {
        yield* checkedPieces({
          pack,
          sums: manifest.sums,
          async read(at) {
            const { bytesRead, buffer } = await handle.read(Buffer.allocUnsafe(pieceBytes), 0, pieceBytes, at * pieceBytes)
            return bytesRead === 0 ? undefined : buffer.subarray(0, bytesRead)
          },
        })
      } finally {
        await handle.close()
      }
    },
    async deletePack(project, pack) {
      await rm(listing(project, pack), { force: true })
      await rm(content(project, pack), { force: true })
    },
    async snapshots(project) {
      const found: StoredSnapshot[] = []
      for (const name of await namesIn(snapshotsOf(project))) {
        const snapshot = name.endsWith('.json') ? await json<StoredSnapshot>(join(snapshotsOf(project), name)) : undefined
        if (snapshot) found.push(snapshot)
      }
      return found.sort((a, b) => b.time - a.time)
    },
    putSnapshot: (project, snapshot) => putJson(snapshotsOf(project), `${snapshot.id}.json`, snapshot),
    deleteSnapshot: (project, id) => rm(join(snapshotsOf(project), `${id}.json`), { force: true }),
    async claim(project, { owner, seconds }) {
      const parent = join(folder, project)
      const file = join(parent, 'claim')
      const claimed = (): Claimed => ({ owner, until: clock.now() + seconds * 1000 })
      await mkdir(parent, { recursive: true, mode: 0o700 })
      const found = await json<Claimed>(file)
      if (found && found.owner !== owner && found.until > clock.now()) return null
      const beside = join(parent, `claim.${process.pid}-${++count}.new`)
      try {
        // Of several who find one that has run out, one moves it away, and one links its own.
        if (found) await rename(file, `${beside}.old`).catch(() => undefined)
        await writeFile(beside, JSON.stringify(claimed()), { mode: 0o600 })
        await link(beside, file)
      } catch (failure) {
        if ((failure as NodeJS.ErrnoException).code === 'EEXIST') return null
        throw failure
      } finally {
        for (const path of [beside, `${beside}.old`]) await rm(path, { force: true })
      }
      const mine = async () => (await json<Claimed>(file))?.owner === owner
      return {
        async renew() {
          if (!(await mine())) return false
          await putJson(parent, 'claim', claimed())
          return true
        },
        async release() {
          if (await mine()) await rm(file, { force: true })
        },
      }
    },
    async sweep(project) {
      const names = await namesIn(packsOf(project))
      const halves = names.filter(
        name => name.endsWith('.new') || (name.endsWith('.pack') && !names.includes(name.replace(/pack$/, 'json'))),
      )
      for (const name of halves) await rm(join(packsOf(project), name), { force: true })
      return halves.length
    },
  }
}
