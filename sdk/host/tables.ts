import type { ClusterOf, Definition, KeyOf, PartitionOf, Row } from './definition.ts'

/** Rows read page by page as they are asked for; a big partition is never held whole. */
export type Rows<T> = AsyncIterable<T> & {
  /** All of them. Only where their number is known to be small. */
  toArray(): Promise<T[]>
}

/**
 * Which rows of a partition, in the order of their cluster columns (text by its UTF-8 bytes, false before true).
 * `from`, `to` and `prefix` name the first cluster column, or the first two, and so on, never one without those before it.
 */
export type Range<D extends Definition> = {
  /** Only rows whose first cluster columns equal these. */
  prefix?: Partial<ClusterOf<D>>
  /** The least row, itself included. */
  from?: Partial<ClusterOf<D>>
  /** The end, itself excluded: `to: { day: 5 }` ends before the first row of day 5. */
  to?: Partial<ClusterOf<D>>
  /** Greatest first. `from` is still the least. */
  reverse?: boolean
  limit?: number
}

type Reads<D extends Definition> = {
  readonly definition: D
  /** One row, or undefined. Expired rows are not there. */
  get(key: KeyOf<D>): Promise<Row<D> | undefined>
  /**
   * The rows of one partition. Rows written while the scan goes on may or may not be seen; a row that was there
   * all the time is seen exactly once.
   */
  scan(partition: PartitionOf<D>, range?: Range<D>): Rows<Row<D>>
  /**
   * The partitions that have rows, in an order of the store's own that stays the same; `after` resumes there.
   * Walks the whole table: for dumps and administration, not for serving people.
   */
  partitions(options?: { after?: PartitionOf<D> }): Rows<PartitionOf<D>>
}

/** How long a row lives, in seconds; without it, as long as the table's definition says, or for ever. */
export type Lifetime = { ttl?: number }

/** A table whose rows are simply written; the last write wins. */
export type PlainTable<D extends Definition> = Reads<D> & {
  /** Writes a row whole: optional columns not given become absent. Once it resolves, the row survives a crash and a power cut. */
  put(row: Row<D>, lifetime?: Lifetime): Promise<void>
  /** Removes a row; no matter if there is none. */
  delete(key: KeyOf<D>): Promise<void>
}

/** What must hold of the stored row: that there is none, or its `version`, or its `owner`. */
export type Condition = 'absent' | { version: number } | { owner: string }
/** Whether the write was done; if not, `found` is what stands there (undefined: nothing). */
export type Outcome<R> = { applied: true } | { applied: false; found: R | undefined }

/** A table written by compare-and-set only: of any number of competing writes with one condition, one is applied. */
export type ConditionalTable<D extends Definition> = Reads<D> & {
  /** Writes a row whole if `when` holds. A row put under `{ version }` must carry a higher version. */
  putIf(row: Row<D>, options: { when: Condition } & Lifetime): Promise<Outcome<Row<D>>>
  /** Removes a row if `when` holds. */
  deleteIf(key: KeyOf<D>, options: { when: Exclude<Condition, 'absent'> }): Promise<Outcome<Row<D>>>
}

/** The verbs a definition gives. */
export type TableOf<D extends Definition> = true extends D['conditional'] ? ConditionalTable<D> : PlainTable<D>
