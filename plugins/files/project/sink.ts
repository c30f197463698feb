import { link, mkdir, open, symlink } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import type { Readable } from 'node:stream'
import { errors } from './errors.ts'
import type { LeftOut } from './tree.ts'

export type Limits = { bytes: number; things: number; ratio: number }
export type About = { mode?: number | undefined; time?: Date | undefined }
/** Where what is in an archive goes. Each rejects for names that lead out, for what is there already, and beyond the limits. */
export type Sink = {
  folder(name: string): Promise<void>
  file(name: string, body: Readable, about?: About): Promise<void>
  /** `to` is as it is written in the link. */
  link(name: string, to: string): void
  /** Another name of a file that was put here before. */
  twin(name: string, of: string): Promise<void>
  leaveOut(name: string, why: string): void
  /** Makes the links and tells what was left out. */
  close(): Promise<LeftOut[]>
}

/** How much larger than itself an archive may always become, in bytes. */
const always = 1e9

/**
 * Puts what is in an archive into a folder that nobody else knows yet. No links are made before everything else is there, so that nothing can be
 * written through one; and none is made that leads out.
 */
export function openSink({
  folder: root,
  path,
  limits,
  packed,
  space,
  signal,
}: {
  folder: string
  path: string
  limits: Limits
  /** The archive's own size, in bytes. */
  packed: number
  /** Bytes that there is space for. */
  space: number
  signal: AbortSignal
}): Sink {
  const most = Math.min(limits.bytes, Math.max(always, packed * limits.ratio))
  const links: { name: string; to: string }[] = []
  const leftOut: LeftOut[] = []
  let [bytes, things] = [0, 0]

  function parts(name: string): string[] {
    const all = name.split('/').filter(part => part !== '' && part !== '.')
    if (name.startsWith('/') || all.includes('..') || name.includes('\0')) throw errors.archiveEscapes(path, name)
    return all
  }

  /** Where something goes, its folders made; null for the top itself. */
  async function placeOf(name: string): Promise<string | null> {
    signal.throwIfAborted()
    if (++things > limits.things) throw errors.archiveTooLarge(path, `${limits.things.toLocaleString('en')} things`)
    const all = parts(name)
    if (all.length === 0) return null
    const place = join(root, ...all)
    await mkdir(dirname(place), { recursive: true }).catch(taken(name))
    return place
  }

  const taken = (name: string) => (failure: unknown) => {
    const code = (failure as NodeJS.ErrnoException).code
    throw code === 'EEXIST' || code === 'ENOTDIR' ? errors.archiveTwice(path, name) : failure
  }

  function count(more: number): void {
    bytes += more
    if (bytes > space) throw errors.noSpace(path)
    if (bytes > most) throw errors.archiveTooLarge(path, `${(most / 1e9).toPrecision(2)} GB`)
  }

  function refuseOut(name: string, to: string): void {
    const up = /^(\.\.\/?)*/.exec(to)![0]
    const rest = to.slice(up.length)
    const depth = parts(name).length - 1
    if (to.startsWith('/') || to === '' || up.split('..').length - 1 > depth || rest.split('/').includes('..'))
      throw errors.archiveEscapes(path, `${name} → ${to}`)
  }

  return {
    async folder(name) {
      const place = await placeOf(name)
      if (place !== null) await mkdir(place, { recursive: true }).catch(taken(name))
    },
    async file(name, body, { mode, time } = {}) {
      const place = await placeOf(name)
      if (place === null) throw errors.archiveTwice(path, name)
      // Bits beyond the nine of permissions are not for an archive to give.
      const handle = await open(place, 'wx', 0o600 | ((mode ?? 0o644) & 0o777)).catch(taken(name))
      try {
        for await (const piece of body as AsyncIterable<Buffer>) {
          signal.throwIfAborted()
          count(piece.length)
          await handle.writeFile(piece)
        }
        if (time && !Number.isNaN(time.getTime())) await handle.utimes(time, time)
      } finally {
        await handle.close()
      }
    },
    link(name, to) {
      if (++things > limits.things) throw errors.archiveTooLarge(path, `${limits.things.toLocaleString('en')} things`)
      refuseOut(name, to)
      links.push({ name, to })
    },
    async twin(name, of) {
      const place = await placeOf(name)
      const first = join(root, ...parts(of))
      if (place === null) throw errors.archiveTwice(path, name)
      await link(first, place).catch((failure: unknown) => {
        if ((failure as NodeJS.ErrnoException).code === 'ENOENT')
          throw errors.archiveBroken(path, `it has no “${of}”, which “${name}” is another name of`)
        taken(name)(failure)
      })
    },
    leaveOut: (name, why) => void leftOut.push({ path: name, why }),
    async close() {
      for (const { name, to } of links) {
        const place = await placeOf(name)
        if (place === null) throw errors.archiveTwice(path, name)
        await symlink(to, place).catch(taken(name))
      }
      return leftOut
    },
  }
}
