import { resolve, sep } from 'node:path'
import type { BuildFailure, Message } from 'esbuild'
import type { BuildablePlugin } from '../build.ts'

/** A plugin whose UI part does not compile, and why, in a sentence. The page is built without it (K-4). */
export type RefusedPart = { readonly id: string; readonly reason: string }

/**
 * Finds the plugins that a failed build is owed to. Empty if any of its errors lies elsewhere: then nothing can be left out to mend it.
 * `folder` is what esbuild's file names are relative to.
 */
export function blame({
  failure,
  plugins,
  folder,
}: {
  failure: unknown
  plugins: readonly BuildablePlugin[]
  folder: string
}): RefusedPart[] {
  const errors = (failure as Partial<BuildFailure>).errors ?? []
  const blamed = new Map<string, string>()
  for (const error of errors) {
    // Of folders within folders, the innermost is the plugin's own.
    const [plugin] = plugins.filter(p => liesIn({ error, plugin: p, folder })).toSorted((a, b) => b.folder.length - a.folder.length)
    if (!plugin) return []
    const { id } = plugin.manifest
    if (!blamed.has(id)) blamed.set(id, `The page was built without the plugin "${id}": ${sentence(error)}`)
  }
  return [...blamed].map(([id, reason]) => ({ id, reason }))
}

function liesIn({ error, plugin, folder }: { error: Message; plugin: BuildablePlugin; folder: string }): boolean {
  const root = resolve(plugin.folder) + sep
  // An entry that is not there has no location, only its name in the text.
  return error.location ? resolve(folder, error.location.file).startsWith(root) : error.text.includes(root)
}

const sentence = ({ text, location }: Message): string =>
  location ? `${text} (${location.file.split('/').at(-1)}:${location.line}).` : `${text}.`
