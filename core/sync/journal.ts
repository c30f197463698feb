import { Text } from '@codemirror/state'
import { chainOf, chainText, type Chain } from '@stoa/sdk/document'
import type { Clock, Log } from '@stoa/sdk/hub'
import { decodeSnapshot, emptyHistory, encodeSnapshot, entryOf, replayer, type Entry, type History } from './history.ts'
import { encodeRecord, newSegmentState, readRecords, type Author, type JournalRecord, type SegmentState } from './records.ts'
import { isFull, type AppendFile, type Storage } from './storage.ts'

export type JournalServices = { storage: Storage; directory: string; document: string; clock: Clock; log: Log; newLineage(): string }

/** The most bytes of a segment; a longer record gets a segment of its own. */
export const segmentBytes = 4 << 20
const batchBytes = 1 << 20
const retryAfter = 1_000

/** What is appended: a version, or what else a journal remembers. `author` introduces the session of a version. */
export type Appended = { entry: Entry; author: Author } | { record: Exclude<JournalRecord, { kind: 'head' | 'session' | 'change' }> }

export type Journal = Awaited<ReturnType<typeof openJournal>>['journal']

const segmentName = (first: number): string => `j-${String(first).padStart(10, '0')}.log`
const snapshotName = (version: number): string => `s-${String(version).padStart(10, '0')}.gz`
const numberIn = (name: string): number => Number(name.slice(2, 12))

