import { ByteReader } from '@stoa/sdk/document'
import { newSegmentState, readRecords, type Author } from './records.ts'

/** What one version replaced: `deleted` units at `at` by a text in UTF-8 of so many `units`. `at` counts in the text as the splices before it left it. */
export type Splice = { readonly at: number; readonly deleted: number; readonly text: Uint8Array; readonly units: number }

/** One version as it is read where only what was written, by whom and when matters: no hash and no `ChangeSet` is made of it. */
export type Stroke = {
  readonly version: number
  readonly session: string
  readonly author: Author
  /** Milliseconds since 1970. */
  readonly time: number
  readonly splices: readonly Splice[]
}

/** Changes, as `encodeChanges` writes them, one splice after the other. */
export function splicesIn(changes: Uint8Array): Splice[] {
  const reader = new ByteReader(changes)
  const splices: Splice[] = []
  let at = 0
  while (!reader.ended) {
    const head = reader.number()
    const length = Math.floor(head / 2)
    if (head % 2 === 0) {
      at += length
      continue
    }
    const size = reader.number()
    const text = reader.bytes.subarray(reader.at, (reader.at += size))
    const units = unitsOf(text)
    splices.push({ at, deleted: length, text, units })
    at += units
  }
  return splices
}

/** The versions in a segment from `from` on. */
export function segmentStrokes(bytes: Uint8Array, from: number): Stroke[] {
  const strokes: Stroke[] = []
  const authors = new Map<string, Author>()
  let version = 0
  readRecords(bytes, newSegmentState(), record => {
    if (record.kind === 'head') version = record.head.version
    else if (record.kind === 'session') authors.set(record.session, record.author)
    else if (record.kind === 'change' && ++version >= from) {
      const { session, time } = record
      strokes.push({ version, session, author: authors.get(session)!, time, splices: splicesIn(record.changes) })
    }
  })
  return strokes
}

/** How many UTF-16 units a UTF-8 text has. */
export function unitsOf(text: Uint8Array): number {
  let units = 0
  for (const byte of text) {
    if ((byte & 0xc0) !== 0x80) units++
    if (byte >= 0xf0) units++
  }
  return units
}
