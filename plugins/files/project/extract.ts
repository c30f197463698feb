import { mkdir, readdir, rename } from 'node:fs/promises'
import { join } from 'node:path'
import type { Files } from '@stoa/sdk/project'
import { putBeside } from './beside.ts'
import { errors, refusal } from './errors.ts'
import { below, nameOf, parentOf } from './path.ts'
import { formOf, stemOf } from './forms.ts'
import { openSink, type Limits } from './sink.ts'
import { staged } from './stage.ts'
import { statfs } from 'node:fs/promises'
import type { Report } from './tasks.ts'
import type { LeftOut } from './tree.ts'
import { unpackTar, unpackZip, unpackOne } from './unpack.ts'

/** The most that is extracted: bytes and things; and of what is larger than the first gigabyte, how many times the archive's own size. */
export const usualLimits: Limits = { bytes: 20e9, things: 200_000, ratio: 250 }
/** Space that stays free for the project's own needs, in bytes. */
const spare = 100e6

/**
 * Extracts an archive into a new folder beside it; one that holds a single thing becomes that thing. All of it, or nothing: names that lead out,
 * links that lead out and archives that swell beyond the limits are refused.
 */
export async function extract({
  files,
  path,
  report,
  signal,
  limits = usualLimits,
}: {
  files: Files
  path: string
  report: Report
  signal: AbortSignal
  limits?: Limits
}): Promise<{ made: string[]; leftOut: LeftOut[] }> {
  const handle = await files.open(path).catch((failure: unknown) => {
    throw refusal(failure, path)
  })
  try {
    const { size } = await handle.stat()
    const form = await formOf(path, handle)
    return await staged(files, async folder => {
      const { bavail, bsize } = await statfs(folder)
      const content = join(folder, 'content')
      await mkdir(content)
      const sink = openSink({ folder: content, path, limits, packed: size, space: bavail * bsize - spare, signal })
      const far = (done: number): void => report({ done: Math.min(done, size), total: size })
      if (form === 'zip') await unpackZip({ handle, path, sink, far, signal })
      else if (form.tar) await unpackTar({ handle, form, path, sink, far, signal })
      else await unpackOne({ handle, form, name: stemOf(nameOf(path)), path, sink, far, signal })
      const leftOut = await sink.close()
      signal.throwIfAborted()
      const [only, ...others] = await readdir(content)
      const single = only !== undefined && others.length === 0
      const target = below(parentOf(path), single ? only : stemOf(nameOf(path)))
      if (!single) return { made: [await putBeside({ files, content, path: target })], leftOut }
      const lifted = join(folder, 'only')
      await rename(join(content, only), lifted)
      return { made: [await putBeside({ files, content: lifted, path: target })], leftOut }
    })
  } catch (failure) {
    throw signal.aborted ? failure : brokenOr(failure, path)
  } finally {
    await handle.close().catch(() => undefined)
  }
}

/** What zlib and the libraries say of a damaged archive, as a refusal. */
function brokenOr(failure: unknown, path: string): unknown {
  const known = refusal(failure, path)
  if (known !== failure || !(failure instanceof Error) || failure instanceof TypeError || failure instanceof RangeError) return known
  const code = (failure as NodeJS.ErrnoException).code
  if (code !== undefined && !/^(Z_|ZSTD_|ERR_ZSTD|ZLIB_|ERR_STREAM_PREMATURE_CLOSE)/.test(code)) return known
  return errors.archiveBroken(path, failure.message.replace(/\.$/, ''))
}
