import type { Definition, TableOf } from '@stoa/sdk/host'

/** Typed tables, over SQLite or Cassandra. There are no joins, no secondary indexes and no writes that span two rows. */
export type Store = {
  /** The verbs of a table whose definition was given at opening. */
  table<D extends Definition>(definition: D): TableOf<D>
  /** Removes expired rows from the disk; says how many. Done by itself every minute where the store does not do it alone. */
  sweep(): Promise<number>
  /** Finishes the writes under way and closes. Calling it twice is safe. */
  close(): Promise<void>
}

/** The largest cell, and the largest key (its cells together), in bytes. */
export const limits = { cell: 512 * 1024, key: 32 * 1024 } as const
