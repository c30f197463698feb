import { promisify } from 'node:util'
import { gunzip, gunzipSync, gzip, gzipSync } from 'node:zlib'
import { ByteReader, ByteWriter } from '@stoa/sdk/document'
import type { GapBuffer } from './gapbuffer.ts'
import {
  decodePayload,
  encodePayload,
  newSegmentState,
  unzigzag,
  zigzag,
  type Author,
  type Head,
  type JournalRecord,
  type SegmentState,
} from './records.ts'
import { splicesIn, unitsOf, type Splice as Stretch, type Stroke } from './strokes.ts'

/** What is smaller is done sooner here than in a thread. */
const worthThread = 32 * 1024
const level = 9
const compress = (bytes: Uint8Array): Uint8Array | Promise<Uint8Array> =>
  bytes.length < worthThread ? gzipSync(bytes, { level }) : promisify(gzip)(bytes, { level })
const decompress = (bytes: Uint8Array): Uint8Array | Promise<Uint8Array> =>
  bytes.length < worthThread ? gunzipSync(bytes) : promisify(gunzip)(bytes)

type Change = JournalRecord & { kind: 'change' }
/** What a pack holds: the history before it, and the records of the segments it was made from, `head` records apart and each session introduced once. */
export type Pack = { readonly head: Head; readonly records: readonly JournalRecord[] }

/** One column for each thing that repeats: like stands beside like, and compresses to a twentieth of the segments. */
const columnNames = ['others', 'sessions', 'sequences', 'times', 'counts', 'places', 'deleted', 'lengths', 'texts', 'whole'] as const
type Columns<T> = Record<(typeof columnNames)[number], T>
const eachColumn = <T>(make: (name: (typeof columnNames)[number]) => T): Columns<T> =>
  Object.fromEntries(columnNames.map(name => [name, make(name)])) as Columns<T>

/** Closed segments as one compressed file. Every record comes out again byte for byte. */
export async function encodePack({ head, records }: Pack): Promise<Uint8Array> {
  const columns = eachColumn(() => new ByteWriter(1024))
  const state = newSegmentState()
  const sequences = new Map<string, number>()
  const first = records.find(record => record.kind === 'change')
  const cursor = { length: first ? baseLength(first.changes) : 0, place: 0 }
  const start = cursor.length
  let time = head.time
  let since = 0
  for (const record of records) {
    if (record.kind !== 'change') {
      const payload = encodePayload(record, state)
      columns.others.number(since).number(payload.length).raw(payload)
      since = 0
      continue
    }
    since++
    columns.sessions.number(state.sessions.get(record.session)!)
    columns.sequences.number(zigzag(record.sequence - (sequences.get(record.session) ?? 0) - 1))
    columns.times.number(zigzag(record.time - time))
    sequences.set(record.session, record.sequence)
    time = record.time
    encodeSplices({ changes: record.changes, columns, cursor })
  }
  const changes = records.filter(record => record.kind === 'change').length
  const front = new ByteWriter().text(JSON.stringify(head)).number(changes).number(start)
  for (const name of columnNames) {
    const column = columns[name].done()
    front.number(column.length).raw(column)
  }
  return compress(front.done())
}

/** Reads a pack. Throws `RangeError` if it is damaged. */
export const decodePack = async (bytes: Uint8Array): Promise<Pack> => readPack(await plainOf(bytes))

async function plainOf(bytes: Uint8Array): Promise<Uint8Array> {
  try {
    return await decompress(bytes)
  } catch {
    throw new RangeError('a pack is damaged')
  }
}

