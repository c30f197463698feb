import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdir, readFile, readdir, rename, rm, stat, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { PassThrough, type Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'

/**
 * The folders of projects on one machine, and of which epoch the files in each are. That is noted beside them, out of the projects' own reach.
 * Folders on their way in, and those that newer ones took the place of, lie beside too.
 */
export type Folders = {
  /** Where a project's files are, or will be. */
  of(project: string): string
  /** The epoch of the files here; null where there are none, or nobody noted. */
  epoch(project: string): Promise<number | null>
  exists(project: string): Promise<boolean>
  mark(project: string, epoch: number): Promise<void>
  /** All that are here. */
  list(): Promise<string[]>
  /** Every byte of a project's folder, as a tar. Ends early with an error if the folder changes its shape meanwhile. */
  pack(project: string): Readable
  /** Puts what `pack` gave in the place of what is here, whole or not at all. */
  unpack(project: string, packed: Readable): Promise<void>
  /** Puts what is here aside, so that its place is empty; `back` undoes that. What was aside before is removed. */
  putAside(project: string): Promise<{ back(): Promise<void> }>
  forget(project: string): Promise<void>
}

/** The folders below a data directory. */
export function openFolders(dataDirectory: string): Folders {
  const of = (project: string) => join(dataDirectory, 'projects', project)
  const beside = (what: 'epochs' | 'arriving' | 'aside') => join(dataDirectory, what)
  const note = (project: string) => join(beside('epochs'), project)
  const exists = async (path: string) => (await stat(path).catch(() => null)) !== null
  const emptied = async (what: 'arriving' | 'aside', project: string) => {
    await mkdir(beside(what), { recursive: true, mode: 0o700 })
    const path = join(beside(what), project)
    await rm(path, { recursive: true, force: true })
    return path
  }

  async function putAside(project: string) {
    if (!(await exists(of(project)))) return { back: async () => undefined }
    const aside = await emptied('aside', project)
    await rename(of(project), aside)
    return {
      async back() {
        await rm(of(project), { recursive: true, force: true })
        await rename(aside, of(project))
      },
    }
  }

  return {
    of,
    exists: project => exists(of(project)),
    async epoch(project) {
      const text = await readFile(note(project), 'utf8').catch(() => '')
      return /^\d+$/.test(text) && (await exists(of(project))) ? Number(text) : null
    },
    async mark(project, epoch) {
      await mkdir(beside('epochs'), { recursive: true, mode: 0o700 })
      await writeFile(`${note(project)}.new`, String(epoch), { mode: 0o600 })
      await rename(`${note(project)}.new`, note(project))
    },
    async list() {
      return readdir(join(dataDirectory, 'projects')).catch(() => [])
    },
    pack(project) {
      // Names and owners as numbers: users have other names on other machines.
      const child = spawn('tar', ['--create', '--numeric-owner', '--sparse', '--directory', of(project), '.'], {
        stdio: ['ignore', 'pipe', 'ignore'],
      })
      // Read at once: what an ended child has not been asked for is thrown away.
      const packed = new PassThrough({
        destroy(failure, done) {
          child.kill()
          done(failure)
        },
      })
      child.stdout.pipe(packed, { end: false })
      child.once('error', failure => packed.destroy(failure))
      // Ended only when tar says that it went well; else whoever reads would take half for the whole.
      child.once('close', code => (code === 0 ? packed.end() : packed.destroy(new Error(`tar ended with ${code}`))))
      return packed
    },
    async unpack(project, packed) {
      // It may break off before it is read, which is then seen by whoever reads.
      packed.on('error', () => undefined)
      const arriving = await emptied('arriving', project)
      await mkdir(arriving, { mode: 0o700 })
      const child = spawn('tar', ['--extract', '--numeric-owner', '--preserve-permissions', '--directory', arriving], {
        stdio: ['pipe', 'ignore', 'pipe'],
      })
      let said = ''
      child.stderr.on('data', (piece: Buffer) => (said = (said + piece.toString()).slice(-500)))
      const ended = once(child, 'exit') as Promise<[number | null]>
      try {
        await pipeline(packed, child.stdin)
        const [code] = await ended
        if (code !== 0) throw new Error(`The files could not be unpacked: ${said.trim()}`)
        const aside = await putAside(project)
        await rename(arriving, of(project)).catch(async (failure: unknown) => {
          await aside.back()
          throw failure
        })
      } catch (failure) {
        child.kill()
        await rm(arriving, { recursive: true, force: true })
        throw failure
      }
    },
    putAside,
    async forget(project) {
      await rm(note(project), { force: true })
      for (const what of ['arriving', 'aside'] as const) await rm(join(beside(what), project), { recursive: true, force: true })
    },
  }
}
