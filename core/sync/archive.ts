import type { Text } from '@codemirror/state'
import { chainOf, chainText, textOf, type Chain } from '@stoa/sdk/document'
import {
  compressSnapshot,
  decodeSnapshot,
  emptyHistory,
  encodeSnapshot,
  entryOf,
  replayer,
  snapshotText,
  type Entry,
  type History,
} from './history.ts'
import { GapBuffer } from './gapbuffer.ts'
import { decodePack, encodePack, packStrokes, throughPack, type Pack } from './pack.ts'
import { newSegmentState, readRecords, type Head, type JournalRecord } from './records.ts'
import { packName, segmentName, snapshotName, type Piece } from './recovery.ts'
import type { Storage } from './storage.ts'
import { segmentStrokes, type Stroke } from './strokes.ts'

/** A pack is made when the closed segments have so many bytes, or as many as the text, so that a version is never far from a snapshot. */
export const packBytes = 1 << 20
/** A document that is laid down with less than this in closed segments leaves them as they are. */
const closingBytes = 64 * 1024

/** The folder of a journal, which moves when the file is renamed: not while something is being put into it. */
export type JournalPlace = ReturnType<typeof journalPlace>

/** The folder of a journal. */
export function journalPlace({ storage, directory: first }: { storage: Storage; directory: string }) {
  let directory = first
  let moving: Promise<void> = Promise.resolve()
  const working = new Set<Promise<unknown>>()
  return {
    get directory() {
      return directory
    },
    path: (name: string): string => `${directory}/${name}`,
    /** Does what needs the folder to stay where it is. */
    steady<T>(work: () => Promise<T>): Promise<T> {
      const mine = moving.then(work)
      const over: Promise<unknown> = mine.then(
        () => working.delete(over),
        () => working.delete(over),
      )
      working.add(over)
      return mine
    },
    /** Puts the folder elsewhere. What lies there already, of a file that is gone, is kept beside it under `aside`. */
    moveTo(to: string, aside: string): Promise<void> {
      const moved = Promise.all([moving, ...working]).then(async () => {
        if (to === directory) return
        if ((await storage.list(to)).length > 0) await storage.rename(to, aside)
        await storage.rename(directory, to)
        directory = to
      })
      moving = moved.catch(() => undefined)
      return moved
    },
  }
}

export type Archive = ReturnType<typeof createArchive>

