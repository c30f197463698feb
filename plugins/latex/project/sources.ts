import { readdir } from 'node:fs/promises'
import type { Files } from '@stoa/sdk/project'
import type { Sources } from './root.ts'

/** A source file larger than this is not looked into for what it includes. */
const largest = 4 * 1024 * 1024
/** Of what lies beside a document no more is offered than this finds. */
const mostFolders = 300
const mostFiles = 5000

/** The project's files as sources of documents. */
export function sourcesOf(files: Files): Sources {
  return {
    async read(path) {
      try {
        await using handle = await files.open(path)
        const { size } = await handle.stat()
        return size > largest ? null : await handle.readFile('utf8')
      } catch {
        // Not there, not a file, or outside: nothing to read.
        return null
      }
    },
    async list(folder) {
      try {
        const names = await readdir(await files.resolve(folder))
        return names.filter(name => /\.(tex|ltx|rnw)$/i.test(name)).sort()
      } catch {
        return []
      }
    },
    async tree(folder) {
      const found: string[] = []
      const queue = [folder]
      for (const inner of queue) {
        if (queue.length > mostFolders || found.length > mostFiles) break
        const absolute = await files.resolve(inner).catch(() => null)
        const entries = absolute === null ? [] : await readdir(absolute, { withFileTypes: true }).catch(() => [])
        for (const entry of entries) {
          if (entry.name.startsWith('.') || entry.name === 'node_modules') continue
          const path = inner === '' ? entry.name : `${inner}/${entry.name}`
          if (entry.isDirectory()) queue.push(path)
          else if (entry.isFile()) found.push(path)
        }
      }
      return found.sort()
    },
  }
}
