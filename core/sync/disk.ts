import type { ChangeSet } from '@codemirror/state'
import { stops, StoaError, type Stop } from '@stoa/sdk/contract'
import { difference, disk, type FileState } from '@stoa/sdk/document'
import type { Clock, Log } from '@stoa/sdk/hub'
import type { LiveDocument } from './document.ts'
import { refusal } from './errors.ts'
import { edited, mergedChanges, type FileMemory } from './filememory.ts'
import type { Aside, FilePort, FileStat } from './fileport.ts'
import { hashOf, readContent, writeContent, type Content } from './format.ts'
import { isFull } from './storage.ts'

/** Milliseconds: quiet after an edit before saving, and the longest that saving is put off. */
const saveAfter = 2_000
const saveLatest = 5_000
/** How often the file is looked at whatever the system says; between two looks that must agree; until a missing file counts as gone. */
const pollEvery = 3_000
const settleFor = 100
const settleMost = 2_000
const emptyFor = 1_000
const goneAfter = 1_500
/** How long a replaced file is watched for a program that still has it open. */
const asideFor = 3_000
const retryAfter = 2_000
const mostTries = 5

/** No text of so many UTF-16 units has a longer file. */
export const mostBytes = (units: number): number => units * 3 + 3

const diskAuthor = { id: disk, name: 'disk' }

/** A file's bytes and what it was when they were read. */
export type Found = { readonly bytes: Uint8Array; readonly stat: FileStat }

export type Disk = ReturnType<typeof keepOnDisk>

/**
 * Keeps a document and its file in step: unsaved changes applied to the file's text always give the document's. Changes from outside are merged in as
 * author `!disk`; what is typed is saved when it pauses, and no file is overwritten that says something else than what is known of it.
 */
