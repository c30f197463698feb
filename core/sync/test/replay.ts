import { gunzipSync } from 'node:zlib'
import { Text } from '@codemirror/state'
import { decodeChanges } from '@stoa/sdk/document'
import { readPack } from '../pack.ts'
import { newSegmentState, readRecords, type JournalRecord } from '../records.ts'

/** Replays a journal from its bytes alone, without the code under test that keeps documents: the text it leads to, and each session's edits in order. */
export function entriesIn(files: ReadonlyMap<string, { bytes: Buffer }>): {
  text: string
  sequences: Map<string, number[]>
  versions: number
} {
  let text = Text.empty
  let versions = 0
  const sequences = new Map<string, number[]>()
  let packed = 0
  for (const [path, { bytes }] of [...files].sort(([a], [b]) => firstIn(a) - firstIn(b) || (a < b ? 1 : -1))) {
    // A crash in the midst of packing leaves both.
    if (firstIn(path) <= packed) continue
    packed = Number(/\/p-\d+-(\d+)/.exec(path)?.[1] ?? packed)
    const take = (record: JournalRecord): void => {
      if (record.kind !== 'change') return
      text = decodeChanges(record.changes).apply(text)
      versions++
      sequences.set(record.session, [...(sequences.get(record.session) ?? []), record.sequence])
    }
    if (/\/p-\d+-\d+\.gz$/.test(path)) readPack(gunzipSync(bytes)).records.forEach(take)
    else if (/\/j-\d+\.log$/.test(path)) readRecords(bytes, newSegmentState(), take)
  }
  return { text: text.toString(), sequences, versions }
}

const firstIn = (path: string): number => Number(/\/[jp]-(\d+)/.exec(path)?.[1] ?? 0)
