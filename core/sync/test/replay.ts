import { Text } from '@codemirror/state'
import { decodeChanges } from '@stoa/sdk/document'
import { newSegmentState, readRecords } from '../records.ts'

/** Replays a journal from its bytes alone, without the code under test that keeps documents: the text it leads to, and each session's edits in order. */
export function entriesIn(files: ReadonlyMap<string, { bytes: Buffer }>): {
  text: string
  sequences: Map<string, number[]>
  versions: number
} {
  let text = Text.empty
  let versions = 0
  const sequences = new Map<string, number[]>()
  for (const [path, { bytes }] of [...files].sort(([a], [b]) => (a < b ? -1 : 1))) {
    if (!/\/j-\d+\.log$/.test(path)) continue
    readRecords(bytes, newSegmentState(), record => {
      if (record.kind !== 'change') return
      text = decodeChanges(record.changes).apply(text)
      versions++
      sequences.set(record.session, [...(sequences.get(record.session) ?? []), record.sequence])
    })
  }
  return { text: text.toString(), sequences, versions }
}
