import { chainText, utf8, utf8Bytes, type Chain } from '@stoa/sdk/document'
import type { Stop } from '@stoa/sdk/contract'
import type { Clock, Log } from '@stoa/sdk/hub'
import { createArchive, journalPlace } from './archive.ts'
import { emptyHistory, encodeSnapshot, type Entry, type History } from './history.ts'
import { encodeRecord, newSegmentState, type Author, type JournalRecord, type SegmentState } from './records.ts'
import { recover, segmentName, snapshotName } from './recovery.ts'
import { isFull, type AppendFile, type Storage } from './storage.ts'

export type JournalServices = {
  storage: Storage
  directory: string
  document: string
  clock: Clock
  log: Log
  newLineage(): string
  packBytes?: number
}

/** The most bytes of a segment; a longer record gets a segment of its own. */
export const segmentBytes = 4 << 20
const batchBytes = 1 << 20
const retryAfter = 1_000
/** How long written edits wait until they are made durable together, in milliseconds. */
const syncAfter = 100

/** What is appended: a version, or what else a journal remembers. `author` introduces the session of a version. */
export type Appended = { entry: Entry; author: Author } | { record: Exclude<JournalRecord, { kind: 'head' | 'session' | 'change' }> }

export type Journal = Awaited<ReturnType<typeof openJournal>>['journal']