/** Reads a pack that has been decompressed. */
export function readPack(plain: Uint8Array): Pack {
  const { head, changes, cursor, columns } = open(plain)
  const state = newSegmentState()
  const sequences = new Map<string, number>()
  const records: JournalRecord[] = []
  let time = head.time
  for (let left = changes; left > 0 || !columns.others.ended;) {
    let run = left
    if (!columns.others.ended) run = columns.others.number()
    for (let i = 0; i < run; i++) {
      const session = state.names[columns.sessions.number()]
      if (session === undefined) throw new RangeError('a pack names a session that it has not introduced')
      const sequence = (sequences.get(session) ?? 0) + 1 + unzigzag(columns.sequences.number())
      sequences.set(session, sequence)
      time += unzigzag(columns.times.number())
      records.push({ kind: 'change', session, sequence, time, changes: decodeSplices({ columns, cursor }) })
    }
    left -= run
    if (!columns.others.ended) records.push(otherRecord(columns.others, state))
  }
  return { head, records }
}

/** Takes a text of version `after` through a pack: what is answered brings it to a later version, and later to another that is later still. Only the changes are read. */
export async function throughPack(bytes: Uint8Array, { text, after }: { text: GapBuffer; after: number }): Promise<(upTo: number) => void> {
  const { head, changes, cursor, columns } = open(await plainOf(bytes))
  let { version } = head
  return upTo => {
    const last = Math.min(upTo, head.version + changes)
    while (version < last) {
      const applies = ++version > after
      const whole = eachSplice({ columns, cursor }, (at, deleted, inserted) => {
        if (applies) text.replace(at, deleted, inserted)
      })
      if (whole && applies) text.change(whole)
    }
  }
}

/** The versions in a pack from `from` on, one at a time; what comes before is passed over without being made. */
export async function packStrokes(bytes: Uint8Array, from: number): Promise<Iterable<Stroke>> {
  return strokesIn(await plainOf(bytes), from)
}

function* strokesIn(plain: Uint8Array, from: number): Generator<Stroke> {
  const { head, changes, cursor, columns } = open(plain)
  const state = newSegmentState()
  const authors = new Map<string, Author>()
  let { time, version } = head
  for (let left = changes; left > 0 || !columns.others.ended;) {
    const run = columns.others.ended ? left : columns.others.number()
    for (let i = 0; i < run; i++) {
      const session = state.names[columns.sessions.number()]!
      time += unzigzag(columns.times.number())
      const wanted = ++version >= from
      const splices: Stretch[] = []
      const whole = eachSplice({ columns, cursor }, (at, deleted, text, units) => {
        if (wanted) splices.push({ at, deleted, text, units })
      })
      if (wanted) yield { version, session, author: authors.get(session)!, time, splices: whole ? splicesIn(whole) : splices }
    }
    left -= run
    if (columns.others.ended) continue
    const record = otherRecord(columns.others, state)
    if (record.kind === 'session') authors.set(record.session, record.author)
  }
}

/** The parts of a pack that has been decompressed. */
function open(plain: Uint8Array): { head: Head; changes: number; cursor: Cursor; columns: Columns<ByteReader> } {
  const front = new ByteReader(plain)
  const head = JSON.parse(front.text()) as Head
  const changes = front.number()
  const cursor = { length: front.number(), place: 0 }
  const columns = eachColumn(() => {
    const length = front.number()
    front.at += length
    return new ByteReader(plain.subarray(front.at - length, front.at))
  })
  return { head, changes, cursor, columns }
}

function otherRecord(others: ByteReader, state: SegmentState): JournalRecord {
  const length = others.number()
  others.at += length
  return decodePayload(others.bytes.subarray(others.at - length, others.at), state)
}

type Cursor = { length: number; place: number }

/**
 * Changes as what they replace, where, counted from where the last ones ended. What was not written by `encodeChanges` may not come out of this as it
 * went in, and is kept whole.
 */
function encodeSplices({ changes, columns, cursor }: { changes: Change['changes']; columns: Columns<ByteWriter>; cursor: Cursor }): void {
  const found = splicesOf(changes)
  if (!found || found.length !== cursor.length || !sameBytes(bytesOf(found), changes)) {
    columns.counts.number(0)
    columns.whole.number(changes.length).raw(changes)
    cursor.length = newLength(changes)
    cursor.place = 0
    return
  }
  columns.counts.number(found.splices.length + 1)
  let at = 0
  for (const [index, { gap, deleted, text }] of found.splices.entries()) {
    columns.places.number(index === 0 ? zigzag(gap - cursor.place) : gap)
    columns.deleted.number(deleted)
    columns.lengths.number(text.length)
    columns.texts.raw(text)
    const units = unitsOf(text)
    at += gap + units
    cursor.length += units - deleted
  }
  if (found.splices.length > 0) cursor.place = at
}

