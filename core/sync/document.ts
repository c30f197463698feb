import type { ChangeSet, Text } from '@codemirror/state'
import type { Stop } from '@stoa/sdk/contract'
import { chainStart, createRunningText, encodeChanges, sameChain, type Chain } from '@stoa/sdk/document'
import type { Clock, Log } from '@stoa/sdk/hub'
import { authorityRules, createAuthority, mapAtOnce, type AuthorityRules } from './authority.ts'
import { refusal } from './errors.ts'
import { edited, merged, notSaved, saved, saving, type FileMemory } from './filememory.ts'
import type { Entry, History } from './history.ts'
import { openJournal } from './journal.ts'
import type { Author, TextFormat } from './records.ts'
import type { Storage } from './storage.ts'

/** The most UTF-16 units of a document; a worksheet carries its outputs and may have more. */
export const documentLimit = 10 << 20
export const worksheetLimit = 64 << 20

export type LiveDocument = Awaited<ReturnType<typeof openLiveDocument>>
export type LiveOptions = {
  path: string
  storage: Storage
  directory: string
  limit: number
  /** Tells one boot of the machine from another: what was written under another may not have reached the disk. */
  boot: string
  clock: Clock
  log: Log
  newLineage(): string
  rules?: AuthorityRules
  /** Only tests have other measures: of the journal's growth until a snapshot, and of closed segments until a pack, in bytes. */
  sizes?: { snapshot: number; pack: number }
}

/** A snapshot is due when the journal has grown by this since the last one, or by the size of the text if that is more. */
const snapshotBytes = 256 * 1024
/** A document that changed less than this since its last snapshot is closed without another. */
const closingBytes = 4 * 1024

/**
 * The one order of a document's changes: takes edits, keeps them in the journal, and only then tells. What the file has to do with it is
 * `disk.ts`; who is connected, `members.ts`.
 */