/** Reads a document's journal, or begins one. `fresh` says that there was none that could be read. */
export async function openJournal({ storage, directory, document, clock, log, newLineage, packBytes }: JournalServices) {
  const place = journalPlace({ storage, directory })
  const { path } = place
  let found = await recover({ storage, directory })
  if (found === 'damaged') {
    const aside = `${directory}.damaged-${clock.now()}`
    log.error({ document, aside }, 'A document’s history could not be read and was put aside; a new one begins with the file’s text')
    await storage.rename(directory, aside)
    found = null
  }
  const fresh = found === null
  let forgotten = found?.names.includes(forgottenName) ? await readForgotten({ storage, path: path(forgottenName) }) : []
  const history = found?.history ?? emptyHistory(newLineage())

  const archive = createArchive({
    storage,
    place,
    pieces: found?.pieces ?? [],
    snapshots: found?.snapshots ?? [],
    ...(packBytes !== undefined && { limit: packBytes }),
  })
  const latest = forgotten.at(-1)
  // A crash came in between.
  if (latest && (archive.starts[0] ?? 0) <= latest.before)
    await archive.forget({ before: latest.before, lineage: history.lineage, now: clock.now() })
  let file: AppendFile | null = null
  let position = 0
  let segment: SegmentState = newSegmentState()
  let journalBytes = found?.bytesSinceSnapshot ?? 0
  if (found?.open) {
    const { first, end, state, tail } = found.open
    if (tail.length > 0) {
      log.warn({ document, bytes: tail.length }, 'The end of a document’s journal was not whole and is left out; a copy is kept beside it')
      await storage.replace(path(`torn-${first}-${end}`), tail)
    }
    file = await storage.append(path(segmentName(first)))
    if (tail.length > 0) await file.truncate(end)
    position = end
    segment = state
  }

  let written: { version: number; chain: Chain } = { version: history.version, chain: history.chain }
  let writtenRecords = history.records
  let durable = 0
  // Counts of what was appended to the journal by this process. What it finds there may not have reached the disk yet.
  let appended = 0
  let taken = 0
  let synced = file ? -1 : 0
  let syncing = false
  let stopSoon: Stop | null = null
  let full = false
  let closed = false
  let running: Promise<void> | null = null
  let queue: { item: Appended | 'roll'; done?: () => void }[] = []
  let rolls = false
  // Requests to roll that were taken from the queue and are not done yet.
  let turning = 0
  let batch: { bytes: Uint8Array; last: { version: number; chain: Chain }; records: number; done: (() => void)[] } | null = null
  let wake: (() => void) | null = null
  const flushes = new Set<{ upTo: number; resolve(): void; reject(failure: Error): void }>()
  const durableListeners = new Set<(version: number) => void>()
  const fullListeners = new Set<(full: boolean) => void>()

  function setFull(value: boolean): void {
    if (full === value) return
    full = value
    if (full) giveUp('there is no room for the journal')
    for (const listener of fullListeners) listener(value)
  }

  function giveUp(why: string): void {
    for (const { reject } of flushes) reject(new Error(why))
    flushes.clear()
  }

  async function roll(): Promise<void> {
    if (file) {
      const upTo = { items: taken, version: written.version }
      await file.datasync()
      reached(upTo)
      await file.close()
      file = null
    }
    const first = written.version + 1
    const next = await storage.append(path(segmentName(first)))
    const state = newSegmentState()
    const head = encodeRecord(
      {
        kind: 'head',
        head: {
          format: 1,
          document,
          lineage: history.lineage,
          version: written.version,
          chain: chainText(written.chain),
          records: writtenRecords,
          time: clock.now(),
        },
      },
      state,
    )
    try {
      await next.truncate(0)
      await next.write(head, 0)
    } catch (failure) {
      await next.close()
      throw failure
    }
    file = next
    position = head.length
    segment = state
    archive.begun(first)
  }

  const changed = (): boolean => (archive.starts.at(-1) ?? 0) <= written.version

  function encodeBatch(): typeof batch {
    const frames: Uint8Array[] = []
    const done: (() => void)[] = []
    let size = 0
    let last = written
    let count = 0
    for (; count < queue.length && size < batchBytes; count++) {
      const { item, done: after } = queue[count]!
      if (item === 'roll') break
      if (after) done.push(after)
      if ('entry' in item) {
        const { session, sequence, time, encoded: changes, version, chain } = item.entry
        if (!segment.sessions.has(session)) frames.push(encodeRecord({ kind: 'session', session, author: item.author }, segment))
        frames.push(encodeRecord({ kind: 'change', session, sequence, time, changes }, segment))
        last = { version, chain }
      } else frames.push(encodeRecord(item.record, segment))
      size += frames.at(-1)!.length
    }
    queue = queue.slice(count)
    if (count === 0) return null
    return { bytes: frames.length === 1 ? frames[0]! : Buffer.concat(frames), last, records: count, done }
  }

  async function run(): Promise<void> {
    while ((batch || queue.length > 0 || turning > 0) && !closed) {
      try {
        if (!batch && queue[0]?.item === 'roll') {
          queue = queue.slice(1)
          rolls ||= changed()
          turning++
        }
        if (!file || (!batch && (rolls || (position >= segmentBytes && changed())))) {
          await place.steady(roll)
          rolls = false
        }
        if (turning > 0) {
          taken += turning
          turning = 0
          syncSoon()
        }
        batch ??= encodeBatch()
        if (!batch) continue
        await file!.write(batch.bytes, position)
      } catch (failure) {
        if (closed) return
        if (!full)
          log.error(
            { document, error: failure },
            isFull(failure)
              ? 'There is no room for a document’s journal; it is tried again'
              : 'A document’s journal could not be written; it is tried again',
          )
        setFull(true)
        await file?.truncate(position).catch(() => {})
        await new Promise<void>(resolve => {
          const stop = clock.after(retryAfter, resolve)
          wake = () => {
            void stop()
            resolve()
          }
        })
        wake = null
        continue
      }
      const { bytes, last, records, done } = batch
      batch = null
      position += bytes.length
      journalBytes += bytes.length
      written = last
      writtenRecords += records
      taken += records
      setFull(false)
      for (const after of done) after()
      syncSoon()
    }
  }

  function start(): void {
    if (running || closed) return
    // In a later turn, so that what is committed in this one is written together.
    running = Promise.resolve()
      .then(run)
      .finally(() => {
        running = null
        if (queue.length > 0 || batch || turning > 0) start()
      })
  }

  /** What is written gets durable a moment later, together with what is written until then; at once where somebody waits for it. */
  function syncSoon(): void {
    if (flushes.size > 0) void sync()
    else stopSoon ??= clock.after(syncAfter, () => void sync())
  }

  async function sync(): Promise<void> {
    void stopSoon?.()
    stopSoon = null
    if (syncing || synced >= taken || !file || closed) return
    syncing = true
    const upTo = { items: taken, version: written.version }
    try {
      await file.datasync()
      reached(upTo)
    } catch (failure) {
      if (!closed) log.error({ document, error: failure }, 'A document’s journal could not be made durable; it is tried again')
      await new Promise<void>(resolve => void clock.after(retryAfter, resolve))
    } finally {
      syncing = false
    }
    if (synced < taken && !closed) syncSoon()
  }

  /** Everything up to here survives a loss of power. */
  function reached({ items, version }: { items: number; version: number }): void {
    synced = Math.max(synced, items)
    for (const flush of flushes) {
      if (flush.upTo > synced) continue
      flushes.delete(flush)
      flush.resolve()
    }
    if (version <= durable) return
    durable = version
    for (const listener of durableListeners) listener(durable)
  }

  function append(item: Appended, done?: () => void): void {
    appended++
    queue.push({ item, done })
    start()
  }

  const journal = {
    append,
    entries: archive.entries,
    textAt: archive.textAt,
    walk: archive.walk,
    get written() {
      return written.version
    },
    get durable() {
      return durable
    },
    get full() {
      return full
    },
    /** Bytes written since the last snapshot. */
    get bytesSinceSnapshot() {
      return journalBytes
    },
    /** The first version of each piece. */
    get starts() {
      return archive.starts
    },
    onDurable(listener: (version: number) => void): () => void {
      durableListeners.add(listener)
      return () => void durableListeners.delete(listener)
    },
    onFull(listener: (full: boolean) => void): () => void {
      fullListeners.add(listener)
      return () => void fullListeners.delete(listener)
    },
    /** Resolves when everything appended up to now is written and durable; rejects when there is no room, or the journal is closed before. */
    sync(): Promise<void> {
      if (closed || full) return Promise.reject(new Error(closed ? 'the journal is closed' : 'there is no room for the journal'))
      if (synced >= appended) return Promise.resolve()
      return new Promise((resolve, reject) => {
        flushes.add({ upTo: appended, resolve, reject })
        void sync()
      })
    },
    /** Keeps the whole state that everything appended up to now leads to, so that reading begins there; what comes now begins a new segment. */
    async snapshot(state: History): Promise<void> {
      const before = journalBytes
      journalBytes = 0
      appended++
      queue.push({ item: 'roll' })
      start()
      try {
        await journal.sync()
        await place.steady(() => storage.replace(path(snapshotName(state.version)), encodeSnapshot(state, clock.now())))
      } catch (failure) {
        journalBytes += before
        throw failure
      }
      archive.snapshotKept(state.version)
    },
    /** What an owner had removed from the history. */
    get forgotten(): readonly Forgotten[] {
      return forgotten
    },
    /** The first version whose text can be read. */
    get first() {
      return forgotten.at(-1)?.before ?? 0
    },
    /** Removes what was before a version. `state` is the whole state of now. The fact is kept, and is durable before anything is removed. */
    async forget({ before, by, state }: { before: number; by: Author; state: History }): Promise<void> {
      await journal.snapshot(state)
      const facts = [...forgotten, { before, by, time: clock.now() }]
      await place.steady(() => storage.replace(path(forgottenName), utf8Bytes(JSON.stringify(facts))))
      forgotten = facts
      await archive.forget({ before, lineage: history.lineage, now: clock.now() })
    },
    /** The journal's folder moves; one that is there already is put aside. */
    moveTo: (to: string): Promise<void> => place.moveTo(to, `${to}.before-${clock.now()}`),
    /** Packs what is closed, if it is enough; see `archive.ts`. */
    async pack(options: { text: number; closing?: boolean }): Promise<void> {
      await archive.pack(options)
    },
    /** Writes and syncs what is left, and lets go of the files. What cannot be written is given up. */
    async close(): Promise<void> {
      if (closed) return
      await journal.sync().catch(() => undefined)
      closed = true
      void stopSoon?.()
      giveUp('the journal was closed')
      wake?.()
      await running
      await file?.close()
      file = null
    },
  }
  return { journal, history, fresh }
}

/** That somebody had everything before a version removed, so that its text is the first that can be read. */
export type Forgotten = { readonly before: number; readonly by: Author; /** Milliseconds since 1970. */ readonly time: number }
const forgottenName = 'forgotten.json'

async function readForgotten({ storage, path }: { storage: Storage; path: string }): Promise<readonly Forgotten[]> {
  const bytes = await storage.read(path)
  return bytes ? (JSON.parse(utf8(bytes)) as Forgotten[]) : []
}
