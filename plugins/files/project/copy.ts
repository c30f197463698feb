import { chmod, mkdir, open, readlink, symlink, utimes } from 'node:fs/promises'
import { join } from 'node:path'
import type { Files } from '@stoa/sdk/project'
import { putBeside } from './beside.ts'
import { errors, refusalMaking } from './errors.ts'
import { refuseIfFull } from './place.ts'
import { below, nameOf, parentOf } from './path.ts'
import { staged } from './stage.ts'
import type { Report } from './tasks.ts'
import { measure, openMet, walkTree, type LeftOut, type Met } from './tree.ts'

/** How much is read at once, in bytes. */
const piece = 1024 * 1024

type Copied = { made: string[]; leftOut: LeftOut[] }

/**
 * Copies these into a folder, with modes and times; links stay links. Each appears when it is whole, beside what has its name already.
 * Nothing is left of one that is cut short.
 */
export async function copy({
  files,
  paths,
  to,
  report,
  signal,
}: {
  files: Files
  paths: readonly string[]
  to: string
  report: Report
  signal: AbortSignal
}): Promise<Copied> {
  for (const path of paths) if (to === path || to.startsWith(`${path}/`)) throw errors.intoItself(path, to)
  const { bytes: total } = await measure({ files, paths, signal })
  const made: string[] = []
  const leftOut: LeftOut[] = []
  let done = 0
  report({ done, total })
  for (const path of paths) {
    await staged(files, async folder => {
      await refuseIfFull(folder, path, total - done)
      const placeOf = (met: Met) => join(folder, below(nameOf(path), met.path.slice(path.length + 1)).replace(/\/$/, ''))
      const folders: { held: string; met: Met }[] = []
      const visit = async (met: Met): Promise<void> => {
        const target = placeOf(met)
        if (met.kind === 'directory') {
          await mkdir(target)
          folders.push({ held: target, met })
        } else if (met.kind === 'link') await symlink(await readlink(met.held), target)
        else
          await copyFile(met, target, signal, bytes => {
            done += bytes
            report({ done, total })
          })
      }
      leftOut.push(...(await walkTree({ files, paths: [path], signal, visit })))
      // From within outwards, since what is put into a folder changes its time, and a folder that is read-only takes nothing more.
      for (const { held, met } of folders.reverse()) {
        await utimes(held, met.found.atime, met.found.mtime)
        await chmod(held, met.found.mode & 0o7777)
      }
      const target = below(to, nameOf(path))
      const same = parentOf(path) === to
      made.push(
        await putBeside({ files, content: join(folder, nameOf(path)), path: target, word: same ? 'copy' : '', first: same ? 1 : 0 }).catch(
          (failure: unknown) => {
            throw refusalMaking(failure, target)
          },
        ),
      )
    })
  }
  return { made, leftOut }
}

async function copyFile(met: Met, target: string, signal: AbortSignal, copied: (bytes: number) => void): Promise<void> {
  const from = await openMet(met)
  try {
    const to = await open(target, 'wx', met.found.mode & 0o7777)
    try {
      const buffer = Buffer.allocUnsafe(Math.min(piece, Math.max(1, met.found.size)))
      for (;;) {
        signal.throwIfAborted()
        const { bytesRead } = await from.read(buffer, 0, buffer.length)
        if (bytesRead === 0) break
        await to.writeFile(buffer.subarray(0, bytesRead))
        copied(bytesRead)
      }
      await to.chmod(met.found.mode & 0o7777)
      await to.utimes(met.found.atime, met.found.mtime)
    } finally {
      await to.close()
    }
  } finally {
    await from.close()
  }
}