/** The written history of one document: segments, packs and snapshots, and any version out of them. The last segment is being written. */
export function createArchive({
  storage,
  place,
  pieces: found,
  snapshots: kept,
  limit = packBytes,
}: {
  storage: Storage
  place: JournalPlace
  pieces: readonly Piece[]
  snapshots: readonly number[]
  limit?: number
}) {
  let pieces = found
  let snapshots = kept
  let cached: { name: string; entries: Entry[] } | null = null
  // Where the last text was read, since whoever looks at one version often looks at a later one next.
  let reading: { piece: Piece; text: GapBuffer; at: number; forward(upTo: number): void } | null = null
  let packing: Promise<void> | null = null
  const { path } = place

  /** Null if the piece has been packed meanwhile. */
  async function load(piece: Piece): Promise<Pack | null> {
    const bytes = await storage.read(path(piece.name))
    if (!bytes) return null
    if (piece.last !== null) return decodePack(bytes)
    let head: Head | null = null
    const records: JournalRecord[] = []
    readRecords(bytes, newSegmentState(), record => {
      if (record.kind === 'head') head = record.head
      else records.push(record)
    })
    return head && { head, records }
  }

  async function entriesOf(piece: Piece): Promise<Entry[] | null> {
    if (cached?.name === piece.name) return cached.entries
    const pack = await load(piece)
    if (!pack) return null
    let at: { version: number; chain: Chain } = { version: pack.head.version, chain: chainOf(pack.head.chain) }
    const entries: Entry[] = []
    for (const record of pack.records) if (record.kind === 'change') entries.push((at = entryOf(record, at) as Entry))
    if (piece !== pieces.at(-1)) cached = { name: piece.name, entries }
    return entries
  }

  async function entries(from: number, to: number): Promise<Entry[]> {
    const result: Entry[] = []
    for (let next = from; next <= to;) {
      const index = pieces.findLastIndex(({ first }) => first <= next)
      const piece = pieces[index]
      if (!piece) break
      const all = await entriesOf(piece)
      // Packed while it was asked for: it is looked up again.
      if (!all && !pieces.includes(piece)) continue
      const some = (all ?? []).filter(({ version }) => version >= next && version <= to)
      for (const entry of some) result.push(entry)
      if (some.length === 0) break
      next = some.at(-1)!.version + 1
    }
    return result
  }

  async function textAt(version: number): Promise<Text> {
    if (reading && pieces.includes(reading.piece) && reading.at <= version && version <= reading.piece.last!) {
      reading.forward(version)
      reading.at = version
      return textOf(reading.text.toString())
    }
    let start: string | null = null
    let from = 0
    for (const at of snapshots.filter(one => one <= version).reverse()) {
      start = snapshotText((await storage.read(path(snapshotName(at)))) ?? new Uint8Array())
      from = at
      if (start !== null) break
    }
    if (start === null) from = 0
    const text = new GapBuffer(start ?? '')
    const asked = pieces
    for (const [index, piece] of asked.entries()) {
      const next = asked[index + 1]?.first ?? Number.POSITIVE_INFINITY
      if (piece.first > version || next <= from + 1) continue
      const bytes = await storage.read(path(piece.name))
      // Packed while it was asked for.
      if (!bytes) return textAt(version)
      if (piece.last !== null) {
        const forward = await throughPack(bytes, { text, after: from })
        forward(version)
        if (version <= piece.last) reading = { piece, text, at: version, forward }
      } else {
        let at = piece.first - 1
        readRecords(bytes, newSegmentState(), record => {
          if (record.kind === 'change' && ++at > from && at <= version) text.change(record.changes)
        })
      }
    }
    return textOf(text.toString())
  }

  async function walk({ after, upTo }: { after: number; upTo: number }, each: (stroke: Stroke) => void): Promise<void> {
    for (let next = after + 1; next <= upTo;) {
      const piece = pieces.findLast(({ first }) => first <= next)
      const bytes = piece && (await place.steady(() => storage.read(path(piece.name))))
      if (piece && !bytes && !pieces.includes(piece)) continue // Packed while it was asked for.
      const from = next
      for (const stroke of bytes ? (piece.last === null ? segmentStrokes(bytes, from) : await packStrokes(bytes, from)) : []) {
        if (stroke.version > upTo) return
        each(stroke)
        next = stroke.version + 1
        if ((next - from) % atOnce === 0) await new Promise<void>(resolve => setImmediate(resolve))
      }
      if (next === from) throw new Error(`version ${next} is not in the journal`)
    }
  }

  async function pack(least: number, text: number): Promise<void> {
    const most = Math.max(limit, text)
    const closed = pieces.slice(0, -1)
    let from = closed.findIndex(({ last }) => last === null)
    if (from < 0) return
    let size = 0
    for (const { name } of closed.slice(from)) size += (await storage.read(path(name)))?.length ?? 0
    if (size < Math.min(least, most)) return
    // A pack that came out small, when the document was laid down, is taken up again.
    const before = closed[from - 1]
    if (before && ((await storage.read(path(before.name)))?.length ?? 0) * packs < most) from--
    const parts = closed.slice(from)
    const known = new Set<string>()
    const records: JournalRecord[] = []
    let head: Head | null = null
    for (const part of parts) {
      const loaded = await load(part)
      if (!loaded) return
      head ??= loaded.head
      for (const record of loaded.records) {
        if (record.kind === 'session' && known.has(record.session)) continue
        if (record.kind === 'session') known.add(record.session)
        records.push(record)
      }
    }
    const first = parts[0]!.first
    const last = pieces[from + parts.length]!.first - 1
    const packed: Piece = { name: packName(first, last), first, last }
    const bytes = await encodePack({ head: head!, records })
    await storage.replace(path(packed.name), bytes)
    pieces = [...pieces.slice(0, from), packed, ...pieces.slice(from + parts.length)]
    for (const { name } of parts) if (name !== packed.name) await storage.remove(path(name))
    // Snapshots inside of it only took room; those at its ends stay.
    const inside = snapshots.filter(version => version >= first && version < last && version !== snapshots.at(-1))
    snapshots = snapshots.filter(version => !inside.includes(version))
    for (const version of inside) await storage.remove(path(snapshotName(version)))
    // From the newest back to the first that is compressed already.
    for (const version of snapshots.slice(0, -1).reverse()) {
      const smaller = await compressSnapshot((await storage.read(path(snapshotName(version)))) ?? new Uint8Array())
      if (!smaller) break
      await storage.replace(path(snapshotName(version)), smaller)
    }
  }

  /** The whole state at a version that is written. */
  async function historyAt(version: number, lineage: string): Promise<History> {
    let history: History | null = null
    for (const at of snapshots.filter(one => one <= version).reverse())
      history ??= decodeSnapshot((await storage.read(path(snapshotName(at)))) ?? new Uint8Array())
    const state = history ?? emptyHistory(lineage)
    const replay = replayer(state)
    for (const piece of pieces) {
      if (state.version === version) break
      const loaded = (piece.last ?? Number.POSITIVE_INFINITY) > state.version ? await load(piece) : null
      if (!loaded) continue
      let count = loaded.head.records
      for (const record of loaded.records) {
        if (record.kind === 'session') state.authors.set(record.session, record.author)
        else if (++count > state.records) {
          if (record.kind === 'change' && state.version === version) break
          replay(record)
        }
      }
    }
    return state
  }

  /** What is left of a piece that begins before a version and ends behind it. */
  async function cut(piece: Piece, end: number, at: History): Promise<Piece> {
    const { head, records } = (await load(piece))!
    let count = head.records
    const kept = records.filter(record => record.kind === 'session' || ++count > at.records)
    const name = packName(at.version + 1, end)
    const rest = { head: { ...head, version: at.version, chain: chainText(at.chain), records: at.records }, records: kept }
    await storage.replace(path(name), await encodePack(rest))
    return { name, first: at.version + 1, last: end }
  }

  async function forget({ before, lineage, now }: { before: number; lineage: string; now: number }): Promise<void> {
    const state = await historyAt(before, lineage)
    if (state.version !== before) throw new Error(`version ${before} is not in the journal`)
    await storage.replace(path(snapshotName(before)), encodeSnapshot(state, now))
    const gone: string[] = []
    const left: Piece[] = []
    for (const [index, piece] of pieces.entries()) {
      const end = (pieces[index + 1]?.first ?? Number.POSITIVE_INFINITY) - 1
      if (piece.first > before) left.push(piece)
      else {
        gone.push(piece.name)
        if (end > before) left.push(await cut(piece, end, state))
      }
    }
    pieces = left
    gone.push(...snapshots.filter(version => version < before).map(snapshotName))
    snapshots = [before, ...snapshots.filter(version => version > before)]
    cached = reading = null
    for (const name of gone) await storage.remove(path(name))
    for (const name of await storage.list(place.directory)) if (name.startsWith('torn-')) await storage.remove(path(name))
    // Histories that were put aside may say it, too.
    for (const aside of await storage.asides(place.directory)) await storage.remove(aside)
  }

  return {
    /** The first version of each piece. */
    get starts(): readonly number[] {
      return pieces.map(({ first }) => first)
    },
    /** A segment was begun that goes on with this version. */
    begun(first: number): void {
      if (pieces.at(-1)?.first !== first) pieces = [...pieces, { name: segmentName(first), first, last: null }]
    },
    snapshotKept(version: number): void {
      if (!snapshots.includes(version)) snapshots = [...snapshots, version].sort((a, b) => a - b)
    },
    /** Versions `from` to `to`, both included, as far as they are written. */
    entries,
    /** Calls `each` with every version after one and up to another, as far back as there are any. Other work has its turn in between. */
    walk,
    /** The text of any version, the newest snapshot before it brought forward. */
    textAt,
    /**
     * Removes everything that was before a version, whose text stays the first that can be read. All versions up to the newest must be closed. Done
     * again after a crash, it does what was left.
     */
    forget: (what: { before: number; lineage: string; now: number }): Promise<void> =>
      (packing ?? Promise.resolve()).then(() => place.steady(() => forget(what))),
    /**
     * Packs the closed segments once there are enough of them; `closing` lowers what is enough. `text` is the length of the text. What was packed is removed
     * only after the pack is durable; a crash in between leaves both, and the pack counts.
     */
    pack({ text, closing = false }: { text: number; closing?: boolean }): Promise<void> {
      packing ??= place.steady(() => pack(closing ? closingBytes : Number.POSITIVE_INFINITY, text)).finally(() => (packing = null))
      return packing
    },
  }
}

/** Versions that are walked through before other work has its turn. */
const atOnce = 4_000
/** About how much smaller a pack is than its segments. */
const packs = 20
