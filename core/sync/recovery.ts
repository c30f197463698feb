import { decodeSnapshot, emptyHistory, replayer, type History } from './history.ts'
import { newSegmentState, readRecords, type SegmentState } from './records.ts'
import type { Storage } from './storage.ts'

export const segmentName = (first: number): string => `j-${String(first).padStart(10, '0')}.log`
export const snapshotName = (version: number): string => `s-${String(version).padStart(10, '0')}.gz`
const numberIn = (name: string): number => Number(name.slice(2, 12))

/** Index of the segment that holds `version`. */
export function segmentOf(segments: readonly number[], version: number): number {
  let index = segments.findLastIndex(first => first <= version)
  if (index < 0) index = 0
  return index
}

export type Recovered = {
  history: History
  segments: number[]
  snapshots: number[]
  bytesSinceSnapshot: number
  /** The segment to go on with: its good end, what its records are relative to, and what lies behind the good end. */
  open: { first: number; end: number; state: SegmentState; tail: Uint8Array } | null
}

/**
 * What a process finds of a document's journal: the newest whole snapshot, and what the segments say after it. Only the last segment may be torn, and its bad
 * tail is not read. 'damaged' if it cannot be read otherwise, null if there is none.
 */
export async function recover(place: { storage: Storage; directory: string }): Promise<Recovered | 'damaged' | null> {
  try {
    return await read(place)
  } catch (failure) {
    // A record whose sum is right and whose content is not.
    if (failure instanceof RangeError) return 'damaged'
    throw failure
  }
}

async function read({ storage, directory }: { storage: Storage; directory: string }): Promise<Recovered | 'damaged' | null> {
  const names = await storage.list(directory)
  const segments = names
    .filter(name => /^j-\d{10}\.log$/.test(name))
    .map(numberIn)
    .sort((a, b) => a - b)
  const snapshots = names
    .filter(name => /^s-\d{10}\.gz$/.test(name))
    .map(numberIn)
    .sort((a, b) => a - b)
  if (segments.length === 0 && snapshots.length === 0) return null

  let history: History | null = null
  let usable: number[] = []
  for (const version of snapshots.toReversed()) {
    history = decodeSnapshot((await storage.read(`${directory}/${snapshotName(version)}`)) ?? new Uint8Array())
    if (!history) continue
    usable = snapshots.filter(one => one <= version)
    break
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
    const end = readRecords(bytes, state, record => {
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
    if (last) open = { first, end, state, tail: bytes.slice(end) }
  }
  if (!history) return kept.length === 0 && snapshots.length === 0 ? null : 'damaged'
  return { history, segments: kept, snapshots: usable, bytesSinceSnapshot, open }
}
