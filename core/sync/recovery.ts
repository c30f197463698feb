import { decodeSnapshot, emptyHistory, replayer, type History } from './history.ts'
import { decodePack } from './pack.ts'
import { newSegmentState, readRecords, type JournalRecord, type SegmentState } from './records.ts'
import type { Storage } from './storage.ts'

export const segmentName = (first: number): string => `j-${String(first).padStart(10, '0')}.log`
export const snapshotName = (version: number): string => `s-${String(version).padStart(10, '0')}.gz`
const numberIn = (name: string): number => Number(name.slice(2, 12))

export const packName = (first: number, last: number): string => `p-${String(first).padStart(10, '0')}-${String(last).padStart(10, '0')}.gz`

/** A stretch of the journal on its own: a segment, or a pack of several, which says up to which version it goes. */
export type Piece = { readonly name: string; readonly first: number; readonly last: number | null }

export type Recovered = {
  history: History
  pieces: Piece[]
  snapshots: number[]
  bytesSinceSnapshot: number
  /** The segment to go on with: its good end, what its records are relative to, and what lies behind the good end. */
  open: { first: number; end: number; state: SegmentState; tail: Uint8Array } | null
  /** What else lies there. */
  names: readonly string[]
}

/** The pieces of a journal in order. What a pack contains is not counted twice, if a crash left both. */
function piecesIn(names: readonly string[]): { pieces: Piece[]; left: string[] } {
  const all = names.flatMap((name): Piece[] => {
    const packed = /^p-(\d{10})-(\d{10})\.gz$/.exec(name)
    if (packed) return [{ name, first: Number(packed[1]), last: Number(packed[2]) }]
    return /^j-\d{10}\.log$/.test(name) ? [{ name, first: numberIn(name), last: null }] : []
  })
  const inside = (piece: Piece): boolean =>
    all.some(other => other !== piece && other.last !== null && other.first <= piece.first && other.last >= (piece.last ?? piece.first))
  return {
    pieces: all.filter(piece => !inside(piece)).sort((a, b) => a.first - b.first),
    left: all.filter(inside).map(({ name }) => name),
  }
}

/** Which piece to read first: the last that begins before the snapshot does, counted in records. */
async function startOf({
  pieces,
  history,
  bytesOf,
}: {
  pieces: readonly Piece[]
  history: History | null
  bytesOf(name: string): Promise<Uint8Array>
}): Promise<number> {
  if (!history) return 0
  const index = pieces.findLastIndex(({ first }) => first <= history.version + 1)
  const piece = pieces[index]
  if (index <= 0 || piece!.last !== null || piece!.first <= history.version) return Math.max(0, index)
  // It begins where the snapshot ends; whether it does so in every record, its head says.
  let covered = false
  readRecords(await bytesOf(piece!.name), newSegmentState(), record => {
    covered = record.kind === 'head' && record.head.records <= history.records
    return false
  })
  return covered ? index : index - 1
}

/**
 * What a process finds of a document's journal: the newest whole snapshot, and what the segments say after it. Only the last segment may be torn, and its bad
 * tail is not read. 'damaged' if it cannot be read otherwise, null if there is none.
 */
export async function recover(place: { storage: Storage; directory: string }): Promise<Recovered | 'damaged' | null> {
  try {
    return await readAll(place)
  } catch (failure) {
    // A record whose sum is right and whose content is not.
    if (failure instanceof RangeError) return 'damaged'
    throw failure
  }
}

async function readAll({ storage, directory }: { storage: Storage; directory: string }): Promise<Recovered | 'damaged' | null> {
  const names = await storage.list(directory)
  const { pieces, left } = piecesIn(names)
  const snapshots = names
    .filter(name => /^s-\d{10}\.gz$/.test(name))
    .map(numberIn)
    .sort((a, b) => a - b)
  if (pieces.length === 0 && snapshots.length === 0) return null
  for (const name of left) await storage.remove(`${directory}/${name}`)

  const read = new Map<string, Promise<Uint8Array>>()
  const bytesOf = (name: string): Promise<Uint8Array> => {
    const known = read.get(name) ?? storage.read(`${directory}/${name}`).then(bytes => bytes ?? new Uint8Array())
    read.set(name, known)
    return known
  }
  // Where all is well, the last of both is all that is needed.
  if (pieces.length > 0) void bytesOf(pieces.at(-1)!.name).catch(() => undefined)
  let history: History | null = null
  let usable: number[] = []
  for (const version of snapshots.toReversed()) {
    history = decodeSnapshot(await bytesOf(snapshotName(version)))
    if (!history) continue
    usable = snapshots.filter(one => one <= version)
    break
  }
  let replay = history ? replayer(history) : null
  let open: Recovered['open'] = null
  let kept = pieces
  let bytesSinceSnapshot = 0
  for (let i = await startOf({ pieces, history, bytesOf }); i < pieces.length; i++) {
    const { first, name, last: packedTo } = pieces[i]!
    const last = i === pieces.length - 1
    const bytes = await bytesOf(name)
    const state = newSegmentState()
    let records = 0
    let headed = false
    let wrong = false
    const take = (record: JournalRecord): boolean | void => {
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
    }
    if (packedTo !== null) {
      const { head, records: packed } = await decodePack(bytes)
      if (take({ kind: 'head', head }) !== false) packed.forEach(take)
      if (wrong) return 'damaged'
      continue
    }
    const end = readRecords(bytes, state, take)
    if (wrong || (!last && end < bytes.length)) return 'damaged'
    if (!headed) {
      if (!last) return 'damaged'
      // The process ended before the segment's first record was whole: nothing in it was ever acknowledged.
      kept = pieces.slice(0, -1)
      await storage.remove(`${directory}/${name}`)
      break
    }
    bytesSinceSnapshot += end
    if (last) open = { first, end, state, tail: bytes.slice(end) }
  }
  if (!history) return kept.length === 0 && snapshots.length === 0 ? null : 'damaged'
  return { history, pieces: kept, snapshots: usable, bytesSinceSnapshot, open, names }
}
