import { open } from 'node:fs/promises'
import { join } from 'node:path'
import { pipeline } from 'node:stream/promises'
import type { Files } from '@stoa/sdk/project'
import { archive, refuseMissing, type ArchiveForm } from './archive.ts'
import { putBeside } from './beside.ts'
import { refusalMaking } from './errors.ts'
import { below, nameOf } from './path.ts'
import { staged } from './stage.ts'
import type { Report } from './tasks.ts'
import { measure } from './tree.ts'

/** Packs things of one folder into an archive in it, named for what is in it. */
export async function compress({
  files,
  directory,
  names,
  form,
  report,
  signal,
}: {
  files: Files
  directory: string
  names: readonly string[]
  form: ArchiveForm
  report: Report
  signal: AbortSignal
}): Promise<{ made: string[] }> {
  const paths = names.map(name => below(directory, name))
  const target = below(directory, `${names.length === 1 ? names[0]! : nameOf(directory) || 'files'}.${form}`)
  await refuseMissing(files, paths)
  const { bytes: total } = await measure({ files, paths, signal })
  let done = 0
  report({ done, total })
  return staged(files, async folder => {
    const content = join(folder, 'archive')
    const handle = await open(content, 'wx')
    const packed = (bytes: number): void => {
      done += bytes
      report({ done, total })
    }
    try {
      await pipeline(archive(form, { files, paths, directory, signal, packed }), handle.createWriteStream(), { signal })
      return { made: [await putBeside({ files, content, path: target })] }
    } catch (failure) {
      throw refusalMaking(failure, target)
    }
  })
}
