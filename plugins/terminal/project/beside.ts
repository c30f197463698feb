import type { FileHandle } from 'node:fs/promises'
import type { Files } from '@stoa/sdk/project'
import { errors } from './errors.ts'

const mostNames = 1000

/** Makes a new file beside a terminal's, named after it: `build.term` has `build.txt`, `build-2.txt` and so on. */
export async function makeBeside({
  files,
  path,
  ending,
}: {
  files: Files
  path: string
  ending: string
}): Promise<{ path: string; file: FileHandle }> {
  const stem = path.replace(/\.term$/, '')
  for (let number = 1; number <= mostNames; number++) {
    const name = `${stem}${number === 1 ? '' : `-${number}`}${ending}`
    try {
      return { path: name, file: await files.open(name, 'wx') }
    } catch (failure) {
      const { code } = failure as NodeJS.ErrnoException
      if (code !== 'EEXIST' && code !== 'not_file') throw failure
    }
  }
  throw errors.noFreeName(path)
}
