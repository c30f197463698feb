import { appendFile, readFile, rename, writeFile } from 'node:fs/promises'

/** What a file was when its document knew it last. */
export type Place = {
  readonly path: string
  /** Of its content. */
  readonly hash: string
  /** Tells this file from every other, as long as it is not made anew; absent where the file system does not say. */
  readonly birth?: string | undefined
}

/** Contents shorter than this, in bytes, are alike by chance. */
const leastBytes = 32
/** The list is written anew at a start when it has so many lines more than files. */
const idleLines = 1_000

export type Places = Awaited<ReturnType<typeof openPlaces>>

/**
 * Remembers in a file which file each history is of, so that one which was moved while nobody had it open is recognised when it is opened under its new name.
 * `missing` says whether nothing is at a path.
 */
export async function openPlaces({ file, missing }: { file: string; missing(path: string): Promise<boolean> }) {
  const known = new Map<string, Place>()
  let lines = 0
  for (const line of (await readFile(file, 'utf8').catch(() => '')).split('\n')) {
    const place = parsed(line)
    if (!place) continue
    lines++
    known.set(place.path, place)
  }
  let writing: Promise<void> = Promise.resolve()
  /** What can't be written is forgotten with this process, and no more is lost than that a moved file begins a new history. */
  const write = (work: () => Promise<void>): void => void (writing = writing.then(work).catch(() => undefined))
  if (lines > known.size + idleLines)
    write(async () => {
      await writeFile(`${file}.new`, [...known.values()].map(line).join(''), { mode: 0o600 })
      await rename(`${file}.new`, file)
    })

  return {
    remember(place: Place): void {
      known.set(place.path, place)
      write(() => appendFile(file, line(place), { mode: 0o600 }))
    },
    /**
     * The path at which this file was before, if that is certain: the very same file, or the only one of these bytes that is missing. `had` says whether
     * there is a history of that path which nobody has open.
     */
    async before(now: Place & { readonly size: number }, had: (path: string) => boolean): Promise<string | null> {
      const candidates: Place[] = []
      for (const place of [...known.values()]) {
        const alike = (now.birth !== undefined && place.birth === now.birth) || (place.hash === now.hash && now.size >= leastBytes)
        if (place.path !== now.path && alike && had(place.path) && (await missing(place.path))) candidates.push(place)
      }
      const same = candidates.filter(({ birth }) => birth !== undefined && birth === now.birth)
      const found = same.length > 0 ? same : candidates
      return found.length === 1 ? found[0]!.path : null
    },
    /** Resolves when everything is written. */
    stop: (): Promise<void> => writing,
  }
}

/** With the break before it, so that one which a crash has cut harms no other. */
const line = ({ path, hash, birth }: Place): string => `\n${JSON.stringify([path, hash, ...(birth === undefined ? [] : [birth])])}`

/** Null for a line that a crash has cut, or that somebody else wrote. */
function parsed(text: string): Place | null {
  try {
    const [path, hash, birth] = JSON.parse(text) as [unknown, unknown, unknown]
    if (typeof path !== 'string' || typeof hash !== 'string') return null
    return { path, hash, birth: typeof birth === 'string' ? birth : undefined }
  } catch {
    return null
  }
}
