import { lstat } from 'node:fs/promises'
import type { Files } from '@stoa/sdk/project'
import { errors } from './errors.ts'
import { below, nameOf, parentOf } from './path.ts'
import { moveWithoutReplacing } from './place.ts'

const mostVersions = 1000

/**
 * Gives what lies at the absolute path `content` the path asked for, or the next free one beside it, and answers which. `word` says why there are
 * two: `restored`, `copy`; without one they are numbered.
 */
export async function putBeside({
  files,
  content,
  path,
  word = '',
  first = 0,
}: {
  files: Files
  content: string
  path: string
  word?: string
  /** 1 leaves the path itself out. */
  first?: number
}): Promise<string> {
  const folder = (await lstat(content)).isDirectory()
  for (let version = first; version < mostVersions; version++) {
    const chosen = versionOf(path, { version, word, folder })
    try {
      await files.at(chosen, held => moveWithoutReplacing(content, held))
      return chosen
    } catch (failure) {
      if ((failure as NodeJS.ErrnoException).code !== 'EEXIST') throw failure
    }
  }
  throw errors.exists(path)
}

/** The name for the `version`th thing at one path: `plot.png`, `plot (restored).png`, `plot (restored 2).png`; without a word `plot (2).png`. */
export function versionOf(path: string, { version, word, folder = false }: { version: number; word: string; folder?: boolean }): string {
  if (version === 0) return path
  const name = nameOf(path)
  const ending = folder ? '' : (/.(\.tar)?\.[^.]+$/.exec(name)?.[0].slice(1) ?? '')
  const stem = ending === '' ? name : name.slice(0, -ending.length)
  const mark = word === '' ? String(version + 1) : version === 1 ? word : `${word} ${version}`
  return below(parentOf(path), `${stem} (${mark})${ending}`)
}