export function keepOnDisk({
  live,
  port: firstPort,
  first,
  clock,
  log,
  changed,
  moved,
}: {
  live: LiveDocument
  port: FilePort
  /** What the file says at the beginning; null if there is none. */
  first: Found | null
  clock: Clock
  log: Log
  /** Called when `state` or `saved` is another. */
  changed(): void
  /** The file was found elsewhere in the project. Answers the port there, or null if it can't be followed. */
  moved(to: string): Promise<FilePort | null>
}) {
  const started = stops()
  let port = firstPort
  let known: FileStat | null = null
  let wrong: 'deleted' | 'undecodable' | 'too_large' | null = null
  let readonly = false
  let full = false
  let savedVersion = 0
  let closed = false
  let saveTimer: Stop | null = null
  let firstUnsaved: number | null = null
  let lookTimer: Stop | null = null
  let chain: Promise<unknown> = Promise.resolve()
  let told = ''
  const asides = new Set<{ memory: FileMemory; aside: Aside; hash: string; stop: Stop }>()

  /** One thing at a time happens to the file. */
  function exclusive<T>(work: () => Promise<T>): Promise<T> {
    const mine = chain.then(work)
    chain = mine.catch(() => undefined)
    return mine
  }
  const wait = (ms: number): Promise<void> => new Promise(resolve => void clock.after(ms, resolve))

  function state(): FileState {
    if (full || live.full) return 'disk_full'
    if (wrong) return wrong
    if (readonly) return 'readonly'
    return live.file.unsaved.empty && !live.file.earlier ? 'clean' : 'dirty'
  }
  function tell(): void {
    const now = `${state()} ${savedVersion}`
    if (now === told) return
    told = now
    changed()
  }

  function merge(changes: ChangeSet, content: Content, hash: string): void {
    live.merge({
      difference: changes,
      changes: mergedChanges(live.file, changes),
      hash,
      format: content.format,
      session: disk,
      author: diskAuthor,
    })
  }

  /** Takes in what the file says now. `stat` is what it was when it was read. */
  function take({ bytes, stat }: Found): void {
    known = stat
    readonly = !stat.writable
    const hash = hashOf(bytes)
    if (hash === live.file.hash) {
      wrong = null
      return
    }
    const content = readContent(bytes)
    wrong = !content ? 'undecodable' : content.text.length > live.limit ? 'too_large' : null
    if (!content || wrong) return
    merge(difference(live.file.text, content.text), content, hash)
    if (live.file.unsaved.empty) savedVersion = live.version
    else schedule()
  }

  /** Waits until two looks agree, since who writes in place is seen half-way. Null: it is gone for good. */
  async function settled(): Promise<FileStat | null> {
    const began = clock.elapsed()
    let last = await port.stat()
    for (;;) {
      if (last && last.id === known?.id) return last
      const passed = clock.elapsed() - began
      if (passed > (last === null ? goneAfter : last.size === 0 ? emptyFor + settleFor : settleMost)) return last
      await wait(settleFor)
      const next = await port.stat()
      if (next && next.id === last?.id && (next.size > 0 || clock.elapsed() - began > emptyFor)) return next
      last = next
    }
  }

  /** Goes on with the file under its new name, if it has one. */
  async function follow(): Promise<boolean> {
    const to = await port.moved()
    const next = to !== null && (await moved(to))
    if (!next) return false
    void stopWatching()
    await port.release()
    port = next
    stopWatching = port.watch(lookSoon)
    const read = await port.read()
    if (read) take(read)
    return true
  }

  /** Looks whether the file is what is known of it, and takes in what it says otherwise. */
  async function look({ settle = true } = {}): Promise<void> {
    try {
      const first = await port.stat()
      if (first && first.id === known?.id) {
        if (wrong === 'deleted') wrong = null
        return
      }
      if (!first && wrong === 'deleted') return
      const stat = settle ? await settled() : first
      if (closed) return
      if (stat && stat.size > mostBytes(live.limit)) {
        known = stat
        wrong = 'too_large'
        return
      }
      if (!stat && (await follow())) return
      const read = stat && (await port.read())
      if (read) take(read)
      else if (known) {
        known = null
        wrong = 'deleted'
      }
    } catch (failure) {
      const { code } = failure as NodeJS.ErrnoException
      if (code === 'not_file' || code === 'EISDIR' || code === 'EACCES' || code === 'ELOOP' || failure instanceof StoaError) {
        known = null
        wrong = 'undecodable'
      } else throw failure
    } finally {
      tell()
    }
  }
  function lookSoon(): void {
    if (closed || lookTimer) return
    lookTimer = clock.after(30, () => {
      lookTimer = null
      void exclusive(() => (closed ? Promise.resolve() : look())).catch((error: unknown) =>
        log.warn({ document: live.path, error }, 'A file could not be looked at'),
      )
    })
  }

  function schedule(): void {
    if (closed) return
    const now = clock.elapsed()
    firstUnsaved ??= now
    void saveTimer?.()
    saveTimer = clock.after(Math.max(0, Math.min(saveAfter, firstUnsaved + saveLatest - now)), () => {
      saveTimer = null
      save().catch((error: unknown) => {
        if (!(error instanceof StoaError)) log.warn({ document: live.path, error }, 'A document could not be saved; it is tried again')
        if (!closed) saveTimer ??= clock.after(retryAfter, () => schedule())
      })
    })
  }

  async function write(): Promise<void> {
    for (let tries = 0; tries < mostTries; tries++) {
      // What is typed while this goes on is for the next time.
      await look({ settle: tries === 0 })
      if (wrong === 'undecodable' || wrong === 'too_large') throw refusal.notWritable(live.path, wrong)
      if (readonly) throw refusal.readOnly(live.path)
      if (live.file.unsaved.empty && !live.file.earlier && known) return void (savedVersion = live.version)
      const { text, version, file: before } = live
      const { format } = before
      const bytes = writeContent({ text, format })
      const hash = hashOf(bytes)
      const expected = known
      if (live.full) throw refusal.diskFull(live.path)
      firstUnsaved = null
      let result: Awaited<ReturnType<FilePort['write']>>
      try {
        await live.saving({ hash, format })
        result = hash === before.hash && expected ? { stat: expected, aside: null } : await port.write(bytes, expected)
      } catch (failure) {
        live.notSaved()
        throw failed(failure)
      }
      if (result === 'changed') {
        live.notSaved()
        continue
      }
      // With the edits that were made while it was written.
      const replaced = live.file.earlier
      live.saved()
      known = result.stat
      savedVersion = version
      full = false
      if (wrong === 'deleted') wrong = null
      if (result.aside && replaced) watchAside(result.aside, replaced)
      if (!live.file.unsaved.empty) schedule()
      return
    }
    throw refusal.stillChanging(live.path)
  }
  function failed(failure: unknown): unknown {
    const { code } = failure as NodeJS.ErrnoException
    if (isFull(failure)) {
      full = true
      return refusal.diskFull(live.path)
    }
    if (code === 'EACCES' || code === 'EPERM' || code === 'EROFS') {
      readonly = true
      return refusal.readOnly(live.path)
    }
    if (code === 'ENOENT' || code === 'not_directory' || code === 'path_outside') {
      wrong = 'deleted'
      return refusal.notFound(live.path)
    }
    return failure
  }

  /** Makes the file contain at least what is here now; answers the version it contains. */
  function save(): Promise<number> {
    void saveTimer?.()
    saveTimer = null
    return exclusive(async () => {
      try {
        await write()
        return savedVersion
      } finally {
        tell()
      }
    })
  }

  /** A program that had the replaced file open may have written to it since: that is merged as if it had written to the new one. */
  function watchAside(aside: Aside, memory: FileMemory): void {
    const watched = { aside, memory, hash: memory.hash, stop: clock.after(asideFor, () => void exclusive(() => endAside(watched))) }
    asides.add(watched)
  }
  async function endAside(watched: { aside: Aside; memory: FileMemory; hash: string; stop: Stop }): Promise<void> {
    if (!asides.delete(watched)) return
    void watched.stop()
    try {
      const bytes = await watched.aside.read()
      if (hashOf(bytes) === watched.hash) return
      const content = readContent(bytes)
      if (!content) return
      const found = difference(watched.memory.text, content.text)
      if (!found.empty) live.commit({ session: disk, author: diskAuthor, changes: mergedChanges(watched.memory, found) })
    } catch (error) {
      log.warn({ document: live.path, error }, 'A replaced file could not be read again')
    } finally {
      await watched.aside.close().catch(() => undefined)
    }
  }

  /** After a crash: whether the replacement that was under way has happened shows in the file. */
  function recover(): void {
    const { earlier } = live.file
    if (!earlier) return
    const hash = first && hashOf(first.bytes)
    const content = first && readContent(first.bytes)
    const cost = (memory: FileMemory) => (content ? sizeOf(difference(memory.text, content.text)) : 0)
    if (hash === live.file.hash || (hash !== earlier.hash && content && cost(live.file) <= cost(earlier))) live.saved()
    else live.notSaved()
  }

  recover()
  started.add(live.follow({ move: changes => asides.forEach(watched => (watched.memory = edited(watched.memory, changes))) }))
  if (first) take(first)
  else wrong = 'deleted'
  if (live.file.unsaved.empty) savedVersion = live.version
  else if (first) schedule()
  started.add(
    live.onCommit(entry => {
      if (entry.session !== disk && !closed) schedule()
      tell()
    }),
  )
  started.add(live.onFull(() => tell()))
  let stopWatching = port.watch(lookSoon)
  started.add(() => stopWatching())
  started.add(clock.every(pollEvery, lookSoon))

  return {
    get state() {
      return state()
    },
    /** Whether edits are taken: the file may be written, or may be made again. */
    get editable() {
      return !readonly && wrong !== 'undecodable' && wrong !== 'too_large'
    },
    /** What the file was when it was read or written last. */
    get stat() {
      return known
    },
    /** The version that the file contains. */
    get saved() {
      return savedVersion
    },
    save,
    /** Looks at the file now instead of soon. */
    look: () => exclusive(() => look()),
    /** Does something while the file is neither read nor written. */
    meanwhile: <T>(work: () => Promise<T>): Promise<T> => exclusive(work),
    /** Where the file is now, if it has another name and nobody has noticed yet. */
    movedTo: () => port.moved(),
    /** Goes on with the file under its new name now instead of when it is missed. */
    follow: () => exclusive(async () => (closed ? false : follow().finally(tell))),
    /** Saves what can be saved, then lets go. */
    async close(): Promise<void> {
      if (closed) return
      void saveTimer?.()
      if (!live.file.unsaved.empty && wrong === null && !readonly)
        await save().catch((error: unknown) =>
          log.warn({ document: live.path, error }, 'A document could not be saved before it was closed; its journal has it'),
        )
      closed = true
      void saveTimer?.()
      void lookTimer?.()
      await started.stop()
      await exclusive(async () => {
        for (const watched of [...asides]) await endAside(watched)
        await port.release()
      })
    },
  }
}

function sizeOf(changes: ChangeSet): number {
  let units = 0
  changes.iterChangedRanges((fromA, toA, fromB, toB) => (units += toA - fromA + toB - fromB))
  return units
}
