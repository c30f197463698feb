import { DatabaseSync } from 'node:sqlite'
import { errors } from './errors.ts'

/** How long a server that is just ending may take to let go, in milliseconds. */
const patience = 5000

/**
 * Makes this process the only server of a project until it ends, however it ends: the lock is the kernel's, taken by SQLite on
 * a file of its own. Throws `already_running`. Blocks for up to five seconds, as nothing else may happen before.
 */
export function lockProject({ file, root, wait = patience }: { file: string; root: string; wait?: number }): () => void {
  const database = new DatabaseSync(file)
  try {
    database.exec(`PRAGMA busy_timeout=${wait}`)
    database.exec('BEGIN EXCLUSIVE')
  } catch (failure) {
    database.close()
    if ((failure as { errcode?: number }).errcode === 5) throw errors.alreadyRunning(root)
    throw failure
  }
  return () => {
    if (database.isOpen) database.close()
  }
}