function decodeSplices({ columns, cursor }: { columns: Columns<ByteReader>; cursor: Cursor }): Uint8Array {
  const { length } = cursor
  const splices: Splice[] = []
  let end = 0
  const whole = eachSplice({ columns, cursor }, (at, deleted, text, units) => {
    splices.push({ gap: at - end, deleted, text })
    end = at + units
  })
  return whole ?? bytesOf({ length, splices })
}

/** Calls `each` with every splice of the next change: where in the text as the earlier ones left it. Answers a change that was kept whole instead. */
function eachSplice(
  { columns, cursor }: { columns: Columns<ByteReader>; cursor: Cursor },
  each: (at: number, deleted: number, text: Uint8Array, units: number) => void,
): Uint8Array | null {
  const count = columns.counts.number()
  if (count === 0) {
    const changes = take(columns.whole, columns.whole.number())
    cursor.length = newLength(changes)
    cursor.place = 0
    return changes
  }
  let at = 0
  for (let index = 0; index < count - 1; index++) {
    const place = columns.places.number()
    at += index === 0 ? unzigzag(place) + cursor.place : place
    const deleted = columns.deleted.number()
    const text = take(columns.texts, columns.lengths.number())
    const units = unitsOf(text)
    each(at, deleted, text, units)
    at += units
    cursor.length += units - deleted
  }
  if (count > 1) cursor.place = at
  return null
}

/** Changes as `encodeChanges` writes them. */
function bytesOf({ length, splices }: { length: number; splices: readonly Splice[] }): Uint8Array {
  const writer = new ByteWriter()
  let before = 0
  for (const { gap, deleted, text } of splices) {
    if (gap > 0) writer.number(gap * 2)
    writer
      .number(deleted * 2 + 1)
      .number(text.length)
      .raw(text)
    before += gap + deleted
  }
  if (length > before) writer.number((length - before) * 2)
  return writer.done()
}
const sameBytes = (one: Uint8Array, other: Uint8Array): boolean => Buffer.compare(one, other) === 0

function take(reader: ByteReader, length: number): Uint8Array {
  if (reader.at + length > reader.bytes.length) throw new RangeError('a pack ends too soon')
  reader.at += length
  return reader.bytes.subarray(reader.at - length, reader.at)
}

type Splice = { gap: number; deleted: number; text: Uint8Array }
/** Null if two kept stretches follow each other, which one gap could not say. */
function splicesOf(changes: Uint8Array): { length: number; splices: Splice[] } | null {
  const reader = new ByteReader(changes)
  const splices: Splice[] = []
  let length = 0
  let gap = 0
  while (!reader.ended) {
    const head = reader.number()
    const units = Math.floor(head / 2)
    length += units
    if (head % 2 === 0) {
      if (gap > 0 || units === 0) return null
      gap = units
      continue
    }
    splices.push({ gap, deleted: units, text: take(reader, reader.number()) })
    gap = 0
  }
  return { length, splices }
}

/** The length of the text that changes are for, and of the one they lead to, in UTF-16 units. */
function lengthsOf(changes: Uint8Array): { before: number; after: number } {
  const reader = new ByteReader(changes)
  let before = 0
  let after = 0
  while (!reader.ended) {
    const head = reader.number()
    const units = Math.floor(head / 2)
    before += units
    after += head % 2 === 0 ? units : unitsOf(take(reader, reader.number()))
  }
  return { before, after }
}
const baseLength = (changes: Uint8Array): number => lengthsOf(changes).before
const newLength = (changes: Uint8Array): number => lengthsOf(changes).after