export async function openLiveDocument({
  path: first,
  storage,
  directory,
  limit,
  boot,
  clock,
  log,
  newLineage,
  rules = authorityRules,
  sizes,
}: LiveOptions) {
  const { journal, history, fresh } = await openJournal({
    storage,
    directory,
    document: first,
    clock,
    log,
    newLineage,
    ...(sizes && { packBytes: sizes.pack }),
  })
  let path = first
  const authority = createAuthority({ ...history, path: first, limit, rules })
  const { lineage, authors, epochs } = history
  let records = history.records
  let file = history.file
  const shownText = createRunningText(history.text)
  const shown = {
    version: history.version,
    chain: history.chain,
    get text() {
      return shownText.text
    },
  }
  let snapshotting: Promise<void> | null = null
  let closed = false
  const listeners = new Set<(entry: Entry) => void>()
  const anchors = new Set<{ move(changes: ChangeSet): void }>()
  // Resolved in order, as versions come to be in the journal.
  let waiting: { version: number; resolve(): void }[] = []

  const lost = !history.ended && history.boot !== '' && history.boot !== boot
  const epoch = (epochs.at(-1)?.epoch ?? 0) + (lost || epochs.length === 0 ? 1 : 0)
  if (lost || epochs.length === 0) epochs.push({ epoch, version: history.version })
  remember({ kind: 'begin', epoch, boot, version: history.version, time: clock.now() })

  function remember(record: Extract<Parameters<typeof journal.append>[0], { record: unknown }>['record'], done?: () => void): void {
    records++
    journal.append({ record }, done)
  }

  function append(entry: Entry, author: Author): void {
    records++
    if (!authors.has(entry.session)) authors.set(entry.session, author)
    for (const anchor of anchors) anchor.move(entry.changes)
    journal.append({ entry, author }, () => {
      shownText.apply(entry.changes)
      shown.version = entry.version
      shown.chain = entry.chain
      for (const listener of [...listeners]) listener(entry)
      const due = waiting.filter(one => one.version <= entry.version)
      waiting = waiting.filter(one => one.version > entry.version)
      for (const { resolve } of due) resolve()
      if (journal.bytesSinceSnapshot > (sizes?.snapshot ?? Math.max(snapshotBytes, shownText.length))) void snapshot()
    })
  }

  /** Makes changes of the text of this moment the next version; it is told once it is in the journal. */
  function commit({
    session,
    sequence,
    author,
    changes,
    encoded,
  }: {
    session: string
    sequence?: number
    author: Author
    changes: ChangeSet
    encoded?: Uint8Array
  }): Entry {
    authority.check(changes)
    const entry = authority.commit({
      session,
      sequence: sequence ?? authority.nextSequence(session),
      changes,
      ...(encoded && { encoded }),
      time: clock.now(),
    })
    file = edited(file, entry.changes)
    append(entry, author)
    return entry
  }

  /** Resolves when everything up to here survives a loss of power; rejects with `disk_full` when there is no room for it. */
  async function kept(): Promise<void> {
    try {
      await journal.sync()
    } catch (failure) {
      throw journal.full ? refusal.diskFull(path) : failure
    }
  }

  function written(version: number): Promise<void> {
    if (shown.version >= version) return Promise.resolve()
    return new Promise(resolve => waiting.push({ version, resolve }))
  }

  async function submit({
    session,
    author,
    sequence,
    base,
    changes,
    encoded,
    alive,
  }: {
    session: string
    author: Author
    sequence: number
    base: number
    changes: ChangeSet
    /** The same, as they came. */
    encoded?: Uint8Array
    /** Whether whoever submits is still attached; a fenced session's late edits are nobody's. */
    alive(): boolean
  }): Promise<number> {
    let mapped = changes
    let at = base
    let first = true
    for (;;) {
      if (!alive()) throw refusal.fenced()
      const known = authority.admit(session, sequence)
      if (known === 'repeated') {
        const last = authority.last.get(session)
        if (last?.sequence !== sequence) return 0
        await written(last.version)
        return last.version
      }
      if (known === 'gap') throw refusal.sequenceGap(sequence, authority.last.get(session)?.sequence ?? 0)
      if (at < journal.first) throw refusal.forgotten(at, journal.first)
      if (at > authority.version) throw refusal.badEdit(`it is based on version ${at}, and the newest is ${authority.version}`)
      if (at === authority.version) break
      // Between long stretches other work has its turn; whoever waits is asked again whether he is still there.
      if (!first) await new Promise<void>(resolve => setImmediate(resolve))
      first = false
      const to = Math.min(authority.version, at + mapAtOnce)
      for (const entry of await entries(at + 1, to)) {
        if (mapped.length !== entry.changes.length)
          throw refusal.badEdit(`it is for a text of ${mapped.length} characters, and version ${at} has ${entry.changes.length}`)
        mapped = authority.over(mapped, session, entry)
      }
      at = to
    }
    const { version } = commit({ session, sequence, author, changes: mapped, ...(mapped === changes && encoded && { encoded }) })
    await written(version)
    return version
  }

  /** Versions `from` to `to`: from memory as far as it goes back, else from the journal. Synchronous work where nothing must be read. */
  function entries(from: number, to: number): readonly Entry[] | Promise<readonly Entry[]> {
    const recent = (start: number): Entry[] => {
      const found: Entry[] = []
      for (let version = start; version <= to; version++) found.push(authority.entry(version)!)
      return found
    }
    const { tailStart } = authority
    if (from >= tailStart) return recent(from)
    const last = Math.min(to, tailStart - 1)
    return journal.entries(from, last).then(old => {
      if (old.length !== last - from + 1) throw new Error(`versions ${from} to ${last} of ${path} are not all in the journal`)
      return to > last ? [...old, ...recent(last + 1)] : old
    })
  }

  async function chainAt(version: number): Promise<Chain | null> {
    if (version === shown.version) return shown.chain
    if (version > shown.version || (journal.first > 0 && version <= journal.first)) return null
    if (version === 0) return chainStart(lineage)
    return (await entries(version, version))[0]?.chain ?? null
  }

  function state(): History {
    return {
      lineage,
      epochs,
      boot,
      authors,
      version: authority.version,
      chain: authority.chain,
      records,
      text: authority.text,
      last: new Map(authority.last),
      file,
      ended: false,
    }
  }
  function snapshot(): Promise<void> {
    // While the file is being replaced it is not certain what it has, and a snapshot says only one.
    if (closed || file.earlier) return Promise.resolve()
    snapshotting ??= (async () => {
      try {
        await journal.snapshot(state())
        await journal.pack({ text: authority.length })
      } catch (error) {
        if (!closed) log.warn({ document: path, error }, 'A snapshot could not be written; the journal alone holds the document')
      } finally {
        snapshotting = null
      }
    })()
    return snapshotting
  }

  return {
    get path() {
      return path
    },
    lineage,
    epoch,
    epochs,
    limit,
    /** Whether there was no history: the file's text is still to be taken in. */
    fresh,
    /** The text of now, with what is still on its way to the journal. */
    get text() {
      return authority.text
    },
    get version() {
      return authority.version
    },
    /** The newest version that may be told. */
    get shown() {
      return shown
    },
    get durable() {
      return journal.durable
    },
    get full() {
      return journal.full
    },
    get pieces() {
      return journal.starts
    },
    onDurable: journal.onDurable,
    onFull: journal.onFull,
    authorOf: (session: string): Author => authors.get(session) ?? { id: session, name: session },
    /** The last edit of a session. */
    lastOf: (session: string) => authority.last.get(session),
    submit,
    commit,
    written,
    kept,
    entries,
    /** Calls `each` with the versions after one and up to another, in order; up to the one that is shown they are all written. */
    walk: journal.walk,
    async textAt(version: number): Promise<Text> {
      if (version === shown.version) return shown.text
      if (version < journal.first) throw refusal.forgotten(version, journal.first)
      return journal.textAt(version)
    },
    /** The first version whose text can be read, and what an owner had removed before it. */
    get first() {
      return journal.first
    },
    get forgotten() {
      return journal.forgotten
    },
    /** Removes the history before a version that is written. The file must not be in the midst of being saved. */
    async forget({ before, by }: { before: number; by: Author }): Promise<void> {
      if (before > shown.version) throw refusal.noVersion(before, shown.version)
      if (before < journal.first) throw refusal.forgotten(before, journal.first)
      await journal.forget({ before, by, state: state() })
      authority.forget(before)
    },
    /** Whether the history up to `version` is the one that whoever asks has. */
    async knows(version: number, chain: Chain): Promise<boolean> {
      const known = await chainAt(version)
      return known !== null && sameChain(known, chain)
    },
    chainAt,
    /** Hears each version once it is in the journal and is the one that is shown. */
    onCommit(listener: (entry: Entry) => void): Stop {
      listeners.add(listener)
      return () => void listeners.delete(listener)
    },
    /** Has its position moved with each change as it is committed. */
    follow(anchor: { move(changes: ChangeSet): void }): Stop {
      anchors.add(anchor)
      return () => void anchors.delete(anchor)
    },

    /** What is known of the file, in step with the text of now. */
    get file(): FileMemory {
      return file
    },
    /**
     * The file is about to hold the text of now; rejects with `disk_full`, after which say `notSaved`. Resolves when the journal up to here
     * survives a loss of power: a file with text that the history has lost would bring it back as somebody else's.
     */
    saving({ hash, format }: { hash: string; format: TextFormat }): Promise<void> {
      file = saving(file, { text: authority.text, hash, format })
      remember({ kind: 'saving', hash, format })
      return kept()
    },
    saved(): void {
      file = saved(file)
      remember({ kind: 'saved' })
    },
    notSaved(): void {
      file = notSaved(file)
      remember({ kind: 'abandoned' })
    },
    /** Something else wrote the file: `difference` leads from what it was to what it is, `changes` is what comes of it here. */
    merge({
      difference,
      changes,
      hash,
      format,
      session,
      author,
    }: {
      difference: ChangeSet
      changes: ChangeSet
      hash: string
      format: TextFormat
      session: string
      author: Author
    }): Entry | null {
      const follows = !changes.empty
      if (follows) authority.check(changes)
      remember({ kind: 'merged', hash, format, difference: encodeChanges(difference), follows })
      file = merged(file, { difference, hash, format })
      if (!follows) return null
      const entry = authority.commit({ session, sequence: authority.nextSequence(session), changes, time: clock.now() })
      append(entry, author)
      return entry
    },

    snapshot,
    /** The file has another name now, and its history goes with it. */
    async moveTo({ path: to, directory }: { path: string; directory: string }): Promise<void> {
      path = to
      await journal.moveTo(directory)
    },
    /** Lays the journal down. What can't be written is given up: nobody was told of it. `pack` where there is time for it. */
    async close({ pack = false }: { pack?: boolean } = {}): Promise<void> {
      if (closed) return
      await snapshotting
      if (journal.bytesSinceSnapshot > closingBytes && !journal.full) await snapshot()
      if (pack)
        await journal
          .pack({ text: authority.length, closing: true })
          .catch((error: unknown) => log.warn({ document: path, error }, 'A journal could not be packed; it stays as it is'))
      closed = true
      remember({ kind: 'end', version: authority.version, time: clock.now() })
      await journal.close()
    },
  }
}
