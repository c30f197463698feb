import { dirname } from 'node:path'
import type { Files } from '@stoa/sdk/project'

/** The name below a folder; the project itself is ``. */
export function below(directory: string, name: string): string {
  return directory === '' ? name : `${directory}/${name}`
}

/** The folder a path lies in. */
export function parentOf(path: string): string {
  return path.slice(0, Math.max(0, path.lastIndexOf('/')))
}

/** The last name of a path. */
export function nameOf(path: string): string {
  return path.slice(path.lastIndexOf('/') + 1)
}

/** Every folder on the way to `path`, outermost first, `path` itself left out. */
export function parentsOf(path: string): string[] {
  const names = path.split('/').slice(0, -1)
  return names.map((_, i) => names.slice(0, i + 1).join('/'))
}

/** Calls `work` with an absolute path of this folder that cannot be swapped for a link meanwhile; good only until `work` is done. */
export function inFolder<T>(files: Files, directory: string, work: (folder: string) => Promise<T>): Promise<T> {
  // Holding any name in a folder, whether it exists or not, holds the folder.
  return files.at(below(directory, '-'), held => work(dirname(held)))
}
