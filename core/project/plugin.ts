import { pathToFileURL } from 'node:url'
import { join } from 'node:path'
import type { Manifest, Part } from '@stoa/sdk/contract'

/** A plugin as it lies on disk. Plain data, so that it can be handed to another process. */
export type InstalledPlugin = {
  readonly manifest: Manifest
  /** Absolute path of the folder with its `package.json`. */
  readonly folder: string
}

/** A plugin's part ready to be started in this process. Tests give parts directly. */
export type LoadablePart = { readonly manifest: Manifest; readonly folder?: string; load(): Promise<Part<any, any, any>> }

/** What became of a plugin's part in one process. `reason` is a sentence that names what was missing. */
export type PluginReport = { readonly id: string; readonly started: boolean; readonly reason?: string }

const nothing: Part<any, any, any> = { needs: {}, start: () => ({ provided: {} }) }

/** Makes the part of an installed plugin loadable from its module's default export; null when it has no such part. */
export function installedPart({ manifest, folder }: InstalledPlugin, which: 'hub' | 'host' | 'project'): LoadablePart | null {
  const module = manifest.parts[which]
  if (module === undefined) {
    // One that only puts a folder on the kernels' path has nothing to start here, and its folder must be known all the same.
    return which === 'project' && manifest.python !== undefined ? { manifest, folder, load: async () => nothing } : null
  }
  return {
    manifest,
    folder,
    async load() {
      const loaded = (await import(pathToFileURL(join(folder, module)).href)) as { default: Part<any, any, any> }
      return loaded.default
    },
  }
}
