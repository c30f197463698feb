import { createHash } from 'node:crypto'
import { readFile, rename, stat, writeFile } from 'node:fs/promises'
import { join } from 'node:path'

/** Source files and the hashes of their contents. */
export type Sources = Readonly<Record<string, string>>
type Kept<B> = { order: string; sources: Sources; built: B }

/** What the last build made, if the same was ordered, no source has changed since, and every file of it is still there. */
export async function readKept<B extends { outDir: string; files: readonly { name: string }[] }>({
  outDir,
  order,
}: {
  outDir: string
  order: string
}): Promise<B | null> {
  try {
    const kept = JSON.parse(await readFile(join(outDir, 'build.json'), 'utf8')) as Kept<B>
    if (kept.order !== order) return null
    const now = await sourcesOf(Object.keys(kept.sources))
    if (Object.entries(kept.sources).some(([path, hash]) => now[path] !== hash)) return null
    await Promise.all(kept.built.files.map(({ name }) => stat(join(outDir, name))))
    return { ...kept.built, outDir }
  } catch {
    // Nothing kept, or a source or a built file is gone: the answer is to build.
    return null
  }
}

/** Keeps what a build made. Renamed into place, so that two builders at once never leave half a record. */
export async function writeKept<B>({ outDir, ...kept }: { outDir: string } & Kept<B>): Promise<void> {
  const fresh = join(outDir, `build.json.${process.pid}`)
  await writeFile(fresh, JSON.stringify(kept))
  await rename(fresh, join(outDir, 'build.json'))
}

export async function sourcesOf(paths: readonly string[]): Promise<Sources> {
  return Object.fromEntries(
    await Promise.all(
      paths.map(
        async path =>
          [
            path,
            createHash('sha256')
              .update(await readFile(path))
              .digest('base64url'),
          ] as const,
      ),
    ),
  )
}