/** Reads a document's journal, or begins one. `fresh` says that there was none that could be read. */
export async function openJournal({ storage, directory, document, clock, log, newLineage }: JournalServices) {
  const path = (name: string): string => `${directory}/${name}`
  let found = await recover({ storage, directory })
  if (found === 'damaged') {
    const aside = `${directory}.damaged-${clock.now()}`
    log.error({ document, aside }, 'A document’s history could not be read and was put aside; a new one begins with the file’s text')
    await storage.rename(directory, aside)
    found = null
  }
  const fresh = found === null
  const history = found?.history ?? emptyHistory(newLineage())

  let segments = found?.segments ?? []
  let snapshots = found?.snapshots ?? []
  let file: AppendFile | null = null
  let position = 0
  let segment: SegmentState = newSegmentState()
  let journalBytes = found?.bytesSinceSnapshot ?? 0
  if (found?.open) {
    file = await storage.append(path(segmentName(found.open.first)))
    await file.truncate(found.open.end)
    position = found.open.end
    segment = found.open.state
  }

  let written: { version: number; chain: Chain } = { version: history.version, chain: history.chain }
  let writtenRecords = history.records
  // What a process finds may not have reached the disk yet.
  let durable = 0
  let syncing = false
  let dirty = found !== null
  let full = false
  let closed = false
  let running: Promise<void> | null = null
  let queue: { item: Appended; done?: () => void }[] = []
  let batch: { bytes: Uint8Array; last: { version: number; chain: Chain }; records: number; done: (() => void)[] } | null = null
  let wake: (() => void) | null = null
  let syncWaiters: { count: number; resolve: () => void }[] = []
  const ending = Promise.withResolvers<void>()
  let writes = 0
  let syncedWrites = 0
  const durableListeners = new Set<(version: number) => void>()
  const fullListeners = new Set<(full: boolean) => void>()
  let cached: { first: number; entries: Entry[] } | null = null

  function setFull(value: boolean): void {
    if (full === value) return
    full = value
    for (const listener of fullListeners) listener(value)
  }

  async function roll(): Promise<void> {
    if (file) {
      await file.datasync()
      await file.close()
      file = null
    }
    const first = written.version + 1
    const next = await storage.append(path(segmentName(first)))
    const state = newSegmentState()
    const head = encodeRecord(
      { kind: 'head', head: { format: 1, document, lineage: history.lineage, version: written.version, chain: chainText(written.chain), records: writtenRecords, time: clock.now() } },
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
    if (segments.at(-1) !== first) segments = [...segments, first]
  }

  function encodeBatch(): NonNullable<typeof batch> {
    const frames: Uint8Array[] = []
    const done: (() => void)[] = []
    let size = 0
    let last = written
    let taken = 0
    for (; taken < queue.length && size < batchBytes; taken++) {
      const { item, done: after } = queue[taken]!
      if (after) done.push(after)
      if ('entry' in item) {
        const { session, sequence, time, encoded: changes, version, chain } = item.entry
        if (!segment.sessions.has(session)) frames.push(encodeRecord({ kind: 'session', session, author: item.author }, segment))
        frames.push(encodeRecord({ kind: 'change', session, sequence, time, changes }, segment))
        last = { version, chain }
      } else frames.push(encodeRecord(item.record, segment))
      size += frames.at(-1)!.length
    }
    queue = queue.slice(taken)
    return { bytes: frames.length === 1 ? frames[0]! : Buffer.concat(frames), last, records: taken, done }
  }

  async function run(): Promise<void> {
    while ((batch || queue.length > 0) && !closed) {
      try {
        if (!file || (!batch && position >= segmentBytes && segments.at(-1)! <= written.version)) await roll()
        batch ??= encodeBatch()
        await file!.write(batch.bytes, position)
      } catch (failure) {
        if (closed) return
        if (!full) log.error({ document, error: failure }, isFull(failure) ? 'There is no room for a document’s journal; it is tried again' : 'A document’s journal could not be written; it is tried again')
        setFull(true)
        await file?.truncate(position).catch(() => {})
        await new Promise<void>((resolve) => {
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
      writes++
      dirty = true
      setFull(false)
      for (const after of done) after()
      void sync()
    }
  }

  function start(): void {
    if (running || closed) return
    // In a later turn, so that what is committed in this one is written together.
    running = Promise.resolve().then(run).finally(() => {
      running = null
      if (queue.length > 0 || batch) start()
    })
  }

  async function sync(): Promise<void> {
    if (syncing || !dirty || !file || closed) return
    syncing = true
    dirty = false
    const upTo = written.version
    const count = writes
    try {
      await file.datasync()
      syncedWrites = count
      durable = Math.max(durable, upTo)
      const due = syncWaiters.filter((waiter) => waiter.count <= count)
      syncWaiters = syncWaiters.filter((waiter) => waiter.count > count)
      for (const { resolve } of due) resolve()
      for (const listener of durableListeners) listener(durable)
    } catch (failure) {
      dirty = true
      if (!closed) log.error({ document, error: failure }, 'A document’s journal could not be made durable; it is tried again')
      await new Promise<void>((resolve) => void clock.after(retryAfter, resolve))
    } finally {
      syncing = false
    }
    if (dirty) void sync()
  }

  function append(item: Appended, done?: () => void): void {
    queue.push({ item, done })
    start()
  }

  async function segmentEntries(first: number): Promise<Entry[]> {
    if (cached?.first === first) return cached.entries
    const bytes = await storage.read(path(segmentName(first)))
    const entries: Entry[] = []
    let at: { version: number; chain: Chain } = { version: first - 1, chain: [0, 0] }
    readRecords(bytes ?? new Uint8Array(), newSegmentState(), (record) => {
      if (record.kind === 'head') at = { version: record.head.version, chain: chainOf(record.head.chain) }
      if (record.kind !== 'change') return
      const entry = entryOf(record, at)
      entries.push(entry)
      at = entry
    })
    if (segments.at(-1) !== first) cached = { first, entries }
    return entries
  }

  /** Versions `from` to `to`, both included, all of them written. */
  async function entries(from: number, to: number): Promise<Entry[]> {
    const result: Entry[] = []
    for (let i = segmentOf(segments, from); i < segments.length && segments[i]! <= to; i++) {
      for (const entry of await segmentEntries(segments[i]!)) if (entry.version >= from && entry.version <= to) result.push(entry)
    }
    return result
  }

  const journal = {
    append,
    entries,
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
    /** The first version of each segment. */
    get segments(): readonly number[] {
      return segments
    },
    onDurable(listener: (version: number) => void): () => void {
      durableListeners.add(listener)
      return () => void durableListeners.delete(listener)
    },
    onFull(listener: (full: boolean) => void): () => void {
      fullListeners.add(listener)
      return () => void fullListeners.delete(listener)
    },
    /** Resolves when everything appended up to now is written and durable. */
    async sync(): Promise<void> {
      if (queue.length > 0 || batch) {
        const { promise, resolve } = Promise.withResolvers<void>()
        if (queue.length > 0) queue.at(-1)!.done = after(queue.at(-1)!.done, resolve)
        else batch!.done.push(resolve)
        await Promise.race([promise, ending.promise])
      }
      if (closed) throw new Error('the journal was closed before everything was written')
      if (syncedWrites >= writes && !dirty) return
      const { promise, resolve } = Promise.withResolvers<void>()
      syncWaiters.push({ count: writes, resolve })
      void sync()
      await Promise.race([promise, ending.promise])
      if (closed && syncedWrites < writes) throw new Error('the journal was closed before everything was durable')
    },
    /** Keeps the whole state that everything appended up to now leads to, so that reading begins there. */
    async snapshot(state: History): Promise<void> {
      journalBytes = 0
      await journal.sync()
      await storage.replace(path(snapshotName(state.version)), encodeSnapshot(state, clock.now()))
      if (!snapshots.includes(state.version)) snapshots = [...snapshots, state.version].sort((a, b) => a - b)
    },
    /** The text of any version, the newest snapshot before it brought forward. */
    async textAt(version: number): Promise<Text> {
      for (const at of snapshots.filter((one) => one <= version).reverse()) {
        const snapshot = decodeSnapshot((await storage.read(path(snapshotName(at)))) ?? new Uint8Array())
        if (snapshot) return (await entries(at + 1, version)).reduce((text, { changes }) => changes.apply(text), snapshot.text)
      }
      return (await entries(1, version)).reduce((text, { changes }) => changes.apply(text), Text.empty)
    },
    /** Writes and syncs what is left, and lets go of the files. What cannot be written is given up. */
    async close(): Promise<void> {
      if (closed) return
      if (!full) await journal.sync()
      closed = true
      ending.resolve()
      wake?.()
      await running
      await file?.close()
      file = null
    },
  }
  return { journal, history, fresh }
}

function after(one: (() => void) | undefined, other: () => void): () => void {
  return () => {
    one?.()
    other()
  }
}

/** Index of the segment that holds `version`. */
function segmentOf(segments: readonly number[], version: number): number {
  let index = segments.findLastIndex((first) => first <= version)
  if (index < 0) index = 0
  return index
}

type Recovered = {
  history: History
  segments: number[]
  snapshots: number[]
  bytesSinceSnapshot: number
  /** The segment to go on with: its good end, and what its records are relative to. */
  open: { first: number; end: number; state: SegmentState } | null
}

/** The newest whole snapshot, and what the segments say after it. Only the last segment may be torn; its bad tail is cut off. */
async function recover({ storage, directory }: { storage: Storage; directory: string }): Promise<Recovered | 'damaged' | null> {
  const names = await storage.list(directory)
  const segments = names.filter((name) => /^j-\d{10}\.log$/.test(name)).map(numberIn).sort((a, b) => a - b)
  const snapshots = names.filter((name) => /^s-\d{10}\.gz$/.test(name)).map(numberIn).sort((a, b) => a - b)
  if (segments.length === 0 && snapshots.length === 0) return null

  let history: History | null = null
  let usable: number[] = []
  for (const version of snapshots.toReversed()) {
    const snapshot = decodeSnapshot((await storage.read(`${directory}/${snapshotName(version)}`)) ?? new Uint8Array())
    if (snapshot && !history) history = snapshot
    if (snapshot) {
      usable = snapshots.filter((one) => one <= version)
      break
    }
  }
  let replay = history ? replayer(history) : null
  let open: Recovered['open'] = null
  let kept = segments
  let bytesSinceSnapshot = 0
  for (let i = segmentOf(segments, history?.version ?? 0); i < segments.length; i++) {
    const first = segments[i]!
    const last = i === segments.length - 1
    const bytes = (await storage.read(`${directory}/${segmentName(first)}`)) ?? new Uint8Array()
    const state = newSegmentState()
    let records = 0
    let headed = false
    let wrong = false
    const end = readRecords(bytes, state, (record) => {
      if (record.kind === 'head') {
        headed = true
        if (!history) {
          history = emptyHistory(record.head.lineage)
          replay = replayer(history)
        }
        records = record.head.records
        wrong = record.head.lineage !== history.lineage || records > history.records
        return !wrong
      }
      if (!headed) return false
      if (record.kind === 'session') history!.authors.set(record.session, record.author)
      else if (++records > history!.records) replay!(record)
      return
    })
    if (wrong || (!last && end < bytes.length)) return 'damaged'
    if (!headed) {
      if (!last) return 'damaged'
      // The process ended before the segment's first record was whole: nothing in it was ever acknowledged.
      kept = segments.slice(0, -1)
      await storage.remove(`${directory}/${segmentName(first)}`)
      break
    }
    bytesSinceSnapshot += end
    if (last) open = { first, end, state }
  }
  if (!history) return kept.length === 0 && snapshots.length === 0 ? null : 'damaged'
  return { history, segments: kept, snapshots: usable, bytesSinceSnapshot, open }
}
